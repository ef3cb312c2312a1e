// d: a patch of 4 × 4 pixels, e: a tile of 2 × 2 outputs' gradients, g: a filter, m: the 16 products
//   patches   V = Bᵀ d B     gradients  W = A e Aᵀ     filter  U = G g Gᵀ
//   outputs   y = Aᵀ m A     gradient of the filter    g' = Gᵀ m G       of a patch    d' = B m Bᵀ
//
//        1  0 −1  0         1  1  1  0             1  0  0
//   Bᵀ = 0  1  1  0    Aᵀ = 0  1 −1 −1    G  =     ½  ½  ½
//        0 −1  1  0                                ½ −½  ½
//        0  1  0 −1                                0  0  1
//
// each for four channels at a time; number (i, j) of a transform goes to `to + (4 · i + j) · step`

import { storeFirst } from '../../../wasm/assembly/lanes';
import { PANEL } from '../../../wasm/assembly/tile';
import { Tiles } from './tiles';

/** Numbers of a transform. */
export const COUNT: i32 = 16;

/** Transforms the patch located last; eight channels are contiguous, and the next eight are `next` bytes further. */
export function transformPatch(tiles: Tiles, to: usize, step: usize, next: usize, count: i32): void {
  for (let from = tiles.patch; count > 0; count -= PANEL, from += PANEL * 4, to += next) {
    patchOfFour(from, tiles.rowBytes, tiles.pixelBytes, to, step);
    patchOfFour(from + 16, tiles.rowBytes, tiles.pixelBytes, to + 16, step);
  }
}

function patchOfFour(row0: usize, rowBytes: usize, pixel: usize, to: usize, step: usize): void {
  const row1 = row0 + rowBytes;
  const row2 = row1 + rowBytes;
  difference(row0, row2, pixel, to, step);
  storePatchRow(
    f32x4.add(v128.load(row1), v128.load(row2)),
    f32x4.add(v128.load(row1 + pixel), v128.load(row2 + pixel)),
    f32x4.add(v128.load(row1 + pixel * 2), v128.load(row2 + pixel * 2)),
    f32x4.add(v128.load(row1 + pixel * 3), v128.load(row2 + pixel * 3)),
    to + step * 4,
    step,
  );
  difference(row2, row1, pixel, to + step * 8, step);
  difference(row1, row2 + rowBytes, pixel, to + step * 12, step);
}

function difference(a: usize, b: usize, pixel: usize, to: usize, step: usize): void {
  storePatchRow(
    f32x4.sub(v128.load(a), v128.load(b)),
    f32x4.sub(v128.load(a + pixel), v128.load(b + pixel)),
    f32x4.sub(v128.load(a + pixel * 2), v128.load(b + pixel * 2)),
    f32x4.sub(v128.load(a + pixel * 3), v128.load(b + pixel * 3)),
    to,
    step,
  );
}

function storePatchRow(t0: v128, t1: v128, t2: v128, t3: v128, to: usize, step: usize): void {
  v128.store(to, f32x4.sub(t0, t2));
  v128.store(to + step, f32x4.add(t1, t2));
  v128.store(to + step * 2, f32x4.sub(t2, t1));
  v128.store(to + step * 3, f32x4.sub(t1, t3));
}

/** Transforms the gradients located last, with the same layout. */
export function transformGradients(tiles: Tiles, to: usize, step: usize, next: usize, count: i32): void {
  for (let from = tiles.patch; count > 0; count -= PANEL, from += PANEL * 4, to += next) {
    gradientsOfFour(from, tiles.rowBytes, tiles.pixelBytes, to, step);
    gradientsOfFour(from + 16, tiles.rowBytes, tiles.pixelBytes, to + 16, step);
  }
}

function gradientsOfFour(from: usize, rowBytes: usize, pixel: usize, to: usize, step: usize): void {
  const e00 = v128.load(from);
  const e01 = v128.load(from + pixel);
  const e10 = v128.load(from + rowBytes);
  const e11 = v128.load(from + rowBytes + pixel);
  storeGradientsRow(e00, e01, to, step);
  storeGradientsRow(f32x4.add(e00, e10), f32x4.add(e01, e11), to + step * 4, step);
  storeGradientsRow(f32x4.sub(e00, e10), f32x4.sub(e01, e11), to + step * 8, step);
  storeGradientsRow(f32x4.neg(e10), f32x4.neg(e11), to + step * 12, step);
}

function storeGradientsRow(t0: v128, t1: v128, to: usize, step: usize): void {
  v128.store(to, t0);
  v128.store(to + step, f32x4.add(t0, t1));
  v128.store(to + step * 2, f32x4.sub(t0, t1));
  v128.store(to + step * 3, f32x4.neg(t1));
}

/** Transforms `count` filters, number (i, j) of a filter at `from + (3 · i + j) · step`. */
export function transformFilters(from: usize, to: usize, step: usize, toStep: usize, count: i32): void {
  for (; count > 0; count -= 4, from += 16, to += 16) {
    filterRow(from, step, 0, to, toStep);
    filterRow(from, step, 1, to + toStep * 4, toStep);
    filterRow(from, step, -1, to + toStep * 8, toStep);
    filterRow(from + step * 6, step, 0, to + toStep * 12, toStep);
  }
}

/** Row of G g Gᵀ: that of g itself if `sign` is 0, else half of (the first row + the third row ± the second). */
function filterRow(from: usize, step: usize, sign: i32, to: usize, toStep: usize): void {
  const t0 = filterSum(from, step, sign);
  const t1 = filterSum(from + step, step, sign);
  const t2 = filterSum(from + step * 2, step, sign);
  const outer = half(f32x4.add(t0, t2));
  const inner = half(t1);
  v128.store(to, t0);
  v128.store(to + toStep, f32x4.add(outer, inner));
  v128.store(to + toStep * 2, f32x4.sub(outer, inner));
  v128.store(to + toStep * 3, t2);
}

function filterSum(from: usize, step: usize, sign: i32): v128 {
  const g0 = v128.load(from);
  if (sign == 0) return g0;
  const outer = f32x4.add(g0, v128.load(from + step * 6));
  const inner = v128.load(from + step * 3);
  return half(sign > 0 ? f32x4.add(outer, inner) : f32x4.sub(outer, inner));
}

function half(x: v128): v128 {
  return f32x4.mul(x, f32x4.splat(0.5));
}

/** y = Aᵀ m A of `count` channels, written over m: y (i, j) replaces number (i, j). */
export function smallOutputs(m: usize, step: usize, count: i32): void {
  for (; count > 0; count -= 4, m += 16) {
    const top1 = topSum(m + step, step);
    const top2 = topSum(m + step * 2, step);
    const bottom1 = bottomSum(m + step, step);
    const bottom2 = bottomSum(m + step * 2, step);
    const y00 = f32x4.add(topSum(m, step), f32x4.add(top1, top2));
    const y01 = f32x4.sub(f32x4.sub(top1, top2), topSum(m + step * 3, step));
    const y10 = f32x4.add(bottomSum(m, step), f32x4.add(bottom1, bottom2));
    const y11 = f32x4.sub(f32x4.sub(bottom1, bottom2), bottomSum(m + step * 3, step));
    v128.store(m, y00);
    v128.store(m + step, y01);
    v128.store(m + step * 4, y10);
    v128.store(m + step * 5, y11);
  }
}

function topSum(m: usize, step: usize): v128 {
  return f32x4.add(v128.load(m), f32x4.add(v128.load(m + step * 4), v128.load(m + step * 8)));
}

function bottomSum(m: usize, step: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m + step * 4), v128.load(m + step * 8)), v128.load(m + step * 12));
}

/** The first `rows` and `columns` of g' = Gᵀ m G of `count` filters; number (i, j) at `to + i · rowStep + j · toStep`. */
export function filterGradients(
  m: usize,
  step: usize,
  to: usize,
  rowStep: usize,
  toStep: usize,
  rows: i32,
  columns: i32,
  count: i32,
): void {
  for (; count > 0; count -= 4, m += 16, to += 16) {
    for (let j: usize = 0; j < 4; j++) {
      const column = m + j * step;
      const m0 = v128.load(column);
      const m1 = v128.load(column + step * 4);
      const m2 = v128.load(column + step * 8);
      const m3 = v128.load(column + step * 12);
      const sum = half(f32x4.add(m1, m2));
      v128.store(column, f32x4.add(m0, sum));
      v128.store(column + step * 4, half(f32x4.sub(m1, m2)));
      v128.store(column + step * 8, f32x4.add(sum, m3));
    }
    for (let i = 0; i < rows; i++) {
      const row = m + i * step * 4;
      const m1 = v128.load(row + step);
      const m2 = v128.load(row + step * 2);
      const sum = half(f32x4.add(m1, m2));
      const at = to + i * rowStep;
      storeFirst(at, f32x4.add(v128.load(row), sum), count);
      storeFirst(at + toStep, half(f32x4.sub(m1, m2)), count);
      if (columns == 3) storeFirst(at + toStep * 2, f32x4.add(sum, v128.load(row + step * 3)), count);
    }
  }
}

/** d' = B m Bᵀ of `count` channels of a piece, written over m. */
export function patchGradients(m: usize, step: usize, count: i32, tapsDown: i32, tapsAcross: i32): void {
  for (; count > 0; count -= 4, m += 16) {
    for (let j = 0; j <= tapsAcross; j++) patchGradient(m + j * step, step * 4, tapsDown);
    for (let i = 0; i <= tapsDown; i++) patchGradient(m + i * step * 4, step, tapsAcross);
  }
}

function patchGradient(m: usize, step: usize, taps: i32): void {
  const m0 = v128.load(m);
  const m1 = v128.load(m + step);
  const m2 = v128.load(m + step * 2);
  const m3 = taps == 3 ? v128.load(m + step * 3) : f32x4.splat(0);
  v128.store(m + step, f32x4.add(f32x4.sub(m1, m2), m3));
  v128.store(m + step * 2, f32x4.sub(f32x4.add(m1, m2), m0));
  v128.store(m + step * 3, f32x4.neg(m3));
}
