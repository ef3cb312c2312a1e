import * as tf from '@tensorflow/tfjs-core';
import type { Example, Section } from '../support/example';
import { digits } from '../support/mnist';
import { plot } from '../support/plot';
import { figure, fixed, pictures, table } from '../support/report';
import { type Bounds, bounds, type Likelihood, type LikelihoodSettings, likelihood } from './experiments';

/** The numbers of latent dimensions: 2 for the manifold, the others for the curves of figure 2. */
export const latents = [2, 3, 5, 10, 20];
export const boundSettings = { steps: 12_000, batchSize: 100, rate: 1e-3 };
export const likelihoodSettings: readonly LikelihoodSettings[] = [
  { k: 1, steps: 60_000, batchSize: 100, rate: 1e-3, judgeSamples: 1000 },
  { k: 50, steps: 12_000, batchSize: 100, rate: 1e-3, judgeSamples: 1000 },
];
/** Burda et al. 2016, table 1. */
const literature: Record<number, string> = { 1: '−86.8', 50: '−84.8' };

export const loadImages = async () => {
  const sets = [await digits('train', { count: 60_000 }), await digits('test', { count: 10_000 })];
  tf.dispose(sets.map(({ labels }) => labels));
  return { known: sets[0].images, test: sets[1].images };
};

/** Figures 2 and 4 of Kingma & Welling, and the log likelihoods of Burda et al. 2016, on all of MNIST. */
export const fullMnist: Example = async ({ progress }) => {
  const { known, test } = await loadImages();
  // The encoder runs once, the decoder k times.
  const costs = likelihoodSettings.map(({ k, steps }) => (steps * (1 + k)) / 2);
  const total = costs.reduce((sum, cost) => sum + cost, latents.length * boundSettings.steps);
  let done = 0;
  const follow = (cost: number, note: string) => (fraction: number) => progress((done + fraction * cost) / total, note);
  const allBounds: Bounds[] = [];
  for (const latent of latents) {
    const note = follow(boundSettings.steps, `${latent} latent dimensions`);
    allBounds.push(await bounds(latent, known, test, boundSettings, note));
    done += boundSettings.steps;
  }
  const likelihoods: Likelihood[] = [];
  for (const [index, settings] of likelihoodSettings.entries()) {
    const note = follow(costs[index], `binary digits, k = ${settings.k}`);
    likelihoods.push(await likelihood(settings, known, test, note));
    done += costs[index];
  }
  tf.dispose([known, test]);
  return section(allBounds, likelihoods);
};

/** The page's section from the results of all nets. */
export function section(allBounds: readonly Bounds[], likelihoods: readonly Likelihood[]): Section {
  const epochs = (steps: number, batchSize: number) => ((steps * batchSize) / 60_000).toFixed(0);
  const last = (curve: [number, number][]) => fixed(curve[curve.length - 1][1]);
  const curves = allBounds
    .filter(({ latent }) => latent !== 2)
    .flatMap(({ latent, curves }) =>
      Object.entries(curves).map(([name, points]) => ({
        name: `${latent}, ${name}`,
        points: points.map(([digits, nats]) => [digits / 1e6, nats] as const),
      })),
    );
  const { steps, batchSize, rate } = boundSettings;
  return {
    title: 'Auto-encoding variational Bayes, on all of MNIST',
    paper: 'Kingma and Welling 2014, figures 2 and 4; Burda et al. 2016, table 1',
    findings: likelihoods.map(({ k, nats }) => ({
      label: `log p(x), test digits, trained with k = ${k} (Burda et al.: ${literature[k]})`,
      value: `${fixed(nats, 2)} nats`,
    })),
    text: [
      `Encoder and decoder have a hidden layer of 500 units, and train on grey digits for ${epochs(steps, batchSize)} epochs with Adam on batches of ${batchSize}, at a rate that falls from ${rate} to 0 as a cosine. The paper uses Adagrad and up to 10⁸ digits.`,
      `For the log likelihoods, both have two layers of 200 tanh units and 50 latent dimensions, and each step draws binary digits anew. They train for ${likelihoods.map(({ k, steps, batchSize }) => `${epochs(steps, batchSize)} epochs with k = ${k}`).join(' and ')}, where Burda et al. take 3,280. log p(x) is the mean over all test digits, from ${likelihoodSettings[0].judgeSamples.toLocaleString('en')} draws of z each.`,
    ],
    figures: [
      figure(
        plot(curves, { x: 'digits seen (millions)', y: 'bound (nats)' }),
        'The bound during training, by the number of latent dimensions (figure 2 of the paper).',
      ),
      table(
        ['latent dimensions', 'bound, training digits', 'bound, test digits', 'active units'],
        allBounds.map(({ latent, curves, active }) => [latent, last(curves.training), last(curves.test), active]),
        'The end of training. A unit is active if the variance of its mean over the test digits exceeds 0.01.',
      ),
      table(
        ['k', 'log p(x), test digits', 'active units of 50', 'epochs', 'Burda et al. 2016'],
        likelihoods.map(({ k, nats, active, steps, batchSize }) => [
          k,
          fixed(nats, 2),
          active,
          epochs(steps, batchSize),
          literature[k],
        ]),
        'Binary digits.',
      ),
      pictures(
        allBounds.flatMap(({ manifold }) =>
          manifold ? [{ label: 'two latent dimensions', src: manifold, width: 580 }] : [],
        ),
        'The manifold of digits: z at equally spaced quantiles of the prior (figure 4 of the paper).',
        { pixelated: true },
      ),
      pictures(
        allBounds.map(({ latent, samples }) => ({ label: `${latent} latent dimensions`, src: samples, width: 580 })),
        'Samples drawn from the prior.',
        { pixelated: true },
      ),
    ],
  };
}
