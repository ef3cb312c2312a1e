import { add, mul, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { haveOneShape } from '../../internal/broadcast';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { logTwoPi } from './logTwoPi';
import {
  densityGradForLogVarianceWebgpu,
  densityGradForMeanWebgpu,
  densityGradForXWebgpu,
  gaussianLogDensityWebgpu,
} from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<'x' | 'mean' | 'logVariance'>({
  name: 'GaussianLogDensity',
  inputs: ['x', 'mean', 'logVariance'],
  composed: ({ x, mean, logVariance }) => composed(x, mean, logVariance),
  kernels: { webgpu: gaussianLogDensityWebgpu },
  gradientKernels: {
    x: { webgpu: densityGradForXWebgpu },
    mean: { webgpu: densityGradForMeanWebgpu },
    logVariance: { webgpu: densityGradForLogVarianceWebgpu },
  },
});

function composed(x: Tensor, mean: Tensor, logVariance: Tensor): Tensor {
  const deviation = mul(sub(x, mean), standardDeviation(logVariance, -1));
  return mul(add(add(square(deviation), logVariance), logTwoPi), -0.5);
}

/** exp(½ s · power): the standard deviation of a log-variance s, or for power −1 its inverse, which outlasts e⁻ˢ. */
export const standardDeviation = (logVariance: Tensor, power: 1 | -1 = 1): Tensor =>
  exponentialTail(mul(logVariance, 0.5 * power), 0);

/** log N(x; μ, eˢ) = −½ (log 2π + s + ((x − μ) / e^(s/2))²), unchecked. */
export const gaussianLogDensity = (x: Tensor, mean: Tensor, logVariance: Tensor): Tensor =>
  haveOneShape(x, mean, logVariance) ? run({ x, mean, logVariance }, {}) : composed(x, mean, logVariance);

/** log N(x; 0, 1), unchecked. */
export const standardNormalLogDensity = (x: Tensor): Tensor => mul(add(square(x), logTwoPi), -0.5);
