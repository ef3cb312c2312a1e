// G[i, j] = Σ_n m[n]² · x[n, i] · x[n, j] for i ≤ j, then mirrored:
//   for each block of positions:  panels = the block of m ∘ x, 8 channels each, zeros after the last channel
//     for panels I ≤ J, for each four rows of I:  sums[4, 8] += Σ_{n in block} panels[I][n, 4 rows] ⊗ panels[J][n, 8]
// A sum that is not finite is computed again in float64, since the products of a block may have overflowed float32.

import { BLOCK } from '../../../wasm/assembly/lanes';
import { multiplyTile, PANEL, panelsOf, TILE_BYTES } from '../../../wasm/assembly/tile';

const PANEL_BYTES: usize = BLOCK * PANEL * 4;
/** Panels start on a cache line, so that no load spans two. */
const LINE: usize = 64;

/** Bytes of temporary space: the packed block, then the sums of the upper triangle. */
export function scratchBytes(channels: i32): f64 {
  const panels = <f64>panelsOf(channels);
  return LINE + panels * PANEL_BYTES + panels * (panels + 1) * TILE_BYTES;
}

/** x is [batch, positions, channels], mask [batch, positions] or 0 for none, output [batch, channels, channels]. */
export function gram(
  x: usize,
  mask: usize,
  output: usize,
  scratch: usize,
  batch: i32,
  positions: i32,
  channels: i32,
): void {
  const panels = panelsOf(channels);
  scratch = (scratch + LINE - 1) & ~(LINE - 1);
  const sums = scratch + panels * PANEL_BYTES;
  memory.fill(scratch, 0, panels * PANEL_BYTES);
  for (let example = 0; example < batch; example++) {
    const firstX = x;
    const firstMask = mask;
    memory.fill(sums, 0, panels * (panels + 1) * TILE_BYTES);
    for (let start = 0; start < positions; start += BLOCK) {
      const count = min(BLOCK, positions - start);
      pack(x, mask, scratch, count, channels);
      addBlock(scratch, sums, count, panels);
      x += <usize>count * channels * 4;
      if (mask) mask += count * 4;
    }
    writeMirrored(sums, output, firstX, firstMask, positions, channels);
    output += <usize>channels * channels * 4;
  }
}

/** Packs a block of positions, times the mask, into panels. Lanes after the last channel stay zero. */
function pack(x: usize, mask: usize, panel: usize, count: i32, channels: i32): void {
  const end = panel + PANEL_BYTES * (channels / PANEL);
  for (; panel < end; panel += PANEL_BYTES, x += PANEL * 4) packPanel(x, mask, panel, count, channels);
  if (channels % PANEL) packLastPanel(x, mask, panel, count, channels);
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

function addBlock(panels: usize, sums: usize, count: i32, panelCount: usize): void {
  const end = panels + panelCount * PANEL_BYTES;
  for (let columns = panels; columns < end; columns += PANEL_BYTES) {
    for (let rows = panels; rows <= columns; rows += PANEL_BYTES) {
      for (let half = rows; half <= rows + 16; half += 16, sums += TILE_BYTES) {
        multiplyTile<f64>(half, columns, count, sums, PANEL * 8, false);
      }
    }
  }
}

function writeMirrored(sums: usize, output: usize, x: usize, mask: usize, positions: i32, channels: i32): void {
  for (let j = 0; j < channels; j++) {
    const panel = j / PANEL;
    const columnSums = sums + <usize>(panel * (panel + 1)) * TILE_BYTES + (j % PANEL) * 8;
    for (let i = 0; i <= j; i++) {
      let sum = load<f64>(columnSums + <usize>i * PANEL * 8);
      if (!isFinite(sum)) sum = sumInFloat64(x, mask, positions, channels, i, j);
      store<f32>(output + (<usize>i * channels + j) * 4, <f32>sum);
      store<f32>(output + (<usize>j * channels + i) * 4, <f32>sum);
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
