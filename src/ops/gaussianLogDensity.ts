import { add, mul, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { exponentialTail } from './exponentialTail/exponentialTail';

export const logTwoPi = Math.log(2 * Math.PI);

/** exp(½ s · power): the standard deviation of a log-variance s, or for power −1 its inverse, which outlasts e⁻ˢ. */
export const standardDeviation = (logVariance: Tensor, power: 1 | -1 = 1): Tensor =>
  exponentialTail(mul(logVariance, 0.5 * power), 0);

/** log N(x; μ, eˢ) = −½ (log 2π + s + ((x − μ) / e^(s/2))²), unchecked. */
export function gaussianLogDensity(x: Tensor, mean: Tensor, logVariance: Tensor): Tensor {
  const deviation = mul(sub(x, mean), standardDeviation(logVariance, -1));
  return mul(add(add(square(deviation), logVariance), logTwoPi), -0.5);
}

/** log N(x; 0, 1), unchecked. */
export const standardNormalLogDensity = (x: Tensor): Tensor => mul(add(square(x), logTwoPi), -0.5);
