// sums[i, j] (+)= Σ_k rows[i, k] · panels[k, j],  a row of numbers in one piece, the panels as blockProduct packs them
// for each panel, for each 4 rows:  4 × 8 sums in registers

import { DEPTH, PANEL, PANEL_BYTES } from '../../../wasm/assembly/blockProduct';

/** From row to row, of numbers as of sums, whatever they hold: powers of two would push each other out of the cache. */
export const ROW_BYTES: usize = DEPTH * 4 + 16;

/** Multiplies `count` rows, rounded up to fours, and adds to the sums; `first` writes the sums instead. */
export function multiplyRows(
  rows: usize,
  panels: usize,
  sums: usize,
  count: i32,
  columns: i32,
  depth: i32,
  first: boolean,
): void {
  for (; columns > 0; columns -= PANEL, panels += PANEL_BYTES, sums += PANEL * 4) {
    let row = rows;
    let sum = sums;
    for (let left = count; left > 0; left -= 4, row += 4 * ROW_BYTES, sum += 4 * ROW_BYTES) {
      multiplyFour(row, panels, sum, depth, first);
    }
  }
}

function multiplyFour(rows: usize, panel: usize, sums: usize, depth: i32, first: boolean): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (const end = rows + depth * 4; rows < end; rows += 4, panel += PANEL * 4) {
    const c0 = v128.load(panel);
    const c1 = v128.load(panel, 16);
    const r0 = v128.load32_splat(rows);
    s00 = f32x4.add(s00, f32x4.mul(r0, c0));
    s01 = f32x4.add(s01, f32x4.mul(r0, c1));
    const r1 = v128.load32_splat(rows, ROW_BYTES);
    s10 = f32x4.add(s10, f32x4.mul(r1, c0));
    s11 = f32x4.add(s11, f32x4.mul(r1, c1));
    const r2 = v128.load32_splat(rows, 2 * ROW_BYTES);
    s20 = f32x4.add(s20, f32x4.mul(r2, c0));
    s21 = f32x4.add(s21, f32x4.mul(r2, c1));
    const r3 = v128.load32_splat(rows, 3 * ROW_BYTES);
    s30 = f32x4.add(s30, f32x4.mul(r3, c0));
    s31 = f32x4.add(s31, f32x4.mul(r3, c1));
  }
  storeSums(sums, s00, s01, first);
  storeSums(sums + ROW_BYTES, s10, s11, first);
  storeSums(sums + 2 * ROW_BYTES, s20, s21, first);
  storeSums(sums + 3 * ROW_BYTES, s30, s31, first);
}

function storeSums(to: usize, low: v128, high: v128, first: boolean): void {
  v128.store(to, first ? low : f32x4.add(v128.load(to), low));
  v128.store(to, first ? high : f32x4.add(v128.load(to, 16), high), 16);
}
