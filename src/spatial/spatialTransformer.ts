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
import { booleanArgument, describeShape, tensorArgument } from '../internal/arguments';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import type { SamplingAttributes } from '../ops/sampling/attributes';
import { centredGrid, perspective } from '../ops/sampling/grid';
import { warp } from '../ops/sampling/warp';
import { sampleAntialiased } from './antialiasing';
import { attentionMatrix } from './attentionTheta';
import { squaredFootprint } from './footprint';
import { projectiveMatrix } from './projectiveGrid';
import { imagesArgument, type SamplerOptions, samplerDefaults, samplingArgument } from './samplingArguments';

export interface SpatialTransformerOptions extends SamplerOptions {
  /** Filters the images where the output is smaller than what it shows: what it cannot show fades (default false). */
  antialias?: boolean;
}

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
 * With `antialias` a pixel of the output that covers ρ > 1 pixels of the images is a mean of those under tents of its
 * size; where ρ ≤ 1 nothing changes:
 *
 *     V = Σ_l max(0, 1 − |λ − l|) V_l,  λ = log₂ max(1, ρ),  ρ = max(|∂(x, y)/∂X|, |∂(x, y)/∂Y|)
 *     V_l(x, y) = Σ_n Σ_m U[n, m] k_l(x − m) k_l(y − n),  k_l(t) = max(0, 1 − |t| / 2ˡ) / 2ˡ
 *
 * with (x, y) in pixels of the images and (X, Y) in those of the output; from l = 2 on V_l is interpolated between every
 * 2ˡ⁻¹-th pixel. All levels up to l = ⌈log₂ max(height, width)⌉ are made and sampled, whatever θ is. What lies outside
 * counts as `padding` says. θ gets the gradient through λ too, which is zero where ρ ≤ 1 or one output pixel covers all.
 *
 * @param images `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param theta One of the shapes above, without the batch axis for one example. A batch of 1 serves every image, and one
 * image in a batch of 1 goes through every transformer. Beside images with a batch axis `[2, 3]` is two attention
 * windows: one matrix for all of them is `[1, 2, 3]`.
 * @param size `[height, width]` of the output.
 * @returns `[batch, height, width, channels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, images has no pixels, the size is not two positive integers, an option is
 * unknown, or fill is given for another padding or does not fit the channels.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2]], [[3], [4]]]);
 * spatialTransformer(image, [-1, 0, 0, 0, 1, 0], [2, 2]).print(); // [[[2], [1]], [[4], [3]]]
 *
 * Source: Jaderberg et al. 2015, "Spatial transformer networks", section 3; `antialias` is Williams 1983, "Pyramidal
 * parametrics", with tents in the place of boxes.
 */
export function spatialTransformer(
  images: Tensor3D,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SpatialTransformerOptions,
): Tensor3D;
export function spatialTransformer(
  images: Tensor4D,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SpatialTransformerOptions,
): Tensor4D;
export function spatialTransformer(
  images: Tensor | TensorLike,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SpatialTransformerOptions,
): Tensor3D | Tensor4D;
export function spatialTransformer(
  images: Tensor | TensorLike,
  theta: Tensor | TensorLike,
  size: readonly [number, number],
  options?: SpatialTransformerOptions,
): Tensor {
  return tidy(() => {
    const given = imagesArgument('spatialTransformer', 'images', images, 2);
    const unbatched = given.rank === 3;
    const parameters = thetaArgument(theta, unbatched ? undefined : given.shape[0]);
    sizeArgument('spatialTransformer', size, ['height', 'width']);
    const defaults = { ...samplerDefaults, antialias: false };
    const { antialias, ...samplerOptions } = optionsArgument('spatialTransformer', options, defaults);
    booleanArgument('spatialTransformer', 'antialias', antialias);
    const channels = given.shape.at(-1)!;
    const sampling = {
      ...samplingArgument('spatialTransformer', 'linear', samplerOptions, channels),
      inPixels: true as const,
    };
    const batched = toBatch<Tensor4D>(given, 4);
    const matrix = pixelMatrix(parameters, batched.shape.slice(1, 3), size, sampling.alignCorners);
    const sampled =
      antialias && given.size > 0
        ? antialiased(batched, matrix, size, sampling)
        : warp(batched, matrix, { ...sampling, size });
    return fromBatch(sampled, unbatched);
  });
}

function antialiased(
  images: Tensor4D,
  matrix: Tensor3D,
  size: readonly [number, number],
  sampling: SamplingAttributes,
): Tensor {
  const map = centredGrid(matrix, size);
  if (matrix.shape[1] === 2) return sampleAntialiased(images, map, squaredFootprint(matrix), sampling);
  return sampleAntialiased(images, perspective(map), squaredFootprint(matrix, map), sampling);
}

const thetaShapes = [[2, 3], [6], [3], [8]];

/** θ with a batch axis, for images with this batch, or without one. */
function thetaArgument(theta: Tensor | TensorLike, batch: number | undefined): Tensor {
  const given = tensorArgument('spatialTransformer', 'theta', theta);
  const unbatched = batch === undefined;
  const shape = given.shape.slice(unbatched ? 0 : 1);
  const batchFits = unbatched || batch === 1 || [1, batch].includes(given.shape[0]);
  if (batchFits && thetaShapes.some((allowed) => allowed.join() === shape.join())) {
    return unbatched ? reshape(given, [1, ...shape]) : given;
  }
  const expected = unbatched ? '' : batch === 1 ? 'a batch axis and then ' : `a batch of 1 or ${batch} and then `;
  throw new ArgumentError(
    'spatialTransformer',
    'theta has the wrong shape',
    `${expected}[2, 3], [6], [3] or [8]`,
    describeShape(given.shape),
  );
}

/** The matrix of θ between pixels, counted from the centres of output and images. */
function pixelMatrix(theta: Tensor, from: number[], to: readonly number[], alignCorners: boolean): Tensor3D {
  const matrix = matrixOf(theta);
  return mul(matrix, pixelRatios(from, to, alignCorners, matrix.shape[1]));
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
