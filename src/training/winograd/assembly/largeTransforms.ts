// As in transforms.ts, for tiles of 4 × 4 outputs, with patches of 6 × 6 pixels and 36 products:
//
//        1   0 −5/2  0   1  0         1   1   1   1   1  0            1     0     0
//        0 −√2  −2  √½   1  0    Aᵀ = 0  √½ −√½  √2 −√2  0          −2/3 −√2/3  −1/3
//   Bᵀ = 0  √2  −2 −√½   1  0         0   ½   ½   2   2  0     G =  −2/3  √2/3  −1/3
//        0 −√½  −½  √2   1  0         0  √⅛ −√⅛  √8 −√8  1           1/6  √2/6   1/3
//        0  √½  −½ −√2   1  0                                        1/6 −√2/6   1/3
//        0   1   0 −5/2  0  1                                         0     0     1
//
// by the points 0, ±√½, ±√2 and ∞, which lose less than the usual 0, ±1, ±2 and ∞ (bench/winogradError.py). Columns
// come first, for all channels, into `lines`: number (i, j) at `(6 · i + j) · LINE_BYTES`.

import { DEPTH } from '../../../wasm/assembly/blockProduct';
import { multiplyAdd } from '../../../wasm/assembly/multiplyAdd';
import { PANEL, panelsOf } from '../../../wasm/assembly/tile';
import { Tiles } from './tiles';

export const LINE_BYTES: usize = DEPTH * 4;
export const LINES_BYTES: usize = 36 * LINE_BYTES;

const ROOT_2: f32 = 1.4142135623730951;
const ROOT_HALF: f32 = 0.7071067811865476;
const ROOT_8: f32 = 2.8284271247461903;
const ROOT_EIGHTH: f32 = 0.3535533905932738;

/** Transforms `count` channels of the patch located last; number (i, j) goes to `to + (6 · i + j) · step`. */
export function transformLargePatch(tiles: Tiles, lines: usize, to: usize, step: usize, count: i32): void {
  const bytes = panelsOf(count) * PANEL * 4;
  for (let j: usize = 0; j < 6; j++) {
    const pixel = tiles.patch + j * tiles.pixelBytes;
    const line = lines + j * LINE_BYTES;
    for (let at: usize = 0; at < bytes; at += 16) patchLine(pixel + at, tiles.rowBytes, line + at, 6 * LINE_BYTES);
  }
  for (let i: usize = 0; i < 6; i++) {
    const line = lines + 6 * i * LINE_BYTES;
    const number = to + 6 * i * step;
    for (let at: usize = 0; at < bytes; at += 16) patchLine(line + at, LINE_BYTES, number + at, step);
  }
}

/** Bᵀ d. */
function patchLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from);
  const d1 = v128.load(from + step);
  const d2 = v128.load(from + step * 2);
  const d3 = v128.load(from + step * 3);
  const d4 = v128.load(from + step * 4);
  const d5 = v128.load(from + step * 5);
  const evenHalf = multiplyAdd(d2, f32x4.splat(-2), d4);
  const oddHalf = f32x4.mul(multiplyAdd(d1, f32x4.splat(-2), d3), f32x4.splat(ROOT_HALF));
  const evenTwo = multiplyAdd(d2, f32x4.splat(-0.5), d4);
  const oddTwo = f32x4.mul(multiplyAdd(d1, f32x4.splat(-0.5), d3), f32x4.splat(ROOT_2));
  v128.store(to, multiplyAdd(d2, f32x4.splat(-2.5), f32x4.add(d0, d4)));
  v128.store(to + toStep, f32x4.add(evenHalf, oddHalf));
  v128.store(to + toStep * 2, f32x4.sub(evenHalf, oddHalf));
  v128.store(to + toStep * 3, f32x4.add(evenTwo, oddTwo));
  v128.store(to + toStep * 4, f32x4.sub(evenTwo, oddTwo));
  v128.store(to + toStep * 5, multiplyAdd(d3, f32x4.splat(-2.5), f32x4.add(d1, d5)));
}

/** Transforms `count` filters, number (i, j) of a filter at `from + (3 · i + j) · step`. */
export function transformLargeFilters(
  from: usize,
  lines: usize,
  to: usize,
  step: usize,
  toStep: usize,
  count: i32,
): void {
  for (; count > 0; count -= 4, from += 16, to += 16) {
    for (let j: usize = 0; j < 3; j++) filterLine(from + j * step, step * 3, lines + j * 16, 3 * 16);
    for (let i: usize = 0; i < 6; i++) filterLine(lines + 3 * i * 16, 16, to + 6 * i * toStep, toStep);
  }
}

/** G g. */
function filterLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = f32x4.mul(v128.load(from + step), f32x4.splat(ROOT_2));
  const g2 = v128.load(from + step * 2);
  const half = multiplyAdd(g0, f32x4.splat(2), g2);
  const two = multiplyAdd(g2, f32x4.splat(2), g0);
  v128.store(to, g0);
  v128.store(to + toStep, f32x4.mul(f32x4.add(half, g1), f32x4.splat(-1 / 3)));
  v128.store(to + toStep * 2, f32x4.mul(f32x4.sub(half, g1), f32x4.splat(-1 / 3)));
  v128.store(to + toStep * 3, f32x4.mul(f32x4.add(two, g1), f32x4.splat(1 / 6)));
  v128.store(to + toStep * 4, f32x4.mul(f32x4.sub(two, g1), f32x4.splat(1 / 6)));
  v128.store(to + toStep * 5, g2);
}

/** y = Aᵀ m A of `count` channels, number (i, j) of m at `m + (6 · i + j) · step`, that of y in `lines`. */
export function largeOutputs(m: usize, step: usize, lines: usize, count: i32): void {
  const bytes: usize = count * 4;
  for (let j: usize = 0; j < 6; j++) {
    const number = m + j * step;
    const line = lines + j * LINE_BYTES;
    for (let at: usize = 0; at < bytes; at += 16) outputLine(number + at, 6 * step, line + at, 6 * LINE_BYTES);
  }
  for (let i: usize = 0; i < 4; i++) {
    const line = lines + 6 * i * LINE_BYTES;
    for (let at: usize = 0; at < bytes; at += 16) outputLine(line + at, LINE_BYTES, line + at, LINE_BYTES);
  }
}

/** Aᵀ m. */
function outputLine(from: usize, step: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + step * 2);
  const m3 = v128.load(from + step * 3);
  const m4 = v128.load(from + step * 4);
  const m5 = v128.load(from + step * 5);
  const evenHalf = f32x4.add(m1, m2);
  const oddHalf = f32x4.sub(m1, m2);
  const evenTwo = f32x4.add(m3, m4);
  const oddTwo = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(evenHalf, evenTwo)));
  v128.store(to + toStep, multiplyAdd(oddTwo, f32x4.splat(ROOT_2), f32x4.mul(oddHalf, f32x4.splat(ROOT_HALF))));
  v128.store(to + toStep * 2, multiplyAdd(evenTwo, f32x4.splat(2), f32x4.mul(evenHalf, f32x4.splat(0.5))));
  const cubes = multiplyAdd(oddHalf, f32x4.splat(ROOT_EIGHTH), m5);
  v128.store(to + toStep * 3, multiplyAdd(oddTwo, f32x4.splat(ROOT_8), cubes));
}
