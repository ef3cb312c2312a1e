// direction, with ρ_i = 1 / s_iᵀy_i, everything within the coordinates that are free:
//   q = −g;  for the pairs from last to first: α_i = ρ_i s_iᵀq, q −= α_i y_i
//   q *= max(γ, γ_least);  for the pairs from first to last: q += (α_i − ρ_i y_iᵀq) s_i
// measures, with s = x − x₀ and y = g − g₀:
//   ‖g‖∞, Σ |g_i x_i|, gᵀd, g₀ᵀd, g₀ᵀs, sᵀs, sᵀy, yᵀy

import { dot } from '../../../wasm/assembly/dot';
import { loadFirst, storeFirst, sumOfFour } from '../../../wasm/assembly/lanes';

@unmanaged
class Pair {
  s: usize;
  y: usize;
  rho: f64;
  alpha: f64;
}

function pairAt(pairs: usize, index: i32): Pair {
  return changetype<Pair>(pairs + index * offsetof<Pair>());
}

export function pairBytes(): f64 {
  return offsetof<Pair>();
}

export function setPair(pairs: usize, index: i32, s: usize, y: usize, rho: f64): void {
  const pair = pairAt(pairs, index);
  pair.s = s;
  pair.y = y;
  pair.rho = rho;
}

/** `free` may be 0: all coordinates. Otherwise it masks them, and the curvature of the pairs is found within it. */
export function direction(
  gradient: usize,
  free: usize,
  output: usize,
  pairs: usize,
  count: i32,
  size: i32,
  gamma: f64,
  leastGamma: f64,
  resolution: f64,
): void {
  if (free !== 0) {
    for (let i = 0; i < count; i++) gamma = findCurvature(pairAt(pairs, i), free, size, gamma, resolution);
  }
  memory.fill(output, 0, <usize>size * 4);
  addScaled(output, gradient, -1, free, size);
  for (let i = count - 1; i >= 0; i--) {
    const pair = pairAt(pairs, i);
    pair.alpha = pair.rho * dot(pair.s, output, size);
    addScaled(output, pair.y, <f32>-pair.alpha, free, size);
  }
  scale(output, <f32>max(gamma, leastGamma), size);
  for (let i = 0; i < count; i++) {
    const pair = pairAt(pairs, i);
    const beta = pair.rho * dot(pair.y, output, size);
    addScaled(output, pair.s, <f32>(pair.alpha - beta), free, size);
  }
}

/** Sets ρ within the mask, 0 if sᵀy is not positive beyond rounding, and returns the γ of the pair or else the last. */
function findCurvature(pair: Pair, free: usize, size: i32, gamma: f64, resolution: f64): f64 {
  let ss: f64 = 0;
  let sy: f64 = 0;
  let yy: f64 = 0;
  for (let i: usize = 0; i < <usize>size * 4; i += 4) {
    const mask = load<f32>(free + i);
    const s = <f64>(load<f32>(pair.s + i) * mask);
    const y = <f64>(load<f32>(pair.y + i) * mask);
    ss += s * s;
    sy += s * y;
    yy += y * y;
  }
  const isCurved = sy > resolution * sqrt(ss * yy);
  pair.rho = isCurved ? 1 / sy : 0;
  return isCurved ? sy / yy : gamma;
}

/** to += factor · x, within the mask. */
function addScaled(to: usize, x: usize, factor: f32, mask: usize, count: i32): void {
  const factors = f32x4.splat(factor);
  for (; count > 0; count -= 4, to += 16, x += 16) {
    let sum = f32x4.add(loadFirst(to, count), f32x4.mul(factors, loadFirst(x, count)));
    if (mask !== 0) {
      sum = f32x4.mul(sum, loadFirst(mask, count));
      mask += 16;
    }
    storeFirst(to, sum, count);
  }
}

function scale(x: usize, factor: f32, count: i32): void {
  const factors = f32x4.splat(factor);
  for (; count > 0; count -= 4, x += 16) storeFirst(x, f32x4.mul(factors, loadFirst(x, count)), count);
}

/** Numbers summed in float32 in each lane. */
const RUN: i32 = 128;

/** Writes eight numbers. */
export function measures(
  x: usize,
  gradient: usize,
  fromX: usize,
  fromGradient: usize,
  direction: usize,
  output: usize,
  count: i32,
): void {
  let largest = f32x4.splat(0);
  let sensitivity: f64 = 0;
  let slope: f64 = 0;
  let firstSlope: f64 = 0;
  let promised: f64 = 0;
  let ss: f64 = 0;
  let sy: f64 = 0;
  let yy: f64 = 0;
  let offset: usize = 0;
  while (count > 0) {
    const zero = f32x4.splat(0);
    let sum0 = zero;
    let sum1 = zero;
    let sum2 = zero;
    let sum3 = zero;
    let sum4 = zero;
    let sum5 = zero;
    let sum6 = zero;
    for (let run = 0; run < RUN && count > 0; run += 4, count -= 4, offset += 16) {
      const g = loadFirst(gradient + offset, count);
      const g0 = loadFirst(fromGradient + offset, count);
      const at = loadFirst(x + offset, count);
      const d = loadFirst(direction + offset, count);
      const s = f32x4.sub(at, loadFirst(fromX + offset, count));
      const y = f32x4.sub(g, g0);
      largest = f32x4.max(largest, f32x4.abs(g));
      sum0 = f32x4.add(sum0, f32x4.abs(f32x4.mul(g, at)));
      sum1 = f32x4.add(sum1, f32x4.mul(g, d));
      sum2 = f32x4.add(sum2, f32x4.mul(g0, d));
      sum3 = f32x4.add(sum3, f32x4.mul(g0, s));
      sum4 = f32x4.add(sum4, f32x4.mul(s, s));
      sum5 = f32x4.add(sum5, f32x4.mul(s, y));
      sum6 = f32x4.add(sum6, f32x4.mul(y, y));
    }
    sensitivity += sumOfFour(sum0);
    slope += sumOfFour(sum1);
    firstSlope += sumOfFour(sum2);
    promised += sumOfFour(sum3);
    ss += sumOfFour(sum4);
    sy += sumOfFour(sum5);
    yy += sumOfFour(sum6);
  }
  const pairs = f32x4.max(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  store<f32>(output, max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1)));
  store<f32>(output + 4, <f32>sensitivity);
  store<f32>(output + 8, <f32>slope);
  store<f32>(output + 12, <f32>firstSlope);
  store<f32>(output + 16, <f32>promised);
  store<f32>(output + 20, <f32>ss);
  store<f32>(output + 24, <f32>sy);
  store<f32>(output + 28, <f32>yy);
}
