// y[o, r, i] = sum over k of weights[starts[r] + k] x[o, firsts[r] + k, i], or 0 if `wanted` points to 0

import { LANES, storeFirst } from '../../../wasm/assembly/lanes';

/** The columns that wide rows take at a time: four vectors. */
const WIDE: i32 = 4 * LANES;

export function bandedProduct(
  x: usize,
  starts: usize,
  firsts: usize,
  weights: usize,
  wanted: usize,
  y: usize,
  outer: i32,
  size: i32,
  rows: i32,
  inner: i32,
): void {
  const stride: usize = (<usize>inner) << 2;
  if (load<f32>(wanted) === 0) {
    memory.fill(y, 0, <usize>outer * <usize>rows * stride);
    return;
  }
  const end: usize = x + <usize>outer * <usize>size * stride;
  for (let example = 0; example < outer; example++) {
    for (let row = 0; row < rows; row++) {
      const start = load<i32>(starts + ((<usize>row) << 2));
      const count = load<i32>(starts + ((<usize>row) << 2), 4) - start;
      const band = weights + ((<usize>start) << 2);
      const source = x + <usize>(example * size + load<i32>(firsts + ((<usize>row) << 2))) * stride;
      let column = 0;
      for (; column + WIDE <= inner; column += WIDE) {
        wideColumns(source + ((<usize>column) << 2), band, count, stride, y + ((<usize>column) << 2));
      }
      for (; column < inner; column += LANES) {
        const from = source + ((<usize>column) << 2);
        const to = y + ((<usize>column) << 2);
        const left = min(inner - column, LANES);
        // A vector may reach into the next row of x, but not beyond the last.
        if (from + <usize>max(count - 1, 0) * stride + 16 <= end) columns(from, band, count, stride, to, left);
        else
          for (let lane = 0; lane < left; lane++)
            oneColumn(from + ((<usize>lane) << 2), band, count, stride, to + ((<usize>lane) << 2));
      }
      y += stride;
    }
  }
}

function wideColumns(source: usize, band: usize, count: i32, stride: usize, y: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let k = 0; k < count; k++) {
    const weight = v128.load32_splat(band);
    a = f32x4.add(a, f32x4.mul(weight, v128.load(source)));
    b = f32x4.add(b, f32x4.mul(weight, v128.load(source, 16)));
    c = f32x4.add(c, f32x4.mul(weight, v128.load(source, 32)));
    d = f32x4.add(d, f32x4.mul(weight, v128.load(source, 48)));
    source += stride;
    band += 4;
  }
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
}

/** One vector of columns, of which only the first `left` are needed. */
function columns(source: usize, band: usize, count: i32, stride: usize, y: usize, left: i32): void {
  let sum = f32x4.splat(0);
  for (let k = 0; k < count; k++) {
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(band), v128.load(source)));
    source += stride;
    band += 4;
  }
  storeFirst(y, sum, left);
}

function oneColumn(source: usize, band: usize, count: i32, stride: usize, y: usize): void {
  let sum: f32 = 0;
  for (let k = 0; k < count; k++) {
    sum += load<f32>(band) * load<f32>(source);
    source += stride;
    band += 4;
  }
  store<f32>(y, sum);
}
