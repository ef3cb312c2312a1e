// output[i] = (x[i] − [l[i] > 0]) · l[i] − log(1 + e^−|l[i]|) with l the logits, four at a time, then one by one.

import { exponential, next } from '../../../wasm/assembly/exponential';

export function logLikelihood(x: usize, logits: usize, output: usize, length: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, x += 16, logits += 16) {
    v128.store(output, ofLanes(v128.load(x), v128.load(logits)));
  }
  for (; output < end; output += 4, x += 4, logits += 4) {
    v128.store_lane<f32>(output, ofLanes(v128.load32_splat(x), v128.load32_splat(logits)), 0);
  }
}

/** output[i] = dy[i] · (x[i] σ(−l[i]) − (1 − x[i]) σ(l[i])), which does not cancel where x is 0 or 1. */
export function logLikelihoodGrad(dy: usize, x: usize, logits: usize, output: usize, length: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, dy += 16, x += 16, logits += 16) {
    v128.store(output, gradOfLanes(v128.load(dy), v128.load(x), v128.load(logits)));
  }
  for (; output < end; output += 4, dy += 4, x += 4, logits += 4) {
    const grad = gradOfLanes(v128.load32_splat(dy), v128.load32_splat(x), v128.load32_splat(logits));
    v128.store_lane<f32>(output, grad, 0);
  }
}

/** With y = e^−|l|, the sigmoid of −|l| is y / (1 + y), and that of |l| is 1 / (1 + y). */
function gradOfLanes(dy: v128, x: v128, logits: v128): v128 {
  const one = f32x4.splat(1);
  const y = exponential(f32x4.neg(f32x4.abs(logits)));
  const larger = f32x4.div(one, f32x4.add(y, one));
  const smaller = f32x4.div(y, f32x4.add(y, one));
  const isPositive = f32x4.gt(logits, f32x4.splat(0));
  const ofNegative = v128.bitselect(smaller, larger, isPositive);
  const ofLogits = v128.bitselect(larger, smaller, isPositive);
  return f32x4.mul(dy, f32x4.sub(f32x4.mul(x, ofNegative), f32x4.mul(f32x4.sub(one, x), ofLogits)));
}

function ofLanes(x: v128, logits: v128): v128 {
  const positive = v128.and(f32x4.gt(logits, f32x4.splat(0)), f32x4.splat(1));
  // An infinite logit would make the product with 0 NaN.
  const finite = f32x4.max(f32x4.min(logits, f32x4.splat(f32.MAX_VALUE)), f32x4.splat(-f32.MAX_VALUE));
  const miss = f32x4.mul(f32x4.sub(x, positive), finite);
  return f32x4.sub(miss, logOnePlus(exponential(f32x4.neg(f32x4.abs(logits)))));
}

/** log(1 + y) = 2 artanh(t) = 2 (t + t³/3 + t⁵/5 + ...), t = y / (2 + y), for y in [0, 1]. */
function logOnePlus(y: v128): v128 {
  const t = f32x4.div(y, f32x4.add(y, f32x4.splat(2)));
  const square = f32x4.mul(t, t);
  let sum = f32x4.splat(1.0 / 15);
  sum = next(sum, square, 1.0 / 13);
  sum = next(sum, square, 1.0 / 11);
  sum = next(sum, square, 1.0 / 9);
  sum = next(sum, square, 1.0 / 7);
  sum = next(sum, square, 1.0 / 5);
  sum = next(sum, square, 1.0 / 3);
  sum = next(sum, square, 1);
  return f32x4.mul(f32x4.add(t, t), sum);
}
