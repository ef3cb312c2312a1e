import * as tf from '@tensorflow/tfjs-core';
import { importanceLogWeights, logMarginal, reparameterize } from 'diffblocks/variational';
import { multilayerPerceptron } from '../support/network';
import { noise } from '../support/noise';
import { type Draw, variationalAutoencoder } from './bound';

export const pixels = 28 ** 2;

interface Sizes {
  latent: number;
  /** The hidden layers of the encoder. */
  hidden: readonly number[];
  /** Those of the decoder, by default the encoder's in reverse. */
  decoderHidden?: readonly number[];
  /** The function of the hidden layers, by default ReLU. */
  activation?: (x: tf.Tensor) => tf.Tensor;
}

/** A variational autoencoder of digits `[batch, 28, 28, 1]` with a Bernoulli decoder. */
export function autoencoder({ latent, hidden, decoderHidden = [...hidden].reverse(), activation }: Sizes) {
  const encoder = multilayerPerceptron([pixels, ...hidden, 2 * latent], { seed: 1, activation });
  const decoder = multilayerPerceptron([latent, ...decoderHidden, pixels], { seed: 101, activation });

  const { encode, decode, pass, bound } = variationalAutoencoder(encoder, decoder);
  /** log w of `samples` draws of z for each image: `[samples, batch]`. */
  const logWeights = (images: tf.Tensor, samples: number, draw: Draw) => {
    const { mean, logVariance } = encode(images);
    const sample = reparameterize(mean, logVariance, { samples, ...draw });
    const logits = tf.reshape(decoder.apply(tf.reshape(sample, [-1, latent])), [samples, -1, pixels]);
    return importanceLogWeights(tf.reshape(images, [-1, pixels]), { logits }, { mean, logVariance, sample });
  };

  return {
    latent,
    variables: [...encoder.variables, ...decoder.variables],
    encode,
    /** The probabilities of the pixels. */
    decode: (z: tf.Tensor) => tf.reshape(decode(z), [-1, 28, 28, 1]) as tf.Tensor4D,
    pass,
    bound,
    logWeights,
    dispose() {
      encoder.dispose();
      decoder.dispose();
    },
  };
}

export type Autoencoder = ReturnType<typeof autoencoder>;

/** The mean over the images of log p(x), estimated from `samples` draws of z for each, in nats. */
export async function logLikelihood({ latent, logWeights }: Autoencoder, images: tf.Tensor4D, samples: number) {
  const [batch, draws] = [100, Math.min(samples, 250)]; // at once, within 80 MB
  const random = noise('normal', 5);
  const values: number[] = [];
  for (let from = 0; from < images.shape[0]; from += batch) {
    const estimate = tf.tidy(() => {
      const some = tf.slice(images, from, Math.min(batch, images.shape[0] - from));
      // The mean weight is the mean over runs of their mean weights.
      const runs = Array.from({ length: samples / draws }, () =>
        tf.tidy(() => logMarginal(logWeights(some, draws, { noise: random.take([draws, some.shape[0], latent]) }))),
      );
      return logMarginal(tf.stack(runs));
    });
    values.push(...(await estimate.data()));
    estimate.dispose();
  }
  random.dispose();
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
