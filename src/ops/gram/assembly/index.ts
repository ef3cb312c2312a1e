// G[i, j] = Σ_n m[n]² · x[n, i] · x[n, j] for i ≤ j, then mirrored:
//   for each block of positions:  panels = the block of m ∘ x, 8 channels each, zeros after the last channel
//     for panels I ≤ J, for each four rows of I:  sums[4, 8] += Σ_{n in block} panels[I][n, 4 rows] ⊗ panels[J][n, 8]
// A sum that is not finite is computed again in float64, since the products of a block may have overflowed float32.
// Threads share the pairs of panels.

import { BLOCK } from '../../../wasm/assembly/lanes';
import { multiplyTile, PANEL, panelsOf, TILE_BYTES } from '../../../wasm/assembly/tile';

const PANEL_BYTES: usize = BLOCK * PANEL * 4;
/** The sums of a pair of panels. */
const SUMS_BYTES: usize = 2 * TILE_BYTES;
/** Panels start on a cache line, so that no load spans two. */
const LINE: usize = 64;

/** Bytes of temporary space for the sums. */
export function scratchBytes(channels: i32): f64 {
  return <f64>pairs(channels) * SUMS_BYTES;
}

/** Bytes of temporary space of a thread, for the packed block. */
export function ownBytes(channels: i32): f64 {
  return LINE + <f64>panelsOf(channels) * PANEL_BYTES;
}

/** The number of pairs of a panel and one up to it. */
export function pairs(channels: i32): i32 {
  const panels = <i32>panelsOf(channels);
  return (panels * (panels + 1)) / 2;
}

/** x is [positions, channels], mask [positions] or 0 for none, output [channels, channels]. */
export function gram(
  x: usize,
  mask: usize,
  output: usize,
  scratch: usize,
  own: usize,
  positions: i32,
  channels: i32,
  first: i32,
  end: i32,
): void {
  own = (own + LINE - 1) & ~(LINE - 1);
  let column = 0;
  while (pairs((column + 1) * PANEL) <= first) column++;
  const row = first - pairs(column * PANEL);
  let last = column;
  while (pairs((last + 1) * PANEL) < end) last++;
  const packed = min(channels, (last + 1) * PANEL);
  const sums = scratch + <usize>first * SUMS_BYTES;
  memory.fill(own, 0, panelsOf(packed) * PANEL_BYTES);
  memory.fill(sums, 0, <usize>(end - first) * SUMS_BYTES);
  let from = x;
  let weights = mask;
  for (let start = 0; start < positions; start += BLOCK) {
    const count = min(BLOCK, positions - start);
    pack(from, weights, own, count, channels, packed);
    addBlock(own, sums, count, row, column, end - first);
    from += <usize>count * channels * 4;
    if (mask) weights += count * 4;
  }
  writeMirrored(sums, output, x, mask, positions, channels, row, column, end - first);
}

/** Packs the first channels of a block of positions, times the mask, into panels. Lanes after the last one stay zero. */
function pack(x: usize, mask: usize, panel: usize, count: i32, channels: i32, packed: i32): void {
  const end = panel + PANEL_BYTES * (packed / PANEL);
  for (; panel < end; panel += PANEL_BYTES, x += PANEL * 4) packPanel(x, mask, panel, count, channels);
  if (packed % PANEL) packLastPanel(x, mask, panel, count, channels);
}

function packPanel(x: usize, mask: usize, to: usize, count: i32, channels: i32): void {
  const end = to + count * PANEL * 4;
  let weight = f32x4.splat(1);
  for (; to < end; to += PANEL * 4, x += channels * 4) {
    if (mask) {
      weight = v128.load32_splat(mask);
      mask += 4;
    }
    v128.store(to, f32x4.mul(weight, v128.load(x)));
    v128.store(to, f32x4.mul(weight, v128.load(x, 16)), 16);
  }
}

function packLastPanel(x: usize, mask: usize, to: usize, count: i32, channels: i32): void {
  for (let n = 0; n < count; n++, to += PANEL * 4, x += channels * 4) {
    const weight = mask ? load<f32>(mask + n * 4) : 1;
    for (let c = 0; c < channels % PANEL; c++) store<f32>(to + c * 4, weight * load<f32>(x + c * 4));
  }
}

/** Adds the products of a block to the sums of `pairs` pairs: from (row, column) on, column by column. */
function addBlock(panels: usize, sums: usize, count: i32, row: i32, column: i32, pairs: i32): void {
  for (; pairs > 0; pairs--, sums += SUMS_BYTES) {
    const rows = panels + <usize>row * PANEL_BYTES;
    const columns = panels + <usize>column * PANEL_BYTES;
    multiplyTile<f64>(rows, columns, count, sums, PANEL * 8, false);
    multiplyTile<f64>(rows + 16, columns, count, sums + TILE_BYTES, PANEL * 8, false);
    if (++row > column) {
      row = 0;
      column++;
    }
  }
}

/** Writes the sums of the same pairs, and their mirror images. */
function writeMirrored(
  sums: usize,
  output: usize,
  x: usize,
  mask: usize,
  positions: i32,
  channels: i32,
  row: i32,
  column: i32,
  pairs: i32,
): void {
  for (; pairs > 0; pairs--, sums += SUMS_BYTES) {
    for (let j = column * PANEL; j < min(channels, (column + 1) * PANEL); j++) {
      for (let i = row * PANEL; i <= min(j, row * PANEL + PANEL - 1); i++) {
        let sum = load<f64>(sums + ((i % PANEL) * PANEL + (j % PANEL)) * 8);
        if (!isFinite(sum)) sum = sumInFloat64(x, mask, positions, channels, i, j);
        store<f32>(output + (<usize>i * channels + j) * 4, <f32>sum);
        store<f32>(output + (<usize>j * channels + i) * 4, <f32>sum);
      }
    }
    if (++row > column) {
      row = 0;
      column++;
    }
  }
}

function sumInFloat64(x: usize, mask: usize, positions: i32, channels: i32, i: i32, j: i32): f64 {
  let sum: f64 = 0;
  for (let n = 0; n < positions; n++, x += channels * 4) {
    const weight = mask ? load<f32>(mask + n * 4) : 1;
    sum += <f64>(weight * load<f32>(x + i * 4)) * <f64>(weight * load<f32>(x + j * 4));
  }
  return sum;
}
