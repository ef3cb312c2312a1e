// G[i, j] = Σ_n m[n]² · x[n, i] · x[n, j] for i ≤ j, then mirrored.
//   for each block of positions:  panels = the block of m ∘ x, 8 channels each, zeros behind the last channel
//     for panels I ≤ J, for each four rows of I:  sums[4, 8] += Σ_{n in block} panels[I][n, 4 rows] ⊗ panels[J][n, 8]

/** Positions summed in float32 before they go into the float64 sums: few, so that rounding stays below 1e-6. */
const BLOCK: i32 = 128;
const PANEL: i32 = 8;
const PANEL_BYTES: usize = BLOCK * PANEL * 4;
const SUMS_BYTES: usize = 4 * PANEL * 8;
/** Panels start on a cache line, so that no load spans two. */
const LINE: usize = 64;

/** Bytes of temporary space: the packed block, then the sums of the upper triangle. */
export function scratchBytes(channels: i32): usize {
  const panels = panelCount(channels);
  return LINE + panels * PANEL_BYTES + panels * (panels + 1) * SUMS_BYTES;
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
  const panels = panelCount(channels);
  scratch = (scratch + LINE - 1) & ~(LINE - 1);
  const sums = scratch + panels * PANEL_BYTES;
  memory.fill(scratch, 0, panels * PANEL_BYTES);
  for (let example = 0; example < batch; example++) {
    memory.fill(sums, 0, panels * (panels + 1) * SUMS_BYTES);
    for (let start = 0; start < positions; start += BLOCK) {
      const count = min(BLOCK, positions - start);
      pack(x, mask, scratch, count, channels);
      addBlock(scratch, sums, count, panels);
      x += <usize>count * channels * 4;
      if (mask) mask += count * 4;
    }
    writeMirrored(sums, output, channels);
    output += <usize>channels * channels * 4;
  }
}

function panelCount(channels: i32): usize {
  return (channels + PANEL - 1) / PANEL;
}

/** Copies a block of positions, times the mask, into panels. What lies behind the last channel stays zero. */
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
      addTile(rows, columns, sums, count);
      addTile(rows + 16, columns, sums + SUMS_BYTES, count);
      sums += 2 * SUMS_BYTES;
    }
  }
}

/** sums[r, c] += Σ_n rows[n, r] · columns[n, c] for 4 rows and 8 columns. */
function addTile(rows: usize, columns: usize, sums: usize, count: i32): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const end = rows + count * PANEL * 4;
  for (; rows < end; rows += PANEL * 4, columns += PANEL * 4) {
    const c0 = v128.load(columns);
    const c1 = v128.load(columns, 16);
    const r0 = v128.load32_splat(rows);
    s00 = f32x4.add(s00, f32x4.mul(r0, c0));
    s01 = f32x4.add(s01, f32x4.mul(r0, c1));
    const r1 = v128.load32_splat(rows, 4);
    s10 = f32x4.add(s10, f32x4.mul(r1, c0));
    s11 = f32x4.add(s11, f32x4.mul(r1, c1));
    const r2 = v128.load32_splat(rows, 8);
    s20 = f32x4.add(s20, f32x4.mul(r2, c0));
    s21 = f32x4.add(s21, f32x4.mul(r2, c1));
    const r3 = v128.load32_splat(rows, 12);
    s30 = f32x4.add(s30, f32x4.mul(r3, c0));
    s31 = f32x4.add(s31, f32x4.mul(r3, c1));
  }
  addInFloat64(sums, s00);
  addInFloat64(sums + 32, s01);
  addInFloat64(sums + 64, s10);
  addInFloat64(sums + 96, s11);
  addInFloat64(sums + 128, s20);
  addInFloat64(sums + 160, s21);
  addInFloat64(sums + 192, s30);
  addInFloat64(sums + 224, s31);
}

function addInFloat64(sums: usize, part: v128): void {
  const upper = i8x16.shuffle(part, part, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(part)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(upper)), 16);
}

function writeMirrored(sums: usize, output: usize, channels: i32): void {
  for (let j = 0; j < channels; j++) {
    const panel = j / PANEL;
    const columnSums = sums + <usize>(panel * (panel + 1)) * SUMS_BYTES + (j % PANEL) * 8;
    for (let i = 0; i <= j; i++) {
      const sum = <f32>load<f64>(columnSums + <usize>i * PANEL * 8);
      store<f32>(output + (<usize>i * channels + j) * 4, sum);
      store<f32>(output + (<usize>j * channels + i) * 4, sum);
    }
  }
}
