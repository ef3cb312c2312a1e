// sums[r, c] (+)= Σ_k rows[r, k] · columns[k, c] for 4 rows and 8 columns
//   for each k:  the 4 × 8 sums, which stay in registers, += column k of the rows ⊗ row k of the columns

import { addInFloat64, BLOCK } from './lanes';
import { multiplyAdd } from './multiplyAdd';

/** Columns of a tile; rows or columns of a packed panel, which are read in tiles. */
export const PANEL: i32 = 8;

/** The number of panels that hold `count` rows or columns. */
export function panelsOf(count: i32): usize {
  return (count + PANEL - 1) / PANEL;
}

/** Bytes of a tile of float64 sums. */
export const TILE_BYTES: usize = 4 * PANEL * 8;

/**
 * The distance of contiguous rows of at most a block. A power of two would make rows evict each other from the cache.
 */
export const ROW_BYTES: usize = BLOCK * 4 + 16;

/**
 * Multiplies four rows by columns that are contiguous for each k. `first` writes the sums instead of adding to them.
 * They are float64 or float32 (`Sum`), `sumsBytes` from row to row. With float64 sums the rows stand side by side in a
 * panel, with float32 sums they are contiguous, `ROW_BYTES` apart: constants, so that reading takes no additions.
 */
export function multiplyTile<Sum>(
  rows: usize,
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
  const isPanel = sizeof<Sum>() == 8;
  // V8 looks for interrupts in every iteration, so panels are read two k at a time. Without the test in the middle it
  // would begin both at once, and run out of registers. Contiguous rows are faster one k at a time.
  const rowsStep: usize = isPanel ? 2 * PANEL * 4 : 4;
  const columnsStep: usize = isPanel ? 2 * PANEL * 4 : PANEL * 4;
  for (const end = columns + depth * PANEL * 4; columns < end; columns += columnsStep, rows += rowsStep) {
    const c0 = v128.load(columns);
    const c1 = v128.load(columns, 16);
    const r0 = v128.load32_splat(rows);
    s00 = multiplyAdd(r0, c0, s00);
    s01 = multiplyAdd(r0, c1, s01);
    const r1 = isPanel ? v128.load32_splat(rows, 4) : v128.load32_splat(rows, ROW_BYTES);
    s10 = multiplyAdd(r1, c0, s10);
    s11 = multiplyAdd(r1, c1, s11);
    const r2 = isPanel ? v128.load32_splat(rows, 8) : v128.load32_splat(rows, 2 * ROW_BYTES);
    s20 = multiplyAdd(r2, c0, s20);
    s21 = multiplyAdd(r2, c1, s21);
    const r3 = isPanel ? v128.load32_splat(rows, 12) : v128.load32_splat(rows, 3 * ROW_BYTES);
    s30 = multiplyAdd(r3, c0, s30);
    s31 = multiplyAdd(r3, c1, s31);
    if (isPanel) {
      if (columns + PANEL * 4 == end) break;
      const c2 = v128.load(columns, 32);
      const c3 = v128.load(columns, 48);
      const r4 = v128.load32_splat(rows, 32);
      s00 = multiplyAdd(r4, c2, s00);
      s01 = multiplyAdd(r4, c3, s01);
      const r5 = v128.load32_splat(rows, 36);
      s10 = multiplyAdd(r5, c2, s10);
      s11 = multiplyAdd(r5, c3, s11);
      const r6 = v128.load32_splat(rows, 40);
      s20 = multiplyAdd(r6, c2, s20);
      s21 = multiplyAdd(r6, c3, s21);
      const r7 = v128.load32_splat(rows, 44);
      s30 = multiplyAdd(r7, c2, s30);
      s31 = multiplyAdd(r7, c3, s31);
    }
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
