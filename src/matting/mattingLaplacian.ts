import {
  clone,
  keep,
  type Scalar,
  squeeze,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
  transpose,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { inUnitRange } from '../internal/inUnitRange';
import { optionsArgument } from '../internal/optionsArgument';
import type { MattingAttributes } from '../ops/matting/composedWindows';
import {
  mattingApply,
  mattingDiagonal,
  mattingEnergy,
  mattingWindows,
  type WindowedImage,
} from '../ops/matting/matting';
import { mapArgument } from './mapArgument';
import { type SparseMatrix, sparseLaplacian } from './sparseLaplacian';

export interface MattingLaplacianOptions {
  /** Cost of the slopes of the colour models; at least 1e-12. */
  epsilon?: number;
  /** Windows have 2 · radius + 1 pixels on each side. */
  radius?: number;
}

/** A map `[height, width]` or `[height, width, channels]`, of the rank of the argument. */
export type MapLike<T> = ByRank<T, { 2: Tensor2D; 3: Tensor3D }>;

/**
 * The matting Laplacian L of an image, as `mattingLaplacian` returns it. It owns its tensors: call `dispose()` (or
 * declare it with `using`) when it is no longer needed. After that every method throws an ArgumentError.
 */
export class MattingLaplacian {
  /** The size of the image, `[height, width]`. */
  readonly shape: readonly [height: number, width: number];
  readonly #attributes: MattingAttributes;
  #tensors: WindowedImage | undefined;

  /** @internal */
  constructor(tensors: WindowedImage, attributes: MattingAttributes) {
    const [, height, width] = tensors.image.shape;
    this.shape = [height, width];
    this.#tensors = tensors;
    this.#attributes = attributes;
  }

  /**
   * L x, channel by channel; linear and differentiable in `x`. L is symmetric, so the gradient of `apply` is `apply` of
   * the incoming gradient.
   *
   * @param x `[height, width]` or `[height, width, channels]`, of the image's size.
   * @returns A tensor of the shape of x.
   * @throws ArgumentError if x has another size or the Laplacian has been disposed.
   *
   * @example
   * const laplacian = mattingLaplacian(tf.zeros([3, 3, 1]));
   * laplacian.apply(tf.tensor2d([[0, 0, 0], [0, 9, 0], [0, 0, 0]])).print();
   * // [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
   */
  apply<T extends Tensor | TensorLike, Product extends MapLike<T> = MapLike<T>>(x: T): Product {
    return tidy(() => {
      const { attributes, ...tensors } = this.operands('MattingLaplacian.apply');
      const { map, rank } = mapArgument('MattingLaplacian.apply', 'x', x, this.shape);
      const product = mattingApply(tensors, map, attributes);
      return (rank === 2 ? squeeze(product, [2]) : product) as Product;
    });
  }

  /**
   * Σ_c x_cᵀ L x_c, summed over channels: a scalar, differentiable twice for `x`, with gradient 2 L x. It is computed
   * as the sum of the squared residuals of the colour models, so it is never negative. The absolute error in float32 is
   * about 1e-13 of the energy of noise with the variance of x. If the colours of a window lie on a line, there is also
   * a relative error of about 1e-15 / ε.
   *
   * An affine recolouring of the image, x_i = a·I_i + b, has an energy of at most ε |a|² per window. With a large ε
   * that is no longer small compared with noise, even in exact arithmetic.
   *
   * @param x `[height, width]` or `[height, width, channels]`, of the image's size.
   * @throws ArgumentError if x has another size or the Laplacian has been disposed.
   *
   * @example
   * const laplacian = mattingLaplacian(tf.zeros([3, 3, 1]));
   * laplacian.energy(tf.tensor2d([[0, 0, 0], [0, 9, 0], [0, 0, 0]])).print(); // 72
   */
  energy(x: Tensor | TensorLike): Scalar {
    return laplacianEnergy('MattingLaplacian.energy', 'x', x, this);
  }

  /**
   * The diagonal of L, never negative: the divisor of a Jacobi preconditioner.
   *
   * @returns `[height, width]`.
   * @throws ArgumentError if the Laplacian has been disposed.
   *
   * @example
   * const laplacian = mattingLaplacian(tf.zeros([3, 3, 1]));
   * laplacian.diagonal().print(); // [[0.8888889, 0.8888889, 0.8888889], ...]
   */
  diagonal(): Tensor2D {
    const { attributes, ...tensors } = this.operands('MattingLaplacian.diagonal');
    return mattingDiagonal(tensors, attributes);
  }

  /**
   * L as a sparse matrix, computed from the image in float64. Indices are zero-based, and pixel (y, x) is row and
   * column y · width + x. It has one entry per pair of pixels that share a window, in order of rows, then columns. An
   * inner pixel has (4 · radius + 1)² entries. It reads the image's values.
   *
   * @throws ArgumentError if the Laplacian has been disposed.
   *
   * @example
   * const laplacian = mattingLaplacian(tf.zeros([3, 3, 1]));
   * const { rows, columns, values } = await laplacian.toSparse();
   * [values.length, rows[1], columns[1], values[1]]; // [81, 0, 1, -0.1111111111111111]
   */
  async toSparse(): Promise<SparseMatrix> {
    const { image, attributes } = this.operands('MattingLaplacian.toSparse');
    const [channels, height, width] = image.shape;
    // The Laplacian may be disposed before its image has been read.
    const reading = noGradient(() => keep(clone(image)));
    try {
      return sparseLaplacian({ planes: await reading.data(), height, width, channels, ...attributes });
    } finally {
      reading.dispose();
    }
  }

  /** Frees the tensors of the Laplacian; a second call does nothing. */
  dispose(): void {
    this.#tensors?.image.dispose();
    this.#tensors?.windows.dispose();
    this.#tensors = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** @internal The tensors and attributes of the ops; errors name the given function. */
  operands(functionName: string): WindowedImage & { attributes: MattingAttributes } {
    if (this.#tensors) return { ...this.#tensors, attributes: this.#attributes };
    throw new ArgumentError(functionName, 'the Laplacian has been disposed', 'one in use', 'a disposed one');
  }
}

/**
 * The matting Laplacian of an image: a quadratic form xᵀLx that is small where x is, in every small window, an affine
 * function of the image's colours. Closed-form matting and the photorealism loss build on it.
 *
 *     L_ij = Σ_k [δ_ij − (1 + (I_i − μ_k)ᵀ (Σ_k + ε/|w| Id)⁻¹ (I_j − μ_k)) / |w|]
 *     xᵀLx = Σ_k min_{a,b} (Σ_{i∈k} (x_i − a·I_i − b)² + ε |a|²)
 *
 * over the windows k of |w| = (2 · radius + 1)² pixels that lie inside the image and contain both i and j; μ_k and Σ_k
 * are the mean and covariance of the window's colours. L is symmetric and positive semidefinite, and its rows sum to
 * zero.
 *
 * No matrix is stored. On WASM the object keeps only a copy of the image, 12 bytes per pixel for 3 channels compared
 * with 300 for the sparse matrix; a method needs a few more rows while it runs. On other backends it also keeps, for
 * each window, the mean and whitening matrix of its colours. In total this is 15 numbers per pixel for 3 channels and 3
 * for one; a method needs up to about 100 more, whatever the radius. The image is a constant: it gets no gradient, and
 * it may be disposed. The object outlives `tf.tidy`, until its `dispose()`.
 *
 * Windows are centred before anything is squared, covariances are factored without being formed, and x is fitted along
 * one factor after the other. So float32 is accurate at every ε, even if the colours are all on one line or all equal.
 *
 * @param image `[height, width, 3]` or `[height, width, 1]`, values in [0, 1], or int32 in 0..255, the range of
 * `tf.browser.fromPixels`, which is divided by 255.
 * @param options `epsilon` (default 1e-7), `radius` (default 1).
 * @returns A `MattingLaplacian` with `apply`, `energy`, `diagonal`, `toSparse`, `shape` and `dispose`.
 * @throws ArgumentError if the image has another shape or is smaller than a window, or an option is out of range.
 *
 * @example
 * const ramp = tf.tensor3d([[[0], [0.5], [1]], [[0], [0.5], [1]], [[0], [0.5], [1]]]);
 * const laplacian = mattingLaplacian(ramp);
 * laplacian.energy(tf.tensor2d([[3, 4, 5], [3, 4, 5], [3, 4, 5]])).print(); // 4.0000000467443897e-7
 * laplacian.energy(tf.tensor2d([[3, 3, 3], [4, 4, 4], [5, 5, 5]])).print(); // 6
 *
 * @see Levin, Lischinski, Weiss 2008, "A closed-form solution to natural image matting", eq. 12.
 */
export function mattingLaplacian(image: Tensor3D | TensorLike, options?: MattingLaplacianOptions): MattingLaplacian {
  return laplacianOf(
    'mattingLaplacian',
    image,
    optionsArgument('mattingLaplacian', options, { epsilon: 1e-7, radius: 1 }),
  );
}

/** The matting Laplacian; its errors name the function that the user called. */
export function laplacianOf(
  functionName: string,
  image: Tensor3D | TensorLike,
  attributes: MattingAttributes,
): MattingLaplacian {
  const tensors = tidy(() => {
    const given = windowedImageArgument(functionName, image, attributes);
    return noGradient(() => {
      const planes = keep(transpose(inUnitRange(image, given), [2, 0, 1]));
      return { image: planes, windows: keep(mattingWindows(planes, attributes)) };
    });
  });
  return new MattingLaplacian(tensors, attributes);
}

/** Σ_c x_cᵀ L x_c; its errors name the function that the user called. */
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

/** The checked image and attributes for `laplacianOf`. */
export function windowedImageArgument(
  functionName: string,
  image: Tensor | TensorLike,
  { epsilon, radius }: MattingAttributes,
): Tensor3D {
  numberArgument(functionName, 'epsilon', epsilon, { atLeast: 1e-12, float32: true });
  numberArgument(functionName, 'radius', radius, { atLeast: 1, integer: true });
  const given = tensorArgument<Tensor3D>(functionName, 'image', image, { rank: 3 });
  const [height, width, channels] = given.shape;
  if (channels !== 3 && channels !== 1) {
    throw new ArgumentError(functionName, 'image has the wrong number of channels', '3 or 1', String(channels));
  }
  const side = 2 * radius + 1;
  if (height >= side && width >= side) return given;
  const expected = `at least ${describeShape([side, side])} pixels for radius ${radius}`;
  throw new ArgumentError(functionName, 'image is smaller than a window', expected, describeShape([height, width]));
}
