import { reshape, type Tensor, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { toBatch } from '../internal/batch';
import { isTensor } from '../internal/describe';

/**
 * Returns features of an image by name, each `[batch, height, width, channels]`, or without the batch axis for one
 * example. It owns no tensors; the caller owns the results.
 */
export type FeatureExtractor<Name extends string = string> = <
  T extends Tensor | TensorLike,
  Features extends SameRank<T> = SameRank<T>,
>(
  image: T,
) => Record<Name, Features>;

/**
 * Makes an extractor from a function of batches: it checks the image, casts it, adds and removes the batch axis, and
 * disposes intermediate tensors. `isInteger` says whether the image was an int32 tensor.
 */
export const featureExtractor = <Name extends string>(
  functionName: string,
  channels: number | null,
  featuresOf: (images: Tensor4D, isInteger: boolean) => Record<Name, Tensor4D>,
): FeatureExtractor<Name> =>
  ((image: Tensor | TensorLike) =>
    tidy(() => {
      const given = tensorArgument(functionName, 'image', image, { rank: [3, 4] });
      tensorArgument(functionName, 'image', given, { shape: [...given.shape.slice(0, -1), channels] });
      const features = featuresOf(toBatch(given, 4), isTensor(image) && image.dtype === 'int32');
      const names = Object.keys(features) as Name[];
      return Object.fromEntries(names.map((name) => [name, ownFeatures(features[name], given.rank === 3)]));
    })) as FeatureExtractor<Name>;

/**
 * A new tensor, even if the features are the image itself or have two names; without the batch axis for one example.
 */
const ownFeatures = (features: Tensor4D, unbatched: boolean): Tensor =>
  reshape(features, features.shape.slice(unbatched ? 1 : 0)); // tfjs's clone copies the numbers on WASM
