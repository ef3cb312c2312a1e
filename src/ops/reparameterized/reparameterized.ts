import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { haveOneShape } from '../../internal/broadcast';
import { standardDeviation } from '../gaussianLogDensity/gaussianLogDensity';
import {
  reparameterizedGradForLogVarianceWebgpu,
  reparameterizedGradForMeanWebgpu,
  reparameterizedWebgpu,
} from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<'mean' | 'logVariance' | 'epsilon'>({
  name: 'Reparameterized',
  inputs: ['mean', 'logVariance', 'epsilon'],
  composed: ({ mean, logVariance, epsilon }) => composed(mean, logVariance, epsilon),
  kernels: { webgpu: reparameterizedWebgpu },
  gradientKernels: {
    mean: { webgpu: reparameterizedGradForMeanWebgpu },
    logVariance: { webgpu: reparameterizedGradForLogVarianceWebgpu },
  },
});

const composed = (mean: Tensor, logVariance: Tensor, epsilon: Tensor): Tensor =>
  add(mean, mul(standardDeviation(logVariance), epsilon));

/** μ + e^(s/2) ε of tensors that broadcast. */
export const reparameterized = (mean: Tensor, logVariance: Tensor, epsilon: Tensor): Tensor =>
  haveOneShape(mean, logVariance, epsilon)
    ? run({ mean, logVariance, epsilon }, {})
    : composed(mean, logVariance, epsilon);
