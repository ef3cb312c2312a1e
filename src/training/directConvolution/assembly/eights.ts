// up to eight numbers side by side, of which the last may be missing

import { loadFirst, storeFirst, toFloat32 } from '../../../wasm/assembly/lanes';

export function fours(count: i32): i32 {
  return (count + 3) / 4;
}

/** Copies the first of eight numbers, and zeros after the last one. */
export function packUpToEight(from: usize, to: usize, count: i32): void {
  v128.store(to, loadFirstOrZero(from, count));
  v128.store(to, loadFirstOrZero(from + 16, count - 4), 16);
}

function loadFirstOrZero(from: usize, count: i32): v128 {
  return count > 0 ? loadFirst(from, count) : f32x4.splat(0);
}

export function storeUpToEight(to: usize, left: v128, right: v128, count: i32): void {
  storeFirst(to, left, count);
  if (count > 4) storeFirst(to + 16, right, count - 4);
}

/** Writes the first of eight float64 sums as float32. */
export function writeEight(from: usize, to: usize, count: i32): void {
  const left = toFloat32(v128.load(from), v128.load(from, 16));
  storeUpToEight(to, left, toFloat32(v128.load(from, 32), v128.load(from, 48)), count);
}
