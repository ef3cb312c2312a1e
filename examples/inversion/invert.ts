import * as tf from '@tensorflow/tfjs-core';
import { type LbfgsOptions, type LbfgsResult, lbfgs } from 'diffblocks/optimize';
import { alphaNormLoss, featureInversionLoss, totalVariationLoss } from 'diffblocks/style';

type Terms = Record<string, tf.Scalar>;
const sum = (terms: Terms) => tf.addN(Object.values(terms));

/** Weights of the priors, per pixel. They penalize values far from grey, and differences between neighbours. */
const priors = { alphaNorm: 0.1, variation: 1 };

/**
 * Recovers a photograph `[height, width, 3]` in [0, 1] from its features (Mahendran & Vedaldi 2015, eq. 1, with the
 * priors of section 3). L-BFGS changes the pixels of noise; `total` adds the terms of the loss.
 */
export async function invert(
  features: (image: tf.Tensor3D) => tf.Tensor3D,
  photo: tf.Tensor3D,
  options: LbfgsOptions<tf.Tensor3D>,
  total = sum,
): Promise<LbfgsResult<tf.Tensor3D>> {
  const target = tf.tidy(() => features(photo));
  const pixels = photo.shape[0] * photo.shape[1];
  const loss = (image: tf.Tensor3D) =>
    total({
      features: featureInversionLoss(features(image), target),
      'α-norm': tf.mul(alphaNormLoss(tf.sub(image, 0.5)), priors.alphaNorm / pixels),
      'total variation': tf.mul(totalVariationLoss(image), priors.variation / pixels),
    }) as tf.Scalar;
  const noise = tf.randomUniform<tf.Rank.R3>(photo.shape, 0.4, 0.6, 'float32', 1);
  const result = await lbfgs(loss, noise, { bounds: { lower: 0, upper: 1 }, ...options });
  tf.dispose([noise, target]);
  return result;
}
