import type { Scalar, Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { mattingEnergy } from '../ops/matting/matting';
import { mapArgument } from './mapArgument';
import type { MattingLaplacian } from './mattingLaplacian';

/** Σ_c x_cᵀ L x_c, with errors in the name of the function that the user called. */
export const laplacianEnergy = (
  functionName: string,
  name: string,
  x: Tensor | TensorLike,
  laplacian: MattingLaplacian,
): Scalar =>
  tidy(() => {
    const operands = laplacian.operands(functionName);
    const { map } = mapArgument(functionName, name, x, laplacian.shape);
    return mattingEnergy(operands, map, operands.attributes);
  });
