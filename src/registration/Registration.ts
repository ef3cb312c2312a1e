import { cast, expandDims, reshape, squeeze, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, tensorArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { sizeArgument } from '../internal/sizeArgument';
import { sampleBatch } from '../ops/sampling/sampleBatch';
import { axisNames } from './gridArguments';
import { jacobianDeterminant } from './jacobianDeterminant';
import { gridsOf, type Maps } from './registerBatch';

export interface WarpOptions {
  /** `'linear'` (the default) or `'nearest'`; `'cubic'` for images in the plane. */
  interpolation?: 'linear' | 'nearest' | 'cubic';
  /** The values outside the moving image: those of its nearest border pixel (the default) or `'zeros'`. */
  padding?: 'border' | 'zeros';
}

type Transformation = Pick<Maps, 'theta' | 'controlPoints'>;

/**
 * The map from a fixed to a moving image that `register` found: pixel x of the fixed image samples the moving image at
 * θ (x, 1) + u(x), with u the displacement of `bsplineGrid`. It warps the moving image, its labels and other maps of it
 * onto the fixed image.
 *
 * It owns its tensors: call `dispose()` (or declare it with `using`) when it is no longer needed. After that every
 * method throws an ArgumentError.
 */
export class Registration {
  /** The size of the fixed image: the default size of grids, and the size of warped images. */
  readonly size: readonly number[];
  /** The loss at the end: the dissimilarity, and the weighted bending energy if there is a free-form stage. */
  readonly loss: number;
  /**
   * The number of pixels of the fixed image where the map folds: the Jacobian determinant is 0 or less on some side of
   * the pixel.
   */
  readonly folds: number;
  #transformation: Transformation | undefined;

  /** @internal */
  constructor(transformation: Transformation, size: readonly number[], loss: number, folds: number) {
    this.#transformation = transformation;
    this.size = size;
    this.loss = loss;
    this.folds = folds;
  }

  /** The affine part, from fixed to moving coordinates: `[2, 3]`, or `[3, 4]` for volumes. The registration owns it. */
  get theta(): Tensor {
    return this.#parts('theta').theta;
  }

  /** The displacements of the free-form part for `bsplineGrid`, if there is one. The registration owns them. */
  get controlPoints(): Tensor | undefined {
    return this.#parts('controlPoints').controlPoints;
  }

  /**
   * The sampling grid: the position in the moving image for each pixel of the fixed one.
   *
   * @param size `[height, width]` or `[depth, height, width]`: the size of the fixed image (the default), or another
   * resolution of the same map.
   * @returns `[height, width, 2]` or `[depth, height, width, 3]`; coordinates (x, y) or (x, y, z) of the moving image,
   * as in `affineGrid` without `alignCorners`. The caller disposes it.
   * @throws ArgumentError if the size is wrong or the registration has been disposed.
   */
  grid(size: readonly number[] = this.size): Tensor {
    const parts = this.#parts('grid');
    sizeArgument('Registration.grid', size, axisNames(this.size.length as 2 | 3), [this.size.length]);
    return tidy(() => squeeze(gridOf(parts, size), [0]));
  }

  /**
   * Warps an image in the moving image's coordinates onto the fixed image; differentiable for the image.
   *
   * @param image `[height, width, channels]` or `[depth, height, width, channels]`, of any resolution.
   * @returns The warped image, in the size of the fixed one.
   * @throws ArgumentError if image has the wrong rank, an option is unknown, or the registration has been disposed.
   */
  warp(image: Tensor | TensorLike, options?: WarpOptions): Tensor {
    const parts = this.#parts('warp');
    return tidy(() => {
      const defaults = { interpolation: 'linear', padding: 'border' } as const;
      const { interpolation, padding } = optionsArgument('Registration.warp', options, defaults);
      const axes = this.size.length;
      const kinds = axes === 2 ? (['linear', 'nearest', 'cubic'] as const) : (['linear', 'nearest'] as const);
      choiceArgument('Registration.warp', 'interpolation', interpolation, kinds);
      choiceArgument('Registration.warp', 'padding', padding, ['border', 'zeros']);
      const given = tensorArgument('Registration.warp', 'image', image, { rank: axes + 1 });
      const sampling = { interpolation, padding, alignCorners: false } as const;
      return squeeze(sampleBatch(expandDims(given, 0), gridOf(parts, this.size), sampling), [0]);
    });
  }

  /**
   * Carries the labels of the moving image over to the fixed one: each pixel takes the label nearest to its position,
   * or 0 outside.
   *
   * @param labels Class ids `[height, width]` or `[depth, height, width]`, int32 or bool, below 2²⁴.
   * @returns Class ids in the size of the fixed image, int32.
   * @throws ArgumentError if labels has the wrong rank or holds floats, or the registration has been disposed.
   */
  warpLabels(labels: Tensor | TensorLike): Tensor {
    const parts = this.#parts('warpLabels');
    return tidy(() => {
      const axes = this.size.length;
      const given = tensorArgument('Registration.warpLabels', 'labels', labels, { rank: axes, dtype: 'int32' });
      const image = reshape(cast(given, 'float32'), [1, ...given.shape, 1]);
      const sampling = { interpolation: 'nearest', padding: 'zeros', alignCorners: false } as const;
      const sampled = sampleBatch(image, gridOf(parts, this.size), sampling);
      return cast(reshape(sampled, [...this.size]), 'int32');
    });
  }

  /**
   * How much of the moving image each pixel of the fixed one covers: the `jacobianDeterminant` of the grid.
   *
   * @returns `[height, width]` or `[depth, height, width]`: 1 where the map preserves the area as a share of the image,
   * 0 or less where it folds.
   * @throws ArgumentError if the registration has been disposed, or the fixed image has an axis of one pixel.
   */
  jacobian(): Tensor {
    const parts = this.#parts('jacobian');
    return tidy(() => squeeze(jacobianDeterminant(gridOf(parts, this.size)), [0]));
  }

  /** Frees the tensors; a second call does nothing. */
  dispose(): void {
    this.#transformation?.theta.dispose();
    this.#transformation?.controlPoints?.dispose();
    this.#transformation = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #parts(method: string): Transformation {
    if (this.#transformation) return this.#transformation;
    throw new ArgumentError(
      `Registration.${method}`,
      'the registration has been disposed',
      'one in use',
      'a disposed one',
    );
  }
}

/** [1, ...size, axes]. */
const gridOf = ({ theta, controlPoints }: Transformation, size: readonly number[]): Tensor =>
  gridsOf({ theta: expandDims(theta, 0), controlPoints: controlPoints && expandDims(controlPoints, 0) }, size);
