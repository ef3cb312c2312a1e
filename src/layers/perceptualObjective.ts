import { add, mul, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, numberArgument, requireSameShape } from '../internal/arguments';
import { describe, isTensor, typeName } from '../internal/describe';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { zerosOf } from '../ops/zerosOf';
import { contentLoss } from '../style/contentLoss';
import type { FeatureExtractor } from '../style/featureExtractor';
import { styleLoss } from '../style/styleLoss';
import type { Objective } from './bernoulliObjective';

export interface PerceptualObjectiveOptions<Name extends string = string> {
  /** Weights of content losses, by feature name. */
  content?: { readonly [Layer in Name]?: number };
  /** Weights of style losses, by feature name. */
  style?: { readonly [Layer in Name]?: number };
}

/**
 * Content and style losses as a loss for `model.compile`: the distance between the model's output image and the target
 * image in a space of features.
 *
 *     Σ_layers content · ½ Σ (F − P)² + style · Σ (G − A)² / (4 C²)
 *
 * for each example. The target is also an image, `[batch, height, width, channels]`.
 *
 * @param features A function of an image that returns features by name, from `layersFeatures` or `randomFilterBank`.
 * @param options `content` and `style`: weights by feature name. At least one is needed; a loss of weight 0 is not
 * computed.
 * @returns A function of (yTrue, yPred), whose result is `[batch]`.
 * @throws ArgumentError if features is not a function, no weight is given, a weight is not a finite number or names no
 * feature, or an option is unknown; when called, if images to compare by content differ in size.
 *
 * @example
 * const features = randomFilterBank({ seed: 1 });
 * const loss = perceptualObjective(features, { content: { [Object.keys(features(tf.zeros([32, 32, 3])))[0]]: 1 } });
 * loss(tf.zeros([2, 32, 32, 3]), tf.zeros([2, 32, 32, 3])).print(); // [0, 0]
 *
 * @see Johnson et al. 2016, "Perceptual losses for real-time style transfer and super-resolution", eq. 2 and 4, with
 * the constants of Gatys et al. 2016.
 */
export function perceptualObjective<Name extends string>(
  features: FeatureExtractor<Name>,
  options: PerceptualObjectiveOptions<NoInfer<Name>>,
): Objective {
  functionArgument('perceptualObjective', 'features', features);
  const { content, style } = optionsArgument('perceptualObjective', options, { content: {}, style: {} });
  const weights = { content: weightsArgument<Name>('content', content), style: weightsArgument<Name>('style', style) };
  if (Object.keys(content).length + Object.keys(style).length === 0) {
    throw new ArgumentError('perceptualObjective', 'no weight is given', 'weights of content or style', 'none');
  }
  const weighed = Object.values(weights)
    .flat()
    .map(([name]) => name);
  return (yTrue, yPred) =>
    tidy(() => {
      const [generated, target] = [features<Tensor>(yPred), features<Tensor>(yTrue)] as Record<Name, Tensor>[];
      for (const name of weighed) choiceArgument('perceptualObjective', 'feature', name, Object.keys(generated));
      const none = { reduction: 'none' } as const;
      let total = zerosOf<Tensor1D>([yPred], [yPred.shape[0]]);
      for (const [name, weight] of weights.content) {
        requireSameShape('perceptualObjective', `${name} of yTrue`, target[name], `${name} of yPred`, generated[name]);
        total = add(total, mul(contentLoss(generated[name], target[name], none), weight));
      }
      for (const [name, weight] of weights.style) {
        total = add(total, mul(styleLoss(generated[name], target[name], none), weight));
      }
      return total;
    });
}

/** The weights that are not 0. */
function weightsArgument<Name extends string>(kind: string, weights: object): [Name, number][] {
  if (typeName(weights) !== 'Object' || isTensor(weights)) {
    throw new ArgumentError('perceptualObjective', `${kind} is not an object`, 'weights by name', describe(weights));
  }
  const entries = Object.entries(weights) as [Name, number][];
  for (const [name, weight] of entries) numberArgument('perceptualObjective', `${kind} weight of '${name}'`, weight);
  return entries.filter(([, weight]) => weight !== 0);
}
