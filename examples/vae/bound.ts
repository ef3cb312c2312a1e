import * as tf from '@tensorflow/tfjs-core';
import { elbo, type ReparameterizeOptions, reparameterize } from 'diffblocks/variational';

/** A network from rows of numbers to rows of numbers. */
interface Network {
  apply(x: tf.Tensor): tf.Tensor2D;
}

/** ε, or the seed to draw it from. */
export type Draw = Pick<ReparameterizeOptions, 'noise' | 'seed'>;

/**
 * A variational autoencoder (Kingma & Welling 2014) with a Bernoulli decoder: `encoder` maps `[batch, pixels]` to the
 * means and log variances of z, `[batch, 2 latent]`; `decoder` maps z to logits `[batch, pixels]`. To train it:
 * `optimizer.minimize(() => tf.neg(bound(images, { seed: step })))`.
 */
export function variationalAutoencoder(encoder: Network, decoder: Network) {
  const encode = (images: tf.Tensor) => {
    const [mean, logVariance] = tf.split(encoder.apply(images), 2, 1);
    return { mean, logVariance } as { mean: tf.Tensor2D; logVariance: tf.Tensor2D };
  };
  /** The images, the logits decoded from one draw of z for each, z and its distribution: the arguments of `elbo`. */
  const pass = (images: tf.Tensor, draw: Draw) => {
    const posterior = encode(images);
    const sample = reparameterize(posterior.mean, posterior.logVariance, draw);
    const logits = decoder.apply(sample);
    return [tf.reshape(images, logits.shape), { logits }, { ...posterior, sample }] as const;
  };
  return {
    encode,
    pass,
    /** The probabilities of the pixels. */
    decode: (z: tf.Tensor) => tf.sigmoid(decoder.apply(z)),
    /** The bound on log p(x) in nats, averaged over the images. */
    bound: (images: tf.Tensor, draw: Draw) => elbo(...pass(images, draw)) as tf.Scalar,
  };
}
