import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { composed, type TotalVariationAttributes } from './composed';
import { totalVariationGradWebgpu, totalVariationWebgpu } from './webgpu';

const run = /* @__PURE__ */ defineFusedOp<'x', TotalVariationAttributes>({
  name: 'TotalVariation',
  inputs: ['x'],
  composed,
  kernels: { webgpu: totalVariationWebgpu },
  gradientKernels: { x: { webgpu: totalVariationGradWebgpu } },
});

/**
 * Σ ((right neighbour − x)² + (neighbour below − x)²)^(β/2) of each image of [batch, height, width, channels], which
 * has more than one row and column.
 */
export const totalVariation = (x: Tensor4D, attributes: TotalVariationAttributes): Tensor1D => run({ x }, attributes);
