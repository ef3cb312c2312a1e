import * as tf from '@tensorflow/tfjs-core';
import { elbo, gaussianLogLikelihood, reparameterize, sampleGumbel } from 'diffblocks/variational';

/** A draw of z for each image, and its distribution. */
type Drawn = Record<'mean' | 'logVariance' | 'sample', tf.Tensor>;

/**
 * A prior of z with parameters, to be trained with those of the autoencoder: a mixture of Gaussians, p(z) = Σ_k π_k
 * N(z; μ_k, σ_k²). One Gaussian would also cover the gaps between the codes of the data, where the decoder has learnt
 * nothing (Tomczak & Welling 2018, "VAE with a VampPrior").
 */
export function mixturePrior({ components, latent }: { components: number; latent: number }) {
  const variable = (initial: () => tf.Tensor) => tf.tidy(() => tf.variable(initial()));
  const means = variable(() => tf.randomNormal([components, latent], 0, 1, 'float32', 51));
  const logVariances = variable(() => tf.fill([components, latent], -1));
  const logits = variable(() => tf.zeros([components])) as tf.Variable<tf.Rank.R1>;

  const logDensity = (z: tf.Tensor) => {
    const ofEach = tf.sum(gaussianLogLikelihood(tf.expandDims(z, 1), means, logVariances), 2);
    return tf.logSumExp(tf.add(ofEach, tf.logSoftmax(logits)), 1);
  };
  return {
    variables: [means, logVariances, logits],
    /** The terms of the bound with this prior, for each image. `elbo` takes N(0, 1), hence `beta: 0`. */
    terms(x: tf.Tensor, decoded: { logits: tf.Tensor }, { mean, logVariance, sample }: Drawn) {
      const logLikelihood = elbo(x, decoded, { mean, logVariance }, { beta: 0, reduction: 'none' });
      const logPosterior = tf.sum(gaussianLogLikelihood(sample, mean, logVariance), 1);
      return { logLikelihood, kl: tf.sub(logPosterior, logDensity(sample)) };
    },
    /** `[count, latent]`. The largest of the logits with Gumbel's noise is k with the probability π_k. */
    sample(count: number, seed: number): tf.Tensor {
      return tf.tidy(() => {
        const noisy = sampleGumbel(tf.zeros([count, components]), 1, { seed });
        const chosen = tf.argMax(tf.add(noisy, logits), 1);
        return reparameterize(tf.gather(means, chosen), tf.gather(logVariances, chosen), { seed: seed + 1 });
      });
    },
  };
}
