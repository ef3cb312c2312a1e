import * as tf from '@tensorflow/tfjs-core';
import { lbfgs } from 'diffblocks/optimize';
import { type Scene, type Terms, termNames, termsOf } from './scene';

export interface Stage {
  /** The best image found; the caller disposes it. */
  image: tf.Tensor3D;
  /** The terms at the start and after each iteration, and how often the loss had been evaluated by then. */
  steps: { evaluations: number; terms: Terms }[];
  evaluations: number;
  /** Why it ended: the style was `'reached'`, no more `'evaluations'`, `'interrupted'`, or a reason of lbfgs. */
  reason: string;
  seconds: number;
}

export interface StageSettings {
  weights: Terms;
  /** The most evaluations of the loss. */
  evaluations: number;
  /** Ends when the style loss is smaller than at the start by this factor. */
  styleFactor: number;
  signal: AbortSignal;
  onStep(step: { evaluations: number; terms: Terms }): void;
}

/** From an image to one in the style, by L-BFGS within [0, 1]. */
export async function restyle(
  scene: Scene,
  initial: tf.Tensor3D,
  { weights, evaluations: limit, styleFactor, signal, onStep }: StageSettings,
): Promise<Stage> {
  const enough = new AbortController();
  const steps: Stage['steps'] = [];
  const readings: Promise<void>[] = [];
  const seen: tf.Tensor1D[] = [];

  /** Of the points evaluated since the last step, that which became it: the one of this loss. */
  const read = async (evaluations: number, loss: number) => {
    const tried = await Promise.all(seen.splice(0).map(termsIn));
    if (steps.length === 0) steps.push({ evaluations: 1, terms: tried[0] });
    const distance = (terms: Terms) => Math.abs(total(terms, weights) - loss);
    const terms = tried.reduce((best, next) => (distance(next) < distance(best) ? next : best));
    const step = { evaluations, terms };
    steps.push(step);
    onStep(step);
    if (terms.style * styleFactor <= steps[0].terms.style) enough.abort('reached');
    else if (evaluations >= limit) enough.abort('evaluations');
  };

  const lossFunction = (image: tf.Tensor3D): tf.Scalar => {
    const terms = termsOf(image, scene);
    seen.push(tf.keep(tf.stack(termNames.map((name) => terms[name])) as tf.Tensor1D));
    return tf.addN(termNames.map((name) => tf.mul(terms[name], weights[name]))) as tf.Scalar;
  };
  const start = performance.now();
  const { x, evaluations, reason } = await lbfgs(lossFunction, initial, {
    maxIterations: limit,
    bounds: { lower: 0, upper: 1 },
    signal: AbortSignal.any([signal, enough.signal]),
    onProgress: ({ evaluations, loss }) => {
      readings.push(read(evaluations, loss));
    },
  });
  await Promise.all(readings);
  tf.dispose(seen);
  const stopped = enough.signal.aborted ? String(enough.signal.reason) : 'interrupted';
  return {
    image: x,
    steps,
    evaluations,
    reason: reason === 'aborted' ? stopped : reason,
    seconds: (performance.now() - start) / 1000,
  };
}

async function termsIn(stacked: tf.Tensor1D): Promise<Terms> {
  const values = await stacked.data();
  stacked.dispose();
  return Object.fromEntries(termNames.map((name, index) => [name, values[index]])) as Terms;
}

const total = (terms: Terms, weights: Terms) => termNames.reduce((sum, name) => sum + weights[name] * terms[name], 0);
