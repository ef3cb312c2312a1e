import { argMax, cast, dispose, keep, oneHot, reshape, stack, type Tensor, tidy, unstack } from '@tensorflow/tfjs-core';
import { choiceArgument, numberArgument } from '../../internal/arguments';
import { finiteValues } from '../../internal/finiteValues';
import { optionsArgument } from '../../internal/optionsArgument';
import { OwnedTensors } from '../../internal/ownedTensors';
import { sampleBatch } from '../../ops/sampling/sampleBatch';
import { gridsOf, registerBatch } from '../../registration/registerBatch';
import {
  type RegisterOptions,
  type RegistrationSettings,
  registrationDefaults,
  registrationSettings,
} from '../../registration/registrationSettings';
import { identityTheta } from '../../spatial/linearGrid';
import { disposable } from '../disposable';
import { groupsOf } from '../groupsOf';
import type { BuiltInReverseClassifier, ReverseExample } from './reverseClassifier';

export interface RegistrationClassifierOptions
  extends Omit<RegisterOptions, 'onProgress' | 'signal' | 'initialTheta' | 'similarity'> {
  /** The similarity of images: `'crossCorrelation'` (the default) or `'squaredDifference'`. */
  similarity?: 'crossCorrelation' | 'squaredDifference';
  /** The number of images of equal size that are registered at a time (default 16). */
  batchSize?: number;
}

/**
 * A reverse classifier without training: it registers its image to each image to segment, and warps the segmentation
 * along.
 *
 * `segment(image)` finds the map from `image` (fixed) to the image that the classifier was fitted on (moving), as
 * `register` does. There it samples the one-hot segmentation linearly and takes the largest class for each pixel;
 * pixels that map outside are class 0. Images of equal size are registered in batches, which is faster than one by one
 * if they are small.
 *
 * @param options Options of `register` except `initialTheta`, `onProgress`, `signal` and a function as `similarity`; also
 * `batchSize` (default 16).
 * @returns A reverse classifier for `reverseClassificationAccuracy`.
 * @throws ArgumentError if an option is unknown or out of range, or, from `segment`, an image is not finite.
 *
 * @example
 * const blob = (x) => {
 *   const row = tf.exp(tf.mul(tf.square(tf.sub(tf.range(0, 16), x)), -0.1));
 *   return tf.tile(tf.reshape(row, [1, 16, 1]), [16, 1, 1]);
 * };
 * const fitted = await registrationClassifier({ transform: ['affine'] }).fit({
 *   image: blob(6),
 *   segmentation: tf.squeeze(tf.cast(tf.greater(blob(6), 0.5), 'int32'), [2]),
 *   classes: 2,
 * });
 * const labels = await fitted.segment(blob(9));
 * tf.slice(labels, [8, 0], [1, 16]).print(); // [[0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0]]
 * fitted.dispose();
 *
 * @see Valindria et al. 2017, "Reverse classification accuracy: predicting segmentation performance in the absence
 * of ground truth", section II-B, single-atlas label propagation.
 */
export function registrationClassifier(options?: RegistrationClassifierOptions): BuiltInReverseClassifier {
  const { batchSize, ...given } = optionsArgument('registrationClassifier', options, {
    ...registrationDefaults,
    batchSize: 16,
  });
  numberArgument('registrationClassifier', 'batchSize', batchSize, { atLeast: 1, integer: true });
  choiceArgument('registrationClassifier', 'similarity', given.similarity, ['crossCorrelation', 'squaredDifference']);
  const settings = registrationSettings('registrationClassifier', given);
  return {
    async fit({ image, segmentation, classes, signal }: ReverseExample) {
      const atlas = tidy(() => ({
        image: keep(reshape(image, [1, ...image.shape])),
        masks: keep(cast(oneHot(reshape(segmentation, [1, ...segmentation.shape]) as Tensor, classes), 'float32')),
      }));
      const segmentAll = async (images: Tensor[]): Promise<Tensor[]> => {
        const owned = new OwnedTensors();
        try {
          const labels = new Array<Tensor>(images.length);
          for (const batch of batchesOfOneSize(images, batchSize)) {
            const warped = await warpedLabels(
              atlas,
              batch.map((index) => images[index]),
              settings,
              signal,
            );
            for (const [k, index] of batch.entries()) labels[index] = owned.add(warped[k]);
          }
          return labels.map((tensor) => owned.release(tensor));
        } finally {
          owned.dispose();
        }
      };
      const segment = async (target: Tensor) => (await segmentAll([target]))[0];
      return disposable({ segment, segmentAll }, () => dispose([atlas.image, atlas.masks]));
    },
  };
}

/** The indices of images, grouped by image size. */
function batchesOfOneSize(images: Tensor[], batchSize: number): number[][] {
  const bySize = new Map<string, number[]>();
  for (const [index, { shape }] of images.entries()) {
    bySize.set(shape.join(), [...(bySize.get(shape.join()) ?? []), index]);
  }
  return [...bySize.values()].flatMap((indices) => groupsOf(indices, batchSize));
}

async function warpedLabels(
  atlas: { image: Tensor; masks: Tensor },
  images: Tensor[],
  settings: RegistrationSettings,
  signal: AbortSignal | undefined,
): Promise<Tensor[]> {
  const size = images[0].shape.slice(0, -1);
  const { fixed, start } = tidy(() => ({ fixed: stack(images), start: identityTheta(images.length, size.length) }));
  try {
    await finiteValues('registrationClassifier', 'the image it was fitted on', atlas.image);
    await finiteValues('registrationClassifier', 'image', fixed);
    const maps = await registerBatch({ moving: atlas.image, fixed }, start, {
      functionName: 'registrationClassifier',
      ...settings,
      signal,
    });
    const labels = tidy(() => {
      const sampling = { interpolation: 'linear', padding: 'zeros', alignCorners: false } as const;
      return unstack(argMax(sampleBatch(atlas.masks, gridsOf(maps, size), sampling), -1));
    });
    dispose([maps.theta, ...(maps.controlPoints ? [maps.controlPoints] : [])]);
    return labels;
  } finally {
    dispose([fixed, start]);
  }
}
