import {
  concat,
  ones,
  type Rank,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describeShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { isTensor } from '../internal/describe';
import { optionsArgument } from '../internal/optionsArgument';
import { maskedGrams } from '../ops/gram/maskedGrams';
import { maskedStyleDistance } from '../ops/maskedStyleDistance/maskedStyleDistance';
import { batchFactor, type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { zerosOf } from '../ops/zerosOf';
import { positionsOf } from './gramOfFeatures';
import { styleArgument } from './styleArgument';

export interface MaskedStyleLossOptions<R extends Reduction = Reduction> {
  /** The weight of each class, `[classes]`; 1 for all by default. A class of weight 0 in a list is not computed. */
  weights?: readonly number[] | Tensor | TensorLike;
  /** Multiply the term of each class by the mean of its generated mask: the share of the image that it covers. */
  areaWeighted?: boolean;
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The style loss of one layer, class by class: sky gets its style from sky, buildings from buildings.
 *
 *     L = Σₖ wₖ Σ (Gₖ[O] − Gₖ[S])² / (2 C²),    Gₖ = (mₖ ∘ F)ᵀ(mₖ ∘ F) / Σmₖ
 *
 * with C channels and mₖ the mask of class k in each image; at least 0 if the weights are. Features, masks and weights
 * get gradients. Per example, a class whose mask is zero everywhere in one of the two images adds neither loss nor
 * gradient; `checkSegments` finds such a class.
 *
 * @param generated Features O, `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param style Features S of the style image: height and width may differ from the generated ones.
 * @param generatedMasks `[batch, height, width, classes]` in the size of `generated`; soft values are allowed.
 * @param styleMasks `[batch, height, width, classes]` in the size of `style`.
 * @param options `weights` (default: 1 for each class), `areaWeighted` (default false), `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` with `reduction: 'none'` for a batch.
 * @throws ArgumentError if features, masks and weights do not fit each other, or an option is unknown.
 *
 * @example
 * const generated = tf.tensor3d([[[1, 2], [3, 4]]]);
 * const style = tf.tensor3d([[[1, 1], [3, 3]]]);
 * const masks = tf.tensor3d([[[1, 0], [0, 1]]]);
 * maskedStyleLoss(generated, style, masks, masks, { weights: [1, 0.1] }).print(); // 2.2125
 *
 * @see Luan et al. 2017, "Deep photo style transfer", eq. 3. The paper does not say how Gram matrices are
 * normalized; its code divides by the mask's sum, as here, and also by C. `areaWeighted` is a factor of that code, in
 * the loss and in its gradient. The code's gradient lacks one factor mₖ per position, which makes no difference for
 * masks of zeros and ones.
 */
export function maskedStyleLoss<R extends Reduction = 'mean'>(
  generated: Tensor | TensorLike,
  style: Tensor | TensorLike,
  generatedMasks: Tensor | TensorLike,
  styleMasks: Tensor | TensorLike,
  options?: MaskedStyleLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { weights, areaWeighted, reduction } = optionsArgument('maskedStyleLoss', options, {
      weights: undefined,
      areaWeighted: false,
      reduction: 'mean',
    });
    const name = 'maskedStyleLoss';
    const features = tensorArgument(name, 'generated', generated, { rank: [3, 4] });
    const styleFeatures = styleArgument(name, 'style', style, features);
    const masks = tensorArgument(name, 'generatedMasks', generatedMasks, { shape: maskShape(features, null) });
    const classes = masks.shape.at(-1)!;
    if (classes === 0) {
      const got = `shape ${describeShape(masks.shape)}`;
      throw new ArgumentError(name, 'generatedMasks has no classes', 'at least one', got);
    }
    const mStyle = tensorArgument(name, 'styleMasks', styleMasks, { shape: maskShape(styleFeatures, classes) });
    const classWeights =
      weights === undefined
        ? undefined
        : tensorArgument<Tensor1D>(name, 'weights', weights as TensorLike, { shape: [classes] });
    booleanArgument(name, 'areaWeighted', areaWeighted);
    reductionArgument(name, reduction);

    const [content, styled] = [toBatch<Tensor4D>(features, 4), toBatch<Tensor4D>(styleFeatures, 4)];
    const [contentMasks, styledMasks] = [toBatch<Tensor4D>(masks, 4), toBatch<Tensor4D>(mStyle, 4)];
    const isSingle = features.rank === 3;
    const numbers = isTensor(weights) ? [] : ((weights ?? []) as ArrayLike<unknown>);
    const weighed = Array.from({ length: classes }, (_, k) => k).filter((k) => numbers[k] !== 0);
    if (weighed.length === 0) {
      const inputs = [content, styled, contentMasks, styledMasks];
      return reduceBatch(zerosOf<Tensor1D>(inputs, [content.shape[0]]), reduction, isSingle);
    }
    const [ofContent, ofStyle] = [contentMasks, styledMasks].map((all) => ofClasses(all, weighed));
    const inputs = {
      grams: maskedGrams(positionsOf(content), positionsOf(ofContent)),
      styleGrams: maskedGrams(positionsOf(styled), positionsOf(ofStyle)),
      masks: ofContent,
      styleMasks: ofStyle,
      weights: classWeights ? ofClasses(classWeights, weighed) : ones<Rank.R1>([classes]),
    };
    const factor = batchFactor(reduction, isSingle, content.shape[0]);
    return maskedStyleDistance(inputs, { areaWeighted, factor }) as Reduced<R>;
  });
}

const maskShape = (features: Tensor, classes: number | null) => [...features.shape.slice(0, -1), classes];

/** The entries of some classes, along the last axis. */
function ofClasses<T extends Tensor>(x: T, classes: number[]): T {
  if (classes.length === x.shape.at(-1)) return x;
  const before = x.shape.slice(0, -1);
  const slices = classes.map((k) => slice(x, [...before.map(() => 0), k], [...before, 1]));
  return slices.length === 1 ? (slices[0] as T) : (concat(slices, x.rank - 1) as T);
}
