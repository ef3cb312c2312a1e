import { add, slice, square, sub, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineFusedOp } from '../../engine/defineFusedOp';
import { absolutePower } from '../absolutePower';
import { sumPerExample } from '../sumPerExample';
import { totalVariationGradWebgpu, totalVariationWebgpu } from './webgpu';

export interface VariationAttributes {
  beta: number;
}

const run = /* @__PURE__ */ defineFusedOp<'x', VariationAttributes>({
  name: 'TotalVariation',
  inputs: ['x'],
  composed: ({ x }, { beta }) => sumPerExample(variation(x as Tensor4D, beta)),
  kernels: { webgpu: totalVariationWebgpu },
  gradientKernels: { x: { webgpu: totalVariationGradWebgpu } },
});

/** The length of the gradient to the power of β, at each position that has a neighbour to the right and below. */
function variation(x: Tensor4D, beta: number): Tensor {
  const [, height, width] = x.shape;
  const shifted = (down: number, right: number) => slice(x, [0, down, right, 0], [-1, height - 1, width - 1, -1]);
  const here = shifted(0, 0);
  const squaredLength = add(square(sub(shifted(0, 1), here)), square(sub(shifted(1, 0), here)));
  return beta === 2 ? squaredLength : absolutePower(squaredLength, beta / 2);
}

/**
 * Σ ((right neighbour − x)² + (neighbour below − x)²)^(β/2) of each image of [batch, height, width, channels], which has
 * more than one row and column.
 */
export const totalVariation = (x: Tensor4D, attributes: VariationAttributes): Tensor1D => run({ x }, attributes);
