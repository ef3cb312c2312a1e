import {
  add,
  concat,
  div,
  mul,
  reshape,
  split,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type TensorLike,
  transpose,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import type { Band, BandedMatrix } from '../ops/bandedProduct/banded';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { standardized } from '../ops/standardized/standardized';
import { sumPerExample } from '../ops/sumPerExample';
import { zerosOf } from '../ops/zerosOf';
import { alongAxes } from './axes';

export interface NormalizedCrossCorrelationOptions<R extends Reduction = Reduction> {
  /** The width of the windows in pixels, an odd number; without it the whole image is one window. */
  window?: number;
  /**
   * ε, the share of an image's variance that is added to the variance of each window (default 1e-4). Used only with a
   * window.
   */
  epsilon?: number;
  /** How the correlations of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The normalized cross-correlation of two images: 1 if they differ only in brightness and contrast.
 *
 *     r = Σ (a − ā)(b − b̄) / √(Σ (a − ā)² Σ (b − b̄)²)
 *
 * per channel, in [−1, 1], and the mean over channels. A channel that is constant in a or b has r = 0 and no gradient.
 * With `window` it is the mean over all positions of the correlation of the windows around them,
 *
 *     r_w = cov_w(a, b) / √((var_w(a) + ε var(a)) (var_w(b) + ε var(b)))
 *
 * It then also compares images whose brightness or contrast varies across the image. Windows are cut at the border; ε
 * gives windows without structure little weight. It is a similarity: a registration minimizes 1 − r.
 *
 * @param a `[batch, height, width, channels]` or `[height, width, channels]`; volumes are
 * `[batch, depth, height, width, channels]`.
 * @param b An image of the same shape. The function is symmetric in a and b.
 * @param options `window` (an odd number of pixels), `epsilon` (default 1e-4), `reduction` over the batch.
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if the shapes differ, an axis other than the batch is empty, or an option is unknown or out of
 * range.
 *
 * @example
 * const image = tf.tensor3d([[[1], [2], [4]]]);
 * normalizedCrossCorrelation(image, tf.add(tf.mul(image, 3), 5)).print(); // 1
 *
 * @see Pearson's correlation; with a window Avants et al. 2008, "Symmetric diffeomorphic image registration with
 * cross-correlation". There, and in VoxelMorph, r_w is squared, so inverted contrast counts as equal.
 */
export function normalizedCrossCorrelation<R extends Reduction = 'mean'>(
  a: Tensor | TensorLike,
  b: Tensor | TensorLike,
  options?: NormalizedCrossCorrelationOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const name = 'normalizedCrossCorrelation';
    const defaults = { window: undefined, epsilon: 1e-4, reduction: 'mean' } as const;
    const { window, epsilon, reduction } = optionsArgument(name, options, defaults);
    const [one, other] = [tensorArgument(name, 'a', a, { rank: [3, 4, 5] }), tensorArgument(name, 'b', b)];
    requireSameShape(name, 'a', one, 'b', other);
    windowArgument(name, window);
    numberArgument(name, 'epsilon', epsilon, { above: 0, float32: true });
    reductionArgument(name, reduction);
    const unbatched = one.rank === 3;
    const images = [one, other].map((image) => toBatch(image, unbatched ? 4 : image.rank)) as [Tensor, Tensor];
    if (images[0].shape.slice(1).includes(0)) {
      const got = `shape ${describeShape(one.shape)}`;
      throw new ArgumentError(name, 'a has no pixels or no channels', 'sizes of 1 or more', got);
    }
    return reduceBatch<R>(crossCorrelation(images, window, epsilon), reduction, unbatched);
  });
}

/** The width of a window; odd, so that it has a centre. */
export function windowArgument(functionName: string, window: unknown): void {
  if (window === undefined) return;
  const width = numberArgument(functionName, 'window', window, { atLeast: 3, integer: true });
  if (width % 2 === 0)
    throw new ArgumentError(functionName, 'window is even', 'an odd number of pixels', String(window));
}

/** The correlation of each example of two batches. */
export function crossCorrelation(images: [Tensor, Tensor], window: number | undefined, epsilon: number): Tensor1D {
  const [batch, ...rest] = images[0].shape;
  if (batch === 0) return zerosOf(images, [0]);
  const channels = rest.at(-1)!;
  const [a, b] = images.map((image) => standardized(channelsFirst(image)));
  const products = window === undefined ? mul(a, b) : windowCorrelations(a, b, rest.slice(0, -1), window, epsilon);
  return div(sumPerExample(products), channels * a.shape[2]!);
}

/** [batch, channels, positions]. */
function channelsFirst(image: Tensor): Tensor3D {
  const [batch] = image.shape;
  const channels = image.shape.at(-1)!;
  if (channels === 1) return reshape(image, [batch, 1, -1]); // a transpose is slow on WASM
  return transpose(reshape(image, [batch, -1, channels]), [0, 2, 1]);
}

/** The correlation of the window around each position of standardized images. */
function windowCorrelations(a: Tensor, b: Tensor, size: number[], window: number, epsilon: number): Tensor {
  const [batch, channels, positions] = a.shape;
  const maps = concat([a, b, square(a), square(b), mul(a, b)], 1);
  const means = alongAxes(
    reshape(maps, [batch * 5 * channels, ...size, 1]),
    size.map((count) => meanBand(count, (window - 1) / 2)),
  );
  const [ma, mb, maa, mbb, mab] = split(reshape(means, [batch, 5 * channels, positions]), 5, 1);
  const root = (meanSquare: Tensor, mean: Tensor) => sqrt(add(sub(meanSquare, square(mean)), epsilon));
  return div(sub(mab, mul(ma, mb)), mul(root(maa, ma), root(mbb, mb)));
}

/** The mean of the pixels within `radius`, cut at the border. */
function meanBand(count: number, radius: number): BandedMatrix {
  const rows = Array.from({ length: count }, (_, index): Band => {
    const first = Math.max(index - radius, 0);
    const length = Math.min(index + radius + 1, count) - first;
    return { first, weights: Array<number>(length).fill(1 / length) };
  });
  return { columns: count, rows };
}
