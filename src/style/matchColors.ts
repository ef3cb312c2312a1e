import { add, mul, slice, sub, type Tensor, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { inUnitRange } from '../internal/inUnitRange';
import { optionsArgument } from '../internal/optionsArgument';
import { recordArgument } from '../internal/recordArgument';
import { zerosOf } from '../ops/zerosOf';
import type { Masks, Match } from './match';
import { matchCovariance } from './matchCovariance';
import { matchHistograms } from './matchHistograms';

export interface MatchColorsOptions {
  /**
   * Segments of both images, `[batch, height, width, classes]` in the size of each, or without the batch axis: the
   * colours of each class come from that class of the reference.
   */
  masks?: { image: Tensor | TensorLike; reference: Tensor | TensorLike };
  /** `'covariance'` matches mean and covariance of the colours, `'histogram'` the histogram of each channel. */
  method?: 'covariance' | 'histogram';
  /** Added to the variances of both images by `'covariance'`, so that grey and flat images also have a transform. */
  epsilon?: number;
}

/**
 * Gives an image the colours of another. Before style transfer, use it to give the style image the colours of the
 * content image.
 *
 *     covariance:  y = Σᵣ^½ Σ^−½ (x − μ) + μᵣ        histogram:  y = Qᵣ(F(x)) in each channel
 *
 * with μ and Σ + ε the mean and covariance of the image's colours, μᵣ and Σᵣ + ε those of the reference, F the share of
 * pixels that are at most x, and Qᵣ the value that this share of the reference does not exceed, linear between values.
 *
 * With `masks`, each class has its own μ, Σ and F, and the result is the sum over classes of mask times y. A pixel
 * keeps its own colour to the extent that no mask covers it. A class without pixels in one of the two images keeps its
 * colours. `'histogram'` counts a pixel if its mask is at least ½.
 *
 * `'covariance'` is differentiable in images and masks, twice; `'histogram'` has no gradient. The result is not
 * clipped, so it may leave the range of the images. int32 images are read as 0..255, the range of
 * `tf.browser.fromPixels`, and divided by 255.
 *
 * @param image `[batch, height, width, 3]`, or `[height, width, 3]` for one example, in [0, 1].
 * @param reference The image with the colours, of the same rank and batch; height and width may differ.
 * @param options `masks`; `method` (default `'covariance'`); `epsilon` (default 1e-5), above 0.
 * @returns The shape of `image`.
 * @throws ArgumentError if the images or masks do not fit each other, the reference has no pixels, or an option is
 * unknown.
 *
 * @example
 * const image = tf.tensor3d([[[0, 0, 0], [0.5, 0.5, 0.5]]]);
 * const reference = tf.tensor3d([[[0.2, 0.2, 0.2], [0.4, 0.4, 0.4]]]);
 * matchColors(image, reference, { method: 'histogram' }).print(); // [[[0.2, 0.2, 0.2], [0.4, 0.4, 0.4]]]
 *
 * @see Gatys et al. 2016, "Preserving color in neural artistic style transfer", section 3.1, with the symmetric
 * square root of Image Analogies. ε has the value of its published code.
 */
export function matchColors<T extends Tensor | TensorLike, Matched extends SameRank<T> = SameRank<T>>(
  image: T,
  reference: Tensor | TensorLike,
  options?: MatchColorsOptions,
): Matched {
  return tidy(() => {
    const { masks, method, epsilon } = optionsArgument('matchColors', options, {
      masks: undefined,
      method: 'covariance',
      epsilon: 1e-5,
    });
    const x = imageArgument('image', image);
    const r = imageArgument('reference', reference, [...x.shape.slice(0, -3), null, null, 3]);
    choiceArgument('matchColors', 'method', method, ['covariance', 'histogram']);
    numberArgument('matchColors', 'epsilon', epsilon, { above: 0, float32: true });
    const classes = masks === undefined ? undefined : masksArgument(masks, x, r);
    if (x.size === 0) return zerosOf([x, r], x.shape) as Matched;
    if (r.size === 0) {
      throw new ArgumentError(
        'matchColors',
        'reference has no pixel',
        'at least one',
        `shape ${describeShape(r.shape)}`,
      );
    }
    const [from, to] = [toBatch<Tensor4D>(x, 4), toBatch<Tensor4D>(r, 4)];
    const match = method === 'covariance' ? matchCovariance(epsilon) : matchHistograms;
    const matched = classes === undefined ? match(from, to) : ofClasses(match, from, to, classes);
    return fromBatch(matched, x.rank === 3) as Matched;
  });
}

/** x + Σ_k m_k (y_k − x). */
function ofClasses(match: Match, image: Tensor4D, reference: Tensor4D, { image: masks, reference: others }: Masks) {
  const terms = Array.from({ length: masks.shape[3] }, (_, k) => {
    const ofClass = { image: classMask(masks, k), reference: classMask(others, k) };
    return mul<Tensor4D>(ofClass.image, sub(match(image, reference, ofClass), image));
  });
  return terms.reduce((sum, term) => add(sum, term), image);
}

const classMask = (masks: Tensor4D, k: number): Tensor4D => slice(masks, [0, 0, 0, k], [-1, -1, -1, 1]);

function imageArgument(name: string, image: Tensor | TensorLike, shape?: (number | null)[]): Tensor {
  const given = tensorArgument('matchColors', name, image, { rank: [3, 4] });
  const colours = tensorArgument('matchColors', name, given, { shape: shape ?? [...given.shape.slice(0, -1), 3] });
  return inUnitRange(image, colours);
}

function masksArgument(given: NonNullable<MatchColorsOptions['masks']>, image: Tensor, reference: Tensor): Masks {
  const masks = recordArgument('matchColors', 'masks', given, ['image', 'reference']);
  const shapeOf = ({ shape }: Tensor, classes: number | null) => [...shape.slice(0, -1), classes];
  const ofImage = tensorArgument('matchColors', 'masks.image', masks.image, { shape: shapeOf(image, null) });
  const classes = ofImage.shape.at(-1)!;
  const shape = shapeOf(reference, classes);
  const ofReference = tensorArgument('matchColors', 'masks.reference', masks.reference, { shape });
  if (classes > 0) return { image: toBatch(ofImage, 4), reference: toBatch(ofReference, 4) };
  const got = `shape ${describeShape(ofImage.shape)}`;
  throw new ArgumentError('matchColors', 'masks.image has no classes', 'at least one', got);
}
