import {
  mul,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { fromBatch, toBatch } from '../internal/batch';
import { sizeArgument } from '../internal/sizeArgument';
import { attentionMatrix } from './attentionTheta';
import { centredGrid } from './linearGrid';
import { perspective, projectiveMatrix } from './projectiveGrid';
import { imagesArgument, type SamplerOptions, sampleBatch, samplingArgument } from './samplingArguments';

/**
 * Transforms images: the output at (x, y) is the input at T_θ(x, y), bilinearly.
 *
 * It is `bilinearSampler` on the grid of θ, whose shape says what it is:
 *
 *     [batch, 2, 3] or [batch, 6]   affine, as in `affineGrid`
 *     [batch, 3]                    attention (s, tx, ty), as in `attentionTheta`
 *     [batch, 8]                    projective, row by row with h33 = 1, as in `projectiveGrid`
 *
 * At the identity and the images' own size the output is the images, bit for bit.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param theta One of the shapes above, without the batch axis for one example; a batch of 1 serves every image.
 * @param size `[height, width]` of the output.
 * @returns `[batch, height, width, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, images has no pixels, the size is not two positive integers, an option is
 * unknown, or fill is given for another padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * spatialTransformer(image, [-1, 0, 0, 0, 1, 0], [2, 2]).print(); // [[[2], [1]], [[4], [3]]]
 *
 * Source: Jaderberg et al. 2015, "Spatial transformer networks", section 3.
 */
export function spatialTransformer(
  images: Tensor3D,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SamplerOptions,
): Tensor3D;
export function spatialTransformer(
  images: Tensor4D,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SamplerOptions,
): Tensor4D;
export function spatialTransformer(
  images: Tensor | TensorLike,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SamplerOptions,
): Tensor3D | Tensor4D;
export function spatialTransformer(
  images: Tensor | TensorLike,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SamplerOptions,
): Tensor {
  return tidy(() => {
    const given = imagesArgument('spatialTransformer', 'images', images, 2);
    const unbatched = given.rank === 3;
    const parameters = thetaArgument(theta, unbatched ? undefined : given.shape[0]);
    sizeArgument('spatialTransformer', size, ['height', 'width']);
    const sampling = samplingArgument('spatialTransformer', 'linear', options, given.shape.at(-1)!);
    const batched = toBatch(given, 4);
    const grid = pixelGrid(parameters, batched.shape.slice(1, 3), size, sampling.alignCorners);
    return fromBatch(sampleBatch(batched, grid, { ...sampling, inPixels: true }), unbatched);
  });
}

const thetaShapes = [[2, 3], [6], [3], [8]];

/** θ with a batch axis, for images with this batch, or without one. */
function thetaArgument(theta: Tensor | TensorLike, batch: number | undefined): Tensor {
  const given = tensorArgument('spatialTransformer', 'theta', theta);
  const [batches, shape] = batch === undefined ? [[], given.shape] : [[1, batch], given.shape.slice(1)];
  const batchFits = batch === undefined || batches.includes(given.shape[0]);
  if (batchFits && thetaShapes.some((allowed) => allowed.join() === shape.join())) {
    return batch === undefined ? reshape(given, [1, ...shape]) : given;
  }
  throw new ArgumentError(
    'spatialTransformer',
    'theta has the wrong shape',
    `${batch === undefined ? '' : `a batch of ${[...new Set(batches)].join(' or ')} and then `}[2, 3], [6], [3] or [8]`,
    describeShape(given.shape),
  );
}

/** The grid of θ in pixels from the images' centre. */
function pixelGrid(theta: Tensor, from: number[], to: readonly number[], alignCorners: boolean): Tensor {
  const matrix = matrixOf(theta);
  const [, rows] = matrix.shape;
  const grid = centredGrid(mul(matrix, pixelRatios(from, to, alignCorners, rows)), to);
  return rows === 3 ? perspective(grid) : grid;
}

/** The matrix [batch, 2, 3] of an affine map, or [batch, 3, 3] of a projective one. */
function matrixOf(theta: Tensor): Tensor3D {
  const [batch, parameters] = theta.shape;
  if (parameters === 8) return projectiveMatrix(theta as Tensor2D);
  return parameters === 3 ? attentionMatrix(theta as Tensor2D) : reshape(theta, [batch, 2, 3]);
}

/** What turns a map of coordinates into one of pixels from the centre, element by element: 1 where sizes are equal. */
function pixelRatios(from: number[], to: readonly number[], alignCorners: boolean, rows: number): Tensor2D {
  const pixelsPerUnit = (size: number) => (alignCorners ? size - 1 : size) / 2;
  const input = [...from.map(pixelsPerUnit).reverse(), 1];
  const output = [...to.map(pixelsPerUnit).reverse(), 1];
  // A single output pixel has the coordinate 0, whatever its ratio.
  return tensor2d(input.slice(0, rows).map((pixels) => output.map((unit) => pixels / (unit || 1))));
}
