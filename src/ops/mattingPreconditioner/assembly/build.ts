// fine level:   A = Σ_k E_k (I − 1/9 − Σ_j d_j d_jᵀ / ⟨d_j, d_j⟩) E_kᵀ (1 + SHIFT on the diagonal) + W, with the
//               d_j of window k as in matting/assembly/windowModel.ts and E_k its pixels
// coarse level: A' = Pᵀ S A S P, first along x, then along y, with P linear between the centres of cells: pixel i has
//               its cell i / 2 by 3/4 and the neighbour on its side by 1/4; S = L_ii / (L_ii + w_i) on the diagonal
//               keeps known pixels out

import { LANES, loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { makeStrip, PIXEL_BYTES, readRow, Strip } from '../../matting/assembly/strip';
import {
  INVERSE1,
  INVERSE2,
  INVERSE3,
  insideRow,
  orthogonalize,
  unitResiduals,
} from '../../matting/assembly/windowModel';
import { INVERSE, Level, MATRIX_PLANES, SCALE } from './level';

/** Outweighs the rounding of the other entries, which might make the matrix indefinite. */
const SHIFT: f32 = 1e-5;

/** The share of 1 / A(i, i) that a step of relaxation takes, if the rest of the row is small. */
const DAMPING: f32 = 0.7;

/** Adds the matrices of all windows of 3 × 3 pixels to the matrix of a level, which holds zeros. */
export function addWindows(
  level: Level,
  scratch: usize,
  image: usize,
  colours: i32,
  height: i32,
  width: i32,
  epsilon: f32,
): void {
  const strip = makeStrip(scratch, image, 0, colours, height, width, 0, 0, 1, epsilon);
  for (let row = 0; row < height; row++) {
    if (!readRow(strip, row)) continue;
    for (let left = 0; left < width - 2; left += LANES) {
      orthogonalize(strip, left);
      unitResiduals(strip);
      addWindow(level, strip, row - 2, left);
    }
  }
}

function addWindow(level: Level, strip: Strip, top: i32, left: i32): void {
  const inverse1 = v128.load(strip.model, INVERSE1);
  const inverse2 = v128.load(strip.model, INVERSE2);
  const inverse3 = v128.load(strip.model, INVERSE3);
  const within = insideRow(strip, left);
  const even = f32x4.splat(-1 / <f32>9);
  let p = strip.pixels;
  for (let i = 0; i < 9; i++, p += PIXEL_BYTES) {
    const at = level.matrix + (top + i / 3) * level.rowBytes + (left + (i % 3)) * 4;
    v128.store(at, f32x4.add(v128.load(at), v128.and(v128.load(p, 48), within)));
    const d1 = f32x4.mul(v128.load(p), inverse1);
    const d2 = f32x4.mul(v128.load(p, 16), inverse2);
    const d3 = f32x4.mul(v128.load(p, 32), inverse3);
    let q = p + PIXEL_BYTES;
    for (let j = i + 1; j < 9; j++, q += PIXEL_BYTES) {
      let entry = f32x4.sub(even, f32x4.mul(d1, v128.load(q)));
      entry = f32x4.sub(entry, f32x4.mul(d2, v128.load(q, 16)));
      entry = f32x4.sub(entry, f32x4.mul(d3, v128.load(q, 32)));
      const to = at + (5 * (j / 3 - i / 3) + (j % 3) - (i % 3)) * level.planeBytes;
      v128.store(to, f32x4.add(v128.load(to), v128.and(entry, within)));
    }
  }
}

// V8 compiles a function well only after some calls, so that the loops below are over one row each.

/** Adds the shift and the weights [height, width] to the diagonal, and fills SCALE. Without weights it becomes 1. */
export function weigh(level: Level, weights: usize, epsilon: f32): void {
  const scale = SCALE * level.planeBytes;
  for (let y = 0; y < level.height; y++) {
    const row = level.matrix + y * level.rowBytes;
    if (weights === 0) fillRow(row + scale, level.width);
    else weighRow(row, row + scale, weights + <usize>y * level.width * 4, level.width, epsilon);
  }
}

function fillRow(to: usize, count: i32): void {
  for (; count > 0; count -= LANES, to += 16) storeFirst(to, f32x4.splat(1), count);
}

function weighRow(diagonal: usize, scale: usize, weights: usize, count: i32, epsilon: f32): void {
  const shift = f32x4.splat(1 + SHIFT);
  const least = f32x4.splat(epsilon);
  for (; count > 0; count -= LANES, diagonal += 16, scale += 16, weights += 16) {
    // A pixel of a unique colour has a diagonal of about ε, which float32 may round to 0.
    const own = f32x4.max(f32x4.mul(v128.load(diagonal), shift), least);
    const all = f32x4.add(own, loadFirst(weights, count));
    storeFirst(diagonal, all, count);
    storeFirst(scale, f32x4.div(own, all), count);
  }
}

/** M(i) = max(A(i, i) / DAMPING, Σ_j |A(i, j)| / 2), so 2M − A has a dominant diagonal. */
export function invert(level: Level, epsilon: f32): void {
  for (let y = 0; y < level.height; y++) invertRow(level, level.matrix + y * level.rowBytes, level.width, epsilon);
}

function invertRow(level: Level, row: usize, count: i32, epsilon: f32): void {
  const plane = level.planeBytes;
  for (; count > 0; count -= LANES, row += 16) {
    const diagonal = f32x4.max(v128.load(row), f32x4.splat(epsilon));
    let sum = diagonal;
    for (let n = 1; n < MATRIX_PLANES; n++) {
      const entry = row + n * plane;
      sum = f32x4.add(sum, f32x4.abs(v128.load(entry)));
      sum = f32x4.add(sum, f32x4.abs(v128.load(entry - (rowsOf(n) * level.rowBytes + columnsOf(n) * 4))));
    }
    const least = f32x4.max(f32x4.mul(diagonal, f32x4.splat(1 / DAMPING)), f32x4.mul(sum, f32x4.splat(0.51)));
    storeFirst(row + INVERSE * plane, f32x4.div(f32x4.splat(1), least), count);
  }
}

/** The offset of plane n = 5 dy + dx. */
function rowsOf(n: i32): i32 {
  return (n + 2) / 5;
}

function columnsOf(n: i32): i32 {
  return n - 5 * rowsOf(n);
}

/** Adds Pᵀ S A S P along x to the zeros of `to`. */
export function coarsenAlongX(from: Level, to: Level): void {
  for (let y = 0; y < from.height; y++) {
    for (let n = 0; n < MATRIX_PLANES; n++) coarsenRow(from, to, y, rowsOf(n), columnsOf(n));
  }
}

function coarsenRow(from: Level, to: Level, y: i32, dy: i32, dx: i32): void {
  const scale = from.matrix + SCALE * from.planeBytes + y * from.rowBytes;
  const otherScale = scale + dy * from.rowBytes + dx * 4;
  const entries = from.matrix + (5 * dy + dx) * from.planeBytes + y * from.rowBytes;
  const row = to.matrix + y * to.rowBytes;
  const fixed = 5 * dy;
  // An entry off the diagonal stands for two, one on it for one: half of a pair.
  const half: f32 = fixed + dx === 0 ? 0.5 : 1;
  for (let x = 0; x < from.width; x++) {
    const entry = half * load<f32>(entries + x * 4) * load<f32>(scale + x * 4) * load<f32>(otherScale + x * 4);
    if (entry === 0) continue; // as in the border
    const i0 = x >> 1;
    const i1 = besideOf(x, to.width);
    const j0 = (x + dx) >> 1;
    const j1 = besideOf(x + dx, to.width);
    addEntry(to, row, fixed, i0, j0, <f32>0.5625 * entry);
    addEntry(to, row, fixed, i0, j1, <f32>0.1875 * entry);
    addEntry(to, row, fixed, i1, j0, <f32>0.1875 * entry);
    addEntry(to, row, fixed, i1, j1, <f32>0.0625 * entry);
  }
}

/** Adds to the entry of columns i and j of a row; j's row is that of plane `fixed`. */
function addEntry(to: Level, row: usize, fixed: i32, i: i32, j: i32, entry: f32): void {
  const n = fixed + j - i;
  const at = n >= 0 ? row + i * 4 + n * to.planeBytes : row + j * 4 - n * to.planeBytes;
  store<f32>(at, load<f32>(at) + (n === 0 ? 2 * entry : entry));
}

/** The coarse pixel next to that of a pixel, on its side; at the border that pixel itself. */
function besideOf(i: i32, count: i32): i32 {
  return min(max((i >> 1) + (i & 1 ? 1 : -1), 0), count - 1);
}

/** Adds Pᵀ A P along y to the zeros of `to`. */
export function coarsenAlongY(from: Level, to: Level): void {
  for (let y = 0; y < from.height; y++) {
    for (let n = 0; n < MATRIX_PLANES; n++) {
      const entries = from.matrix + n * from.planeBytes + y * from.rowBytes;
      const half: f32 = n === 0 ? 0.5 : 1;
      const dx = columnsOf(n);
      const j = y + rowsOf(n);
      if (j >= from.height) continue;
      const i0 = y >> 1;
      const i1 = besideOf(y, to.height);
      const j0 = j >> 1;
      const j1 = besideOf(j, to.height);
      addRow(to, entries, dx, i0, j0, <f32>0.5625 * half);
      addRow(to, entries, dx, i0, j1, <f32>0.1875 * half);
      addRow(to, entries, dx, i1, j0, <f32>0.1875 * half);
      addRow(to, entries, dx, i1, j1, <f32>0.0625 * half);
    }
  }
}

/** Adds a row of entries for the offset (j − i, dx) to the rows i and j. */
function addRow(to: Level, entries: usize, dx: i32, i: i32, j: i32, factor: f32): void {
  const n = 5 * (j - i) + dx;
  const factors = f32x4.splat(n === 0 ? 2 * factor : factor);
  let at = n >= 0 ? i * to.rowBytes + n * to.planeBytes : j * to.rowBytes + dx * 4 - n * to.planeBytes;
  at += to.matrix;
  for (let column = 0; column < to.width; column += LANES, at += 16, entries += 16) {
    v128.store(at, f32x4.add(v128.load(at), f32x4.mul(factors, v128.load(entries))));
  }
}
