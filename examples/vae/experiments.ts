import * as tf from '@tensorflow/tfjs-core';
import { importanceWeightedBound } from 'diffblocks/variational';
import { cosine, train } from '../support/network';
import { noise } from '../support/noise';
import { mosaic, png } from '../support/png';
import { activeUnits, autoencoder, logLikelihood } from './autoencoder';
import { gaussianGrid } from './gaussianGrid';

type OnProgress = (fraction: number) => Promise<void>;

export interface Bounds {
  latent: number;
  /** The bound in nats, by the number of digits seen. */
  curves: Record<'training' | 'test', [digits: number, nats: number][]>;
  active: number;
  /** Pictures of digits decoded from z, as URIs: drawn from the prior, and at its quantiles if z has two dimensions. */
  samples: string;
  manifold?: string;
}

export interface BoundSettings {
  /** Ends training after this time, with fewer steps. */
  seconds?: number;
  steps: number;
  batchSize: number;
  rate: number;
}

/** Kingma & Welling's figure 2: the bound of grey digits during training. */
export async function bounds(
  latent: number,
  known: tf.Tensor4D,
  test: tf.Tensor4D,
  { steps, batchSize, rate, seconds }: BoundSettings,
  onProgress: OnProgress,
): Promise<Bounds> {
  const model = autoencoder({ latent, hidden: [500] });
  const random = noise('normal', 1);
  const some = { training: tf.slice(known, 0, 5000), test: tf.slice(test, 0, 5000) };
  const curves: Bounds['curves'] = { training: [], test: [] };
  await train({
    data: [known],
    loss: ([images]) => tf.neg(model.bound(images, { noise: random.take([batchSize, latent]) })),
    variables: model.variables,
    steps,
    batchSize,
    learningRate: cosine(rate),
    seconds,
    onProgress: async (step) => {
      for (const name of ['training', 'test'] as const) {
        const bound = tf.tidy(() => model.bound(some[name], { seed: 7 }));
        curves[name].push([step * batchSize, (await bound.data())[0]]);
        bound.dispose();
      }
      await onProgress(step / steps);
    },
  });
  const active = await activeUnits(model, some.test);
  const picture = async (z: () => tf.Tensor) => {
    const image = tf.tidy(() => mosaic(model.decode(z()), 20));
    const uri = await png(image);
    image.dispose();
    return uri;
  };
  const samples = await picture(() => tf.randomNormal([40, latent], 0, 1, 'float32', 11));
  const manifold = latent === 2 ? await picture(() => gaussianGrid(20)) : undefined;
  model.dispose();
  random.dispose();
  tf.dispose(some);
  return { latent, curves, active, samples, manifold };
}

export interface Likelihood {
  k: number;
  steps: number;
  batchSize: number;
  nats: number;
  active: number;
}

export interface LikelihoodSettings extends BoundSettings {
  /** Draws of z for each digit in the bound. */
  k: number;
  /** Draws of z for each test digit in the estimate of its likelihood. */
  judgeSamples: number;
}

/** Burda et al.: the log likelihood of binary test digits, after training on digits that are binarized in each step. */
export async function likelihood(
  { k, steps, batchSize, rate, seconds, judgeSamples }: LikelihoodSettings,
  known: tf.Tensor4D,
  test: tf.Tensor4D,
  onProgress: OnProgress,
): Promise<Likelihood> {
  const model = autoencoder({ latent: 50, hidden: [200, 200], activation: tf.tanh });
  const [uniform, normal] = [noise('uniform', 1), noise('normal', 2)];
  const taken = await train({
    data: [known],
    loss: ([grey]) => {
      const images = binarized(grey, uniform.take(grey.shape));
      const bound =
        k === 1
          ? model.bound(images, { noise: normal.take([batchSize, model.latent]) })
          : importanceWeightedBound(model.logWeights(images, k, { noise: normal.take([k, batchSize, model.latent]) }));
      return tf.neg(bound as tf.Scalar);
    },
    variables: model.variables,
    steps,
    batchSize,
    learningRate: cosine(rate),
    seconds,
    onProgress: (step) => onProgress(step / steps),
  });
  const judged = tf.tidy(() => binarized(test, tf.randomUniform(test.shape, 0, 1, 'float32', 3)));
  const nats = await logLikelihood(model, judged, judgeSamples);
  const active = await activeUnits(model, judged);
  model.dispose();
  uniform.dispose();
  normal.dispose();
  judged.dispose();
  return { k, steps: taken, batchSize, nats, active };
}

/** Each pixel is 1 with its grey value as the probability. */
const binarized = (images: tf.Tensor4D, random: tf.Tensor): tf.Tensor4D =>
  tf.cast(tf.greater(images, random), 'float32') as tf.Tensor4D;
