// softmax(row / T) = w / Σ w with w = exp((row − largest) / T), and w = 0 for a logit of −∞
//   rows are copied to temporary space and padded to a multiple of four with −∞, which adds nothing

import { exponentialOfNegative } from '../../../wasm/assembly/exponential';
import { BLOCK, copyBytes, lowerPair, upperPair } from '../../../wasm/assembly/lanes';

/** Stands for −∞, so that no infinity enters the arithmetic. */
const IMPOSSIBLE: f32 = -2e30;

/** A mask of the logits that count as −∞, with probability zero; false for NaN. */
export function impossible(logits: v128): v128 {
  return f32x4.lt(logits, f32x4.splat(-1e30));
}

/** Bytes of a row in temporary space. */
export function rowBytes(classes: i32): usize {
  return <usize>((classes + 3) & ~3) * 4;
}

/** Copies logits into a row, without infinities. Returns the largest. */
export function loadLogits(from: usize, row: usize, classes: i32): f32 {
  const end = row + rowBytes(classes);
  const rest = row + <usize>(classes & ~3) * 4;
  if (rest < end) loadRow(from + (rest - row), rest, classes & 3, IMPOSSIBLE);
  let largest = f32x4.splat(IMPOSSIBLE);
  for (; row < end; row += 16, from += 16) {
    const logits = f32x4.pmax(v128.load(row < rest ? from : row), f32x4.splat(IMPOSSIBLE));
    v128.store(row, logits);
    largest = f32x4.pmax(largest, logits);
  }
  const half = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return max(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

/** Copies numbers into a row, and `otherwise` after the last one. */
export function loadRow(from: usize, row: usize, classes: i32, otherwise: f32): void {
  if (classes & 3) v128.store(row + rowBytes(classes) - 16, f32x4.splat(otherwise));
  copyBytes(from, row, <usize>classes * 4);
}

/** softmax(row / temperature). Returns Σ exp((row − largest) / temperature): 0 if all are impossible, else ≥ 1. */
export function soften(row: usize, bytes: usize, largest: f32, temperature: f32, probabilities: usize): f64 {
  for (let at: usize = 0; at < bytes; at += 16) {
    const logits = v128.load(row + at);
    const scaled = f32x4.div(f32x4.sub(logits, f32x4.splat(largest)), f32x4.splat(temperature));
    v128.store(probabilities + at, v128.andnot(exponentialOfNegative(scaled), impossible(logits)));
  }
  const sum = sumRow(probabilities, bytes);
  const factor = f32x4.splat(<f32>(1 / max<f64>(sum, 1)));
  for (let at = probabilities; at < probabilities + bytes; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
  return sum;
}

/** The sum of a row, block by block in float64. */
export function sumRow(row: usize, bytes: usize): f64 {
  let sums = f64x2.splat(0);
  for (const end = row + bytes; row < end; ) {
    let part = f32x4.splat(0);
    for (const stop = min(row + BLOCK * 4, end); row < stop; row += 16) part = f32x4.add(part, v128.load(row));
    sums = f64x2.add(sums, f64x2.add(lowerPair(part), upperPair(part)));
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** log x = n log 2 + 2 artanh(t), t = (m − 1) / (m + 1), where x = 2ⁿ m with m from √½ to √2; NaN stays NaN. */
export function scalarLogarithm(x: f64): f64 {
  const n = (reinterpret<i64>(x) - reinterpret<i64>(Math.SQRT1_2)) >> 52;
  const m = x * reinterpret<f64>((1023 - n) << 52);
  const t = (m - 1) / (m + 1);
  const square = t * t;
  let sum: f64 = 1.0 / 13;
  sum = sum * square + 1.0 / 11;
  sum = sum * square + 1.0 / 9;
  sum = sum * square + 1.0 / 7;
  sum = sum * square + 1.0 / 5;
  sum = sum * square + 1.0 / 3;
  sum = sum * square + 1;
  return <f64>n * Math.LN2 + 2 * t * sum;
}
