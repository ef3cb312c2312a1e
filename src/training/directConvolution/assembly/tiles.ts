// windowTile:  sums[p, o] (+)= Σ_{row, k} pixels[row, k + p · pixel] · weights[(row, k), o] for 4 windows, 8 outputs
// tapTile:     sums[t, o] (+)= Σ_{row, p} pixels[row, p · pixel + offset_t] · dy[(row, p), o] for 4 taps, 8 outputs
// spreadTile:  to_t[p] += Σ_o weights[o, t] · dy[o, p] for 4 taps, 8 windows
//   the 4 × 8 sums stay in registers; sums have at least one term, so that each loop can test at its end

import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';
import { addRow, PANEL } from '../../../wasm/assembly/tile';

/** Bytes of a row of a panel. */
export const ROW_BYTES: usize = PANEL * 4;

/** `Sum` is f32 or f64; `first` writes the sums instead of adding to them. */
export function windowTile<Sum>(
  pixels: usize,
  windowBytes: usize,
  rows: i32,
  rowBytes: usize,
  run: i32,
  weights: usize,
  sums: usize,
  sumsBytes: usize,
  first: boolean,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const secondBytes = 2 * windowBytes;
  const thirdBytes = 3 * windowBytes;
  for (; rows > 0; rows--, pixels += rowBytes) {
    let at = pixels;
    const end = weights + <usize>run * ROW_BYTES;
    do {
      const w0 = v128.load(weights);
      const w1 = v128.load(weights, 16);
      const p0 = v128.load32_splat(at);
      s00 = multiplyAdd(p0, w0, s00);
      s01 = multiplyAdd(p0, w1, s01);
      const p1 = v128.load32_splat(at + windowBytes);
      s10 = multiplyAdd(p1, w0, s10);
      s11 = multiplyAdd(p1, w1, s11);
      const p2 = v128.load32_splat(at + secondBytes);
      s20 = multiplyAdd(p2, w0, s20);
      s21 = multiplyAdd(p2, w1, s21);
      const p3 = v128.load32_splat(at + thirdBytes);
      s30 = multiplyAdd(p3, w0, s30);
      s31 = multiplyAdd(p3, w1, s31);
      weights += ROW_BYTES;
      at += 4;
    } while (weights < end);
  }
  addRow<Sum>(sums, s00, s01, first);
  addRow<Sum>(sums + sumsBytes, s10, s11, first);
  addRow<Sum>(sums + 2 * sumsBytes, s20, s21, first);
  addRow<Sum>(sums + 3 * sumsBytes, s30, s31, first);
}

/** The offsets of the taps are in a list. Float64 sums, 64 bytes from tap to tap. */
export function tapTile(
  pixels: usize,
  offsets: usize,
  windowBytes: usize,
  rows: i32,
  rowBytes: usize,
  columns: i32,
  dy: usize,
  dyBytes: usize,
  sums: usize,
  first: boolean,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const t0 = load<usize>(offsets);
  const t1 = load<usize>(offsets, 4);
  const t2 = load<usize>(offsets, 8);
  const t3 = load<usize>(offsets, 12);
  for (; rows > 0; rows--, pixels += rowBytes) {
    let at = pixels;
    const end = at + <usize>columns * windowBytes;
    do {
      const d0 = v128.load(dy);
      const d1 = v128.load(dy, 16);
      const p0 = v128.load32_splat(at + t0);
      s00 = multiplyAdd(p0, d0, s00);
      s01 = multiplyAdd(p0, d1, s01);
      const p1 = v128.load32_splat(at + t1);
      s10 = multiplyAdd(p1, d0, s10);
      s11 = multiplyAdd(p1, d1, s11);
      const p2 = v128.load32_splat(at + t2);
      s20 = multiplyAdd(p2, d0, s20);
      s21 = multiplyAdd(p2, d1, s21);
      const p3 = v128.load32_splat(at + t3);
      s30 = multiplyAdd(p3, d0, s30);
      s31 = multiplyAdd(p3, d1, s31);
      at += windowBytes;
      dy += dyBytes;
    } while (at < end);
  }
  addRow<f64>(sums, s00, s01, first);
  addRow<f64>(sums + 64, s10, s11, first);
  addRow<f64>(sums + 128, s20, s21, first);
  addRow<f64>(sums + 192, s30, s31, first);
}

/** The weights of four taps lie side by side, as do the dy of eight windows. */
export function spreadTile(weights: usize, dy: usize, outputs: i32, t0: usize, t1: usize, t2: usize, t3: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  const end = weights + <usize>outputs * 16;
  do {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    const w0 = v128.load32_splat(weights);
    s00 = multiplyAdd(w0, d0, s00);
    s01 = multiplyAdd(w0, d1, s01);
    const w1 = v128.load32_splat(weights, 4);
    s10 = multiplyAdd(w1, d0, s10);
    s11 = multiplyAdd(w1, d1, s11);
    const w2 = v128.load32_splat(weights, 8);
    s20 = multiplyAdd(w2, d0, s20);
    s21 = multiplyAdd(w2, d1, s21);
    const w3 = v128.load32_splat(weights, 12);
    s30 = multiplyAdd(w3, d0, s30);
    s31 = multiplyAdd(w3, d1, s31);
    weights += 16;
    dy += ROW_BYTES;
  } while (weights < end);
  // In turn, because taps may overlap.
  addRow<f32>(t0, s00, s01, false);
  addRow<f32>(t1, s10, s11, false);
  addRow<f32>(t2, s20, s21, false);
  addRow<f32>(t3, s30, s31, false);
}
