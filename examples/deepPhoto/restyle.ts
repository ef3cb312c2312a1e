import * as tf from '@tensorflow/tfjs-core';
import { lbfgs } from 'diffblocks/optimize';
import { requireUninterrupted } from '../support/interrupt';
import { type Scene, type Terms, termNames, termsOf } from './scene';

export interface Step {
  /** The number of evaluations of the loss so far. */
  evaluations: number;
  terms: Terms;
}

export interface Stage {
  /** The best image found. The caller disposes it. */
  image: tf.Tensor3D;
  /** The loss of the image; `final` has its terms. */
  loss: number;
  final: Terms;
  /** The starting point, and each iteration. */
  steps: Step[];
  evaluations: number;
  /** Why it ended: `'enough'`, `'evaluations'` (the limit was reached), `'interrupted'`, or a reason of `lbfgs`. */
  reason: string;
  seconds: number;
}

export interface StageSettings {
  weights: Terms;
  /** The largest number of evaluations of the loss. */
  evaluations: number;
  /** Whether the steps so far are enough. */
  enough(steps: readonly Step[]): boolean;
  signal: AbortSignal;
  onStep(step: Step): void;
}

/** Changes an image to one in the style of the scene, by L-BFGS within [0, 1]. */
export async function restyle(
  scene: Scene,
  initial: tf.Tensor3D,
  { weights, evaluations: limit, enough, signal, onStep }: StageSettings,
): Promise<Stage> {
  requireUninterrupted(signal);
  const end = new AbortController();
  const steps: Step[] = [];
  const readings: Promise<void>[] = [];
  const seen: tf.Tensor1D[] = [];

  /** Adds a step: of the points evaluated since the last step, the one whose loss is nearest to `loss`. */
  const read = async (evaluations: number, loss: number) => {
    const tried = await Promise.all(seen.splice(0).map(termsIn));
    if (steps.length === 0) steps.push({ evaluations: 1, terms: tried[0] });
    const distance = (terms: Terms) => Math.abs(weightedSum(terms, weights) - loss);
    const terms = tried.reduce((best, next) => (distance(next) < distance(best) ? next : best));
    const step = { evaluations, terms };
    steps.push(step);
    onStep(step);
    if (enough(steps)) end.abort('enough');
    else if (evaluations >= limit) end.abort('evaluations');
  };

  const lossFunction = (image: tf.Tensor3D): tf.Scalar => {
    const terms = termsOf(image, scene);
    seen.push(tf.keep(stackOf(terms)));
    // tfjs computes no gradients for terms that the loss leaves out.
    const names = termNames.filter((name) => weights[name] !== 0);
    return tf.addN(names.map((name) => tf.mul(terms[name], weights[name]))) as tf.Scalar;
  };
  const start = performance.now();
  const { x, loss, evaluations, reason } = await lbfgs(lossFunction, initial, {
    maxIterations: limit,
    bounds: { lower: 0, upper: 1 },
    signal: AbortSignal.any([signal, end.signal]),
    onProgress: ({ evaluations, loss }) => {
      readings.push(read(evaluations, loss));
    },
  });
  await Promise.all(readings);
  tf.dispose(seen);
  const final = await evaluate(x, scene);
  const stopped = end.signal.aborted ? String(end.signal.reason) : 'interrupted';
  return {
    image: x,
    loss,
    final,
    steps: steps.length > 0 ? steps : [{ evaluations, terms: final }],
    evaluations,
    reason: reason === 'aborted' ? stopped : reason,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The terms of an image as numbers. */
export const evaluate = (image: tf.Tensor3D, scene: Scene): Promise<Terms> =>
  termsIn(tf.tidy(() => stackOf(termsOf(image, scene))));

/** The loss of an image with these terms. */
export const weightedSum = (terms: Terms, weights: Terms): number =>
  termNames.reduce((sum, name) => sum + weights[name] * terms[name], 0);

const stackOf = (terms: Terms<tf.Scalar>) => tf.stack(termNames.map((name) => terms[name])) as tf.Tensor1D;

async function termsIn(stacked: tf.Tensor1D): Promise<Terms> {
  const values = await stacked.data();
  stacked.dispose();
  return Object.fromEntries(termNames.map((name, index) => [name, values[index]])) as Terms;
}
