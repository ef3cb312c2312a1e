import { add, mul, reshape, type Scalar, slice, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

const block = 256;

/**
 * Σ a b over all elements, for code that needs no gradients: unlike `dotProduct` it does not bundle them. Short sums
 * are added in several stages, because WASM adds entries to a float32 sum one by one.
 */
export const dot = (a: Tensor, b: Tensor): Scalar => inStages(reshape(mul(a, b), [-1]));

function inStages(x: Tensor1D): Scalar {
  if (x.size <= 2 * block) return sum(x);
  const rest = x.size % block;
  const blocks = reshape(slice(x, 0, x.size - rest), [-1, block]);
  const ofBlocks = inStages(sum(blocks, 1));
  return rest === 0 ? ofBlocks : add(ofBlocks, sum(slice(x, x.size - rest)));
}
