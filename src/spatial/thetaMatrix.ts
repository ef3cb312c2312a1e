import {
  concat,
  mul,
  ones,
  pad,
  reshape,
  split,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
  tensor2d,
  zeros,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';

/** The shapes of θ for one example: two affine ones, attention, and projective. */
const thetaShapes = [[2, 3], [6], [3], [8]];

/** θ with a batch axis, for images with this batch, or without one. */
export function thetaArgument(functionName: string, theta: Tensor | TensorLike, batch: number | undefined): Tensor {
  const given = tensorArgument(functionName, 'theta', theta);
  const unbatched = batch === undefined;
  const shape = given.shape.slice(unbatched ? 0 : 1);
  const batchFits = unbatched || batch === 1 || [1, batch].includes(given.shape[0]);
  if (batchFits && thetaShapes.some((allowed) => allowed.join() === shape.join())) {
    return unbatched ? reshape(given, [1, ...shape]) : given;
  }
  const expected = unbatched ? '' : batch === 1 ? 'a batch axis and then ' : `a batch of 1 or ${batch} and then `;
  throw new ArgumentError(
    functionName,
    'theta has the wrong shape',
    `${expected}[2, 3], [6], [3] or [8]`,
    describeShape(given.shape),
  );
}

/**
 * The matrix of θ between pixels, counted from the centres of output and images: [batch, 2, 3] for an affine map,
 * [batch, 3, 3] for a projective one.
 */
export function pixelMatrix(
  theta: Tensor,
  imageSize: readonly number[],
  outputSize: readonly number[],
  alignCorners: boolean,
): Tensor3D {
  return mul(matrixOf(theta), tensor2d(pixelRatios(theta, imageSize, outputSize, alignCorners)));
}

/** The matrix of θ between coordinates in [−1, 1]. */
export function matrixOf(theta: Tensor): Tensor3D {
  const [batch, parameters] = theta.shape;
  if (parameters === 8) return projectiveMatrix(theta as Tensor2D);
  return parameters === 3 ? attentionMatrix(theta as Tensor2D) : reshape(theta, [batch, 2, 3]);
}

/** [s 0 tx; 0 s ty] for each row (s, tx, ty). */
export function attentionMatrix(parameters: Tensor2D): Tensor3D {
  const [batch] = parameters.shape;
  // tfjs's split of an empty tensor throws on cpu.
  if (batch === 0) return reshape(pad(parameters, [[0, 0], [0, 3]]), [0, 2, 3]); // biome-ignore format: pairs
  const [scale, x, y] = split(parameters, 3, 1);
  const zero = zeros([batch, 1]);
  return reshape(concat([scale, zero, x, zero, scale, y], 1), [batch, 2, 3]);
}

/** The matrices [batch, 3, 3] of rows of eight numbers; the ninth is 1. */
export function projectiveMatrix(parameters: Tensor2D): Tensor3D {
  const [batch] = parameters.shape;
  return reshape(concat([parameters, ones([batch, 1])], 1), [batch, 3, 3]);
}

/**
 * The factors, entry by entry, from a map of coordinates to a map of pixels from the centre: 1 if the sizes are equal.
 */
export function pixelRatios(
  theta: Tensor,
  imageSize: readonly number[],
  outputSize: readonly number[],
  alignCorners: boolean,
): number[][] {
  const rows = theta.shape[1] === 8 ? 3 : 2;
  const pixelsPerUnit = (size: number) => (alignCorners ? size - 1 : size) / 2;
  const input = [...imageSize.map(pixelsPerUnit).reverse(), 1];
  const output = [...outputSize.map(pixelsPerUnit).reverse(), 1];
  // A single output pixel has coordinate 0, whatever its ratio.
  return input.slice(0, rows).map((pixels) => output.map((unit) => pixels / (unit || 1)));
}
