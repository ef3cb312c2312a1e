import * as tf from '@tensorflow/tfjs-core';
import { elbo, importanceLogWeights, logMarginal, reparameterize } from 'diffblocks/variational';
import { multilayerPerceptron } from '../support/network';

export const pixels = 28 ** 2;

interface Sizes {
  latent: number;
  /** The hidden layers of the encoder; the decoder has the same in reverse. */
  hidden: readonly number[];
}

/** A variational autoencoder of digits `[batch, 28, 28, 1]` with a Bernoulli decoder. */
export function autoencoder({ latent, hidden }: Sizes) {
  const encoder = multilayerPerceptron([pixels, ...hidden, 2 * latent], { seed: 1 });
  const decoder = multilayerPerceptron([latent, ...[...hidden].reverse(), pixels], { seed: 101 });

  const encode = (images: tf.Tensor) => {
    const [mean, logVariance] = tf.split(encoder.apply(images), 2, 1);
    return { mean, logVariance } as { mean: tf.Tensor2D; logVariance: tf.Tensor2D };
  };
  /** The images, the logits decoded from one draw of z for each, and the distribution of z: the arguments of `elbo`. */
  const pass = (images: tf.Tensor, seed: number) => {
    const posterior = encode(images);
    const z = reparameterize(posterior.mean, posterior.logVariance, { seed });
    return [tf.reshape(images, [-1, pixels]) as tf.Tensor2D, { logits: decoder.apply(z) }, posterior] as const;
  };
  /** log w of `samples` draws of z for each image: `[samples, batch]`. */
  const logWeights = (images: tf.Tensor, samples: number, seed: number) => {
    const { mean, logVariance } = encode(images);
    const sample = reparameterize(mean, logVariance, { samples, seed });
    const logits = tf.reshape(decoder.apply(tf.reshape(sample, [-1, latent])), [samples, -1, pixels]);
    return importanceLogWeights(tf.reshape(images, [-1, pixels]), { logits }, { mean, logVariance, sample });
  };

  return {
    variables: [...encoder.variables, ...decoder.variables],
    encode,
    /** The probabilities of the pixels. */
    decode: (z: tf.Tensor) => tf.reshape(tf.sigmoid(decoder.apply(z)), [-1, 28, 28, 1]) as tf.Tensor4D,
    pass,
    logWeights,
    /** The bound on log p(x) in nats, averaged over the images. */
    bound: (images: tf.Tensor, seed: number) => elbo(...pass(images, seed)) as tf.Scalar,
    dispose() {
      encoder.dispose();
      decoder.dispose();
    },
  };
}

export type Autoencoder = ReturnType<typeof autoencoder>;

/** The mean over the images of log p(x), estimated from `samples` draws of z for each, in nats. */
export async function logLikelihood({ logWeights }: Autoencoder, images: tf.Tensor4D, samples: number) {
  const [batch, draws] = [20, Math.min(samples, 250)]; // at once, within 16 MB
  const values: number[] = [];
  for (let from = 0; from < images.shape[0]; from += batch) {
    const estimate = tf.tidy(() => {
      const some = tf.slice(images, from, Math.min(batch, images.shape[0] - from));
      // The mean weight is the mean over runs of their mean weights.
      const runs = Array.from({ length: samples / draws }, (_, run) =>
        tf.tidy(() => logMarginal(logWeights(some, draws, 1 + from + run / samples))),
      );
      return logMarginal(tf.stack(runs));
    });
    values.push(...(await estimate.data()));
    estimate.dispose();
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The number of latent dimensions whose mean has a variance above 0.01 over the images (Burda et al. 2016). */
export async function activeUnits({ encode }: Autoencoder, images: tf.Tensor4D): Promise<number> {
  const count = tf.tidy(() =>
    tf.sum(tf.cast(tf.greater(tf.moments(encode(images).mean, 0).variance, 0.01), 'float32')),
  );
  const [units] = await count.data();
  count.dispose();
  return units;
}
