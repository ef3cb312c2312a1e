import { add, div, maximum, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import type { MattingAttributes } from '../matting/composedWindows';
import { mattingDiagonal, type WindowedImage } from '../matting/matting';
import { cycleWasm, preconditionerWasm } from './wasm';

type Inputs = Record<'image' | 'windows' | 'weights', Tensor>;

function diagonalOf({ image, windows, weights }: Inputs, attributes: MattingAttributes): Tensor {
  const diagonal = mattingDiagonal({ image, windows } as WindowedImage, attributes);
  // A pixel of a unique colour has a diagonal of about ε, which float32 may round to 0.
  return maximum(add(diagonal, weights), attributes.epsilon);
}

const runPreconditioner = /* @__PURE__ */ defineOp<keyof Inputs, MattingAttributes>({
  name: 'MattingPreconditioner',
  inputs: ['image', 'windows', 'weights'],
  composed: diagonalOf,
  kernels: { wasm: preconditionerWasm },
});

/**
 * The argument of `mattingCycle` for L + W, where L is the Laplacian of an image [K, height, width] and W the diagonal
 * matrix of nonnegative `weights` [height, width]. On WASM, for windows of 3 × 3 pixels, it holds this matrix on ever
 * coarser grids, 80 bytes per pixel; otherwise it is the diagonal of L + W. A backend understands only its own.
 */
export function mattingPreconditioner(image: WindowedImage, weights: Tensor2D, attributes: MattingAttributes): Tensor {
  const inputs = { ...image, weights };
  return attributes.radius === 1 ? runPreconditioner(inputs, attributes) : diagonalOf(inputs, attributes);
}

const runCycle = /* @__PURE__ */ defineOp<'preconditioner' | 'x'>({
  name: 'MattingPreconditionerCycle',
  inputs: ['preconditioner', 'x'],
  composed: ({ preconditioner, x }) => div(x, preconditioner),
  kernels: { wasm: cycleWasm },
});

/**
 * M⁻¹ x for a map x [height, width], linear, symmetric and positive definite: a multigrid V-cycle, or the division by
 * the diagonal.
 */
export const mattingCycle = (preconditioner: Tensor, x: Tensor2D): Tensor2D =>
  preconditioner.rank === 2 ? div(x, preconditioner) : runCycle({ preconditioner, x });
