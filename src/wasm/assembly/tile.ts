// sums[r, c] (+)= Σ_k rows[r, k] · columns[k, c] for 4 rows and 8 columns
//   for each k:  the 4 × 8 sums, which stay in registers, += column k of the rows ⊗ row k of the columns

import { addInFloat64 } from './lanes';

/** Columns of a tile; rows or columns of a packed panel, which are read in tiles. */
export const PANEL: i32 = 8;

/** The number of panels that hold `count` rows or columns. */
export function panelsOf(count: i32): usize {
  return (count + PANEL - 1) / PANEL;
}

/** Bytes of a tile of float64 sums. */
export const TILE_BYTES: usize = 4 * PANEL * 8;

/**
 * Multiplies four rows, `rowBytes` apart and `stepBytes` from one k to the next, by columns that are contiguous for
 * each k. `first` writes the sums instead of adding to them. They are float32 or float64 (`Sum`), `sumsBytes` from row
 * to row.
 */
export function multiplyTile<Sum>(
  rows: usize,
  rowBytes: usize,
  stepBytes: usize,
  columns: usize,
  depth: i32,
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
  for (const end = columns + depth * PANEL * 4; columns < end; columns += PANEL * 4, rows += stepBytes) {
    const c0 = v128.load(columns);
    const c1 = v128.load(columns, 16);
    const r0 = v128.load32_splat(rows);
    s00 = f32x4.add(s00, f32x4.mul(r0, c0));
    s01 = f32x4.add(s01, f32x4.mul(r0, c1));
    const r1 = v128.load32_splat(rows + rowBytes);
    s10 = f32x4.add(s10, f32x4.mul(r1, c0));
    s11 = f32x4.add(s11, f32x4.mul(r1, c1));
    const r2 = v128.load32_splat(rows + 2 * rowBytes);
    s20 = f32x4.add(s20, f32x4.mul(r2, c0));
    s21 = f32x4.add(s21, f32x4.mul(r2, c1));
    const r3 = v128.load32_splat(rows + 3 * rowBytes);
    s30 = f32x4.add(s30, f32x4.mul(r3, c0));
    s31 = f32x4.add(s31, f32x4.mul(r3, c1));
  }
  addRow<Sum>(sums, s00, s01, first);
  addRow<Sum>(sums + sumsBytes, s10, s11, first);
  addRow<Sum>(sums + 2 * sumsBytes, s20, s21, first);
  addRow<Sum>(sums + 3 * sumsBytes, s30, s31, first);
}

export function addRow<Sum>(sums: usize, left: v128, right: v128, first: boolean): void {
  if (sizeof<Sum>() == 8) {
    addInFloat64(sums, left, first);
    addInFloat64(sums + 32, right, first);
  } else {
    v128.store(sums, first ? left : f32x4.add(v128.load(sums), left));
    v128.store(sums, first ? right : f32x4.add(v128.load(sums, 16), right), 16);
  }
}
