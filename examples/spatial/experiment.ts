import * as tf from '@tensorflow/tfjs-core';
import type { Context } from '../support/example';
import type { Digits } from '../support/mnist';
import { crossEntropy, errorRate, train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, percent, pictures, table } from '../support/report';
import type { Model } from './networks';

export const batchSize = 64;
/** Each rate is used for a third of the steps. */
export const learningRates = [2e-3, 6e-4, 2e-4];
const columns = 12;
const pictured = 36;

export interface Contestant {
  name: string;
  /** The number of training runs, each with its own initial weights and distortions. */
  seeds: number;
  build(seed: number): Model;
  /** The test error that the paper reports, in percent. */
  paper?: number;
}

export interface Result extends Contestant {
  parameters: number;
  /** The test error of each seed. */
  errors: number[];
  /** The loss of some batches during training with the first seed. */
  curve: [step: number, loss: number][];
  /** URI of a picture of the images that the first seed's classifier sees. */
  aligned?: string;
}

interface Task {
  /** Undistorted. */
  known: Digits;
  test: Digits;
  /** Distorts a batch anew each time, for the networks. */
  batch(digits: Digits, seed: number): Digits;
  steps: number;
  progress: Context['progress'];
}

/** Trains every contestant on the same task with Adam, and measures its test error after the last step. */
export async function compare(contestants: Contestant[], { known, test, batch, steps, progress }: Task) {
  const runs = contestants.reduce((sum, { seeds }) => sum + seeds, 0);
  const results: Result[] = [];
  let done = 0;
  for (const contestant of contestants) {
    const { name, seeds, build } = contestant;
    const result: Result = { ...contestant, parameters: 0, errors: [], curve: [] };
    for (let seed = 1; seed <= seeds; seed++) {
      const model = build(1000 * seed);
      result.parameters = model.variables.reduce((sum, { size }) => sum + size, 0);
      await train({
        data: [known.images, known.labels],
        loss: ([images, labels], step) => {
          const distorted = batch({ images, labels }, 1e6 * seed + step);
          return crossEntropy(model.apply(distorted.images), distorted.labels);
        },
        variables: model.variables,
        steps,
        batchSize,
        learningRate: learningRates,
        seed,
        onProgress: async (step, loss) => {
          if (seed === 1) result.curve.push([step, loss]);
          await progress((done + step / steps) / runs, `${name}, seed ${seed}`);
        },
      });
      const error = await errorRate(model.apply, test.images, test.labels);
      result.errors.push(error);
      if (seed === 1 && model.aligned) result.aligned = await gallery(test.images, model.aligned);
      model.dispose();
      done++;
      await progress(done / runs, `${name}, seed ${seed}: test error ${percent(error, 2)}`);
    }
    results.push(result);
  }
  return results;
}

/** A picture of the first images after `look`, with the channels of each image side by side. */
export async function gallery(
  images: tf.Tensor4D,
  look: (images: tf.Tensor4D) => tf.Tensor4D = (images) => images,
): Promise<string> {
  const picture = tf.tidy(() => {
    const seen = look(tf.slice(images, 0, pictured));
    const channels = seen.shape[3];
    return mosaic(tf.concat(tf.split<tf.Tensor4D>(seen, channels, 3), 2), columns / channels);
  });
  const uri = await png(picture);
  picture.dispose();
  return uri;
}

export const meanError = ({ errors }: Result): number => errors.reduce((sum, error) => sum + error, 0) / errors.length;

/** A table of the errors, a plot of the losses, and pictures of the transformers' outputs. */
export function resultFigures(results: Result[], inputs: string, testCount: number): string[] {
  const row = (result: Result) => [
    result.name,
    result.parameters.toLocaleString('en'),
    result.errors.map((error) => percent(error, 2)).join(', '),
    percent(meanError(result), 2),
    result.paper === undefined ? '–' : `${result.paper.toFixed(1)} %`,
  ];
  const width = 490;
  return [
    table(
      ['network', 'parameters', 'test error of each seed', 'mean', 'paper'],
      results.map(row),
      `Errors on ${testCount.toLocaleString('en')} test digits after the last step.`,
    ),
    pictures(
      [
        { label: 'test digits', src: inputs, width },
        ...results.flatMap(({ name, aligned }) =>
          aligned ? [{ label: `as the ${name} reads them`, src: aligned, width }] : [],
        ),
      ],
      'The same digits in the same order, as the networks with the first seed see them.',
      { pixelated: true },
    ),
    figure(
      plot(
        results.map(({ name, curve }) => ({ name, points: curve })),
        { x: 'step', y: 'loss of a batch', logarithmic: true },
      ),
      'Cross-entropy on single batches of training digits, for the first seed.',
    ),
  ];
}
