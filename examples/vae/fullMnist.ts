import * as tf from '@tensorflow/tfjs-core';
import { importanceWeightedBound } from 'diffblocks/variational';
import type { Example } from '../support/example';
import { digits } from '../support/mnist';
import { train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, fixed, pictures, table } from '../support/report';
import { type Autoencoder, activeUnits, autoencoder, logLikelihood } from './autoencoder';

const batchSize = 100;
const rates = [1e-3, 1e-3, 5e-4, 2e-4, 1e-4];

export interface FullSettings {
  /** Training steps of each autoencoder of the figure, and of the one on binary digits. */
  steps: number;
  binarySteps: number;
  /** The same for the bound of `samples` draws. */
  weightedSteps: number;
  samples: number;
  /** Test digits whose log likelihood is estimated, and draws of z for each. */
  judged: number;
  judgeSamples: number;
}

const settings: FullSettings = {
  steps: 12_000,
  binarySteps: 60_000,
  weightedSteps: 12_000,
  samples: 50,
  judged: 1000,
  judgeSamples: 5000,
};

/** The cost of a step beside one of k = 1: the encoder runs once, the decoder k times. */
const costOf = (k: number) => (1 + k) / 2;

/** Figures 2 and 4 of Kingma & Welling, and the log likelihoods of Burda et al. 2016, on all of MNIST. */
export const fullMnist: Example = (context) => mnistExperiment(context, settings);

export async function mnistExperiment(
  { progress }: Pick<Parameters<Example>[0], 'progress'>,
  { steps, binarySteps, weightedSteps, samples, judged, judgeSamples }: FullSettings,
) {
  const known = await digits('train', { count: 60_000 });
  const test = await digits('test', { count: 10_000 });
  const some = { training: tf.slice(known.images, 0, 5000), test: tf.slice(test.images, 0, 5000) };
  const latents = [2, 3, 5, 10, 20];
  const total = latents.length * steps + binarySteps + costOf(samples) * weightedSteps;
  let done = 0;

  const learn = async (
    model: Autoencoder,
    note: string,
    count: number,
    loss: (images: tf.Tensor4D, step: number) => tf.Scalar,
    onProgress: (step: number) => Promise<void> = async () => {},
    cost = 1,
  ) => {
    await train({
      data: [known.images],
      loss: ([images], step) => loss(images, step),
      variables: model.variables,
      steps: count,
      batchSize,
      learningRate: rates,
      onProgress: async (step) => {
        await onProgress(step);
        await progress((done + cost * step) / total, note);
      },
    });
    done += cost * count;
  };
  const measure = async (bound: () => tf.Scalar) => {
    const value = tf.tidy(bound);
    const [nats] = await value.data();
    value.dispose();
    return nats;
  };

  // Figure 2: the bound of grey digits during training, by the number of latent dimensions.
  const curves: { name: string; points: [number, number][] }[] = [];
  const rows: (string | number)[][] = [];
  const images: tf.Tensor3D[] = [];
  for (const latent of latents) {
    const model = autoencoder({ latent, hidden: [500] });
    const points = { training: [] as [number, number][], test: [] as [number, number][] };
    const at = async (step: number) => {
      for (const name of ['training', 'test'] as const) {
        points[name].push([step * batchSize, await measure(() => model.bound(some[name], 7))]);
      }
    };
    const loss = (x: tf.Tensor4D, step: number) => tf.neg<tf.Scalar>(model.bound(x, step));
    await learn(model, `${latent} latent dimensions`, steps, loss, at);
    if (latent === 2) images.push(tf.tidy(() => mosaic(model.decode(gaussianGrid(20)), 20)));
    else curves.push(...Object.entries(points).map(([name, points]) => ({ name: `${latent}, ${name}`, points })));
    const last = (name: 'training' | 'test') => fixed(points[name][points[name].length - 1][1]);
    rows.push([latent, last('training'), last('test'), await activeUnits(model, some.test)]);
    const drawn = () => model.decode(tf.randomNormal([40, latent], 0, 1, 'float32', 11));
    images.push(tf.tidy(() => mosaic(drawn(), 20)));
    model.dispose();
  }

  // Burda et al.: binary digits, drawn anew in each step.
  const binary = { latent: 50, hidden: [200, 200] };
  const judgedDigits = tf.tidy(() => binarized(tf.slice(test.images, 0, judged), 3));
  const likelihoods: { k: number; nats: number; active: number; count: number; literature: string }[] = [];
  for (const [k, count, literature] of [
    [1, binarySteps, '−86.8'],
    [samples, weightedSteps, '−84.8'],
  ] as const) {
    const model = autoencoder(binary);
    const bound = (x: tf.Tensor4D, step: number) =>
      k === 1
        ? model.bound(binarized(x, step + 0.5), step)
        : (importanceWeightedBound(model.logWeights(binarized(x, step + 0.5), k, step)) as tf.Scalar);
    await learn(model, `binary digits, k = ${k}`, count, (x, step) => tf.neg(bound(x, step)), undefined, costOf(k));
    const nats = await logLikelihood(model, judgedDigits, judgeSamples);
    likelihoods.push({ k, nats, active: await activeUnits(model, judgedDigits), count, literature });
    model.dispose();
  }

  const [manifold, ...drawn] = await Promise.all(images.map(png));
  tf.dispose([{ ...known }, { ...test }, some, images, judgedDigits]);
  const digitsOf = (count: number) => ((count * batchSize) / 60_000).toFixed(0);
  return {
    title: 'Auto-encoding variational Bayes, on all of MNIST',
    paper: 'Kingma and Welling 2014, figures 2 and 4; Burda et al. 2016, table 1',
    findings: likelihoods.map(({ k, nats, literature }) => ({
      label: `log p(x), test digits, trained with k = ${k} (Burda et al.: ${literature})`,
      value: `${fixed(nats, 2)} nats`,
    })),
    text: [
      `Encoder and decoder have a hidden layer of 500 units, and train on grey digits for ${digitsOf(steps)} epochs with Adam on batches of ${batchSize}, at rates from ${rates[0]} down to ${rates[rates.length - 1]}. The paper uses Adagrad and up to 10⁸ digits.`,
      `For the log likelihoods, both have two layers of 200 units and 50 latent dimensions, and each step draws binary digits anew. They train for ${digitsOf(binarySteps)} epochs with k = 1 and ${digitsOf(weightedSteps)} with k = ${samples}, where Burda et al. take 3,280. log p(x) is the mean over ${judged.toLocaleString('en')} test digits, from ${judgeSamples.toLocaleString('en')} draws of z each.`,
    ],
    figures: [
      figure(
        plot(curves, { x: 'digits seen', y: 'bound (nats)' }),
        'The bound during training, by the number of latent dimensions (figure 2 of the paper).',
      ),
      table(
        ['latent dimensions', 'bound, training digits', 'bound, test digits', 'active units'],
        rows,
        'The end of training. A unit is active if the variance of its mean over the test digits exceeds 0.01.',
      ),
      table(
        ['k', 'log p(x), test digits', 'active units of 50', 'epochs', 'Burda et al. 2016'],
        likelihoods.map(({ k, nats, active, count, literature }) => [
          k,
          fixed(nats, 2),
          active,
          digitsOf(count),
          literature,
        ]),
        'Binary digits.',
      ),
      pictures(
        [{ label: 'two latent dimensions', src: manifold, width: 580 }],
        'The manifold of digits: z at equally spaced quantiles of the prior (figure 4 of the paper).',
        { pixelated: true },
      ),
      pictures(
        drawn.map((src, index) => ({ label: `${latents[index]} latent dimensions`, src, width: 580 })),
        'Samples drawn from the prior.',
        { pixelated: true },
      ),
    ],
  };
}

/** Each pixel is 1 with its grey value as the probability. */
const binarized = (images: tf.Tensor4D, seed: number): tf.Tensor4D =>
  tf.cast(tf.greater(images, tf.randomUniform(images.shape, 0, 1, 'float32', seed)), 'float32') as tf.Tensor4D;

/** Points `[side², 2]` at the quantiles (i + ½) / side of the standard normal, from the top left. */
function gaussianGrid(side: number): tf.Tensor2D {
  const quantiles = Array.from({ length: side }, (_, i) => normalQuantile((i + 0.5) / side));
  return tf.tensor2d(quantiles.flatMap((y) => quantiles.map((x) => [x, -y])));
}

/** The inverse of the normal distribution function, by bisection; good for probabilities from 1e-4 to 1 − 1e-4. */
function normalQuantile(probability: number): number {
  let [low, high] = [-4, 4];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** ½ + φ(z) (z + z³/3 + z⁵/(3·5) + ...) */
function normalDistribution(z: number): number {
  let [term, sum] = [z, z];
  for (let odd = 3; odd < 120; odd += 2) {
    term *= z ** 2 / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
}
