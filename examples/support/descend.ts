import * as tf from '@tensorflow/tfjs-core';
import { type LbfgsResult, lbfgs } from 'diffblocks/optimize';
import { requireUninterrupted } from './interrupt';
import { plot } from './plot';
import { figure, table } from './report';

/** The terms of a loss, weighted, by name: their sum is what descends. */
export type Terms<Value> = Record<string, Value>;

export interface Descent {
  /** The best image found; the caller disposes it. */
  image: tf.Tensor3D;
  /** The terms at the start and after each step. */
  losses: Terms<number>[];
  /** The terms of the image. */
  final: Terms<number>;
  reason: LbfgsResult['reason'];
}

interface DescendOptions {
  steps: number;
  /** Ends the descent early. */
  signal: AbortSignal;
  /** The fraction of the steps that are done. */
  onStep(fraction: number): void;
}

/** L-BFGS from an image on, within [0, 1]. */
export async function descend(
  terms: (image: tf.Tensor3D) => Terms<tf.Scalar>,
  initial: tf.Tensor3D,
  { steps, signal, onStep }: DescendOptions,
): Promise<Descent> {
  requireUninterrupted(signal);
  let names: string[] = [];
  const evaluations: Promise<Float32Array>[] = [];
  const reached: number[] = [];

  const lossFunction = (image: tf.Tensor3D): tf.Scalar => {
    const weighted = terms(image);
    names = Object.keys(weighted);
    const loss = tf.addN(Object.values(weighted)) as tf.Scalar;
    evaluations.push(read(tf.stack([loss, ...Object.values(weighted)])));
    return loss;
  };
  const { x, loss, reason } = await lbfgs(lossFunction, initial, {
    maxIterations: steps,
    bounds: { lower: 0, upper: 1 },
    signal,
    onProgress({ step, total, loss }) {
      reached.push(loss);
      onStep(step / total);
    },
  });

  // A step may evaluate several points: the one that it went to is the one with its loss.
  const evaluated = await Promise.all(evaluations);
  const termsAt = (loss: number): Terms<number> => {
    const values = evaluated.find(([total]) => total === loss)!;
    return Object.fromEntries(names.map((name, index) => [name, values[index + 1]]));
  };
  return { image: x, losses: [evaluated[0][0], ...reached].map(termsAt), final: termsAt(loss), reason };
}

/** The numbers of a tensor, which it keeps until they are read. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  tf.keep(tensor);
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}

export const total = (terms: Terms<number>): number => Object.values(terms).reduce((sum, term) => sum + term);

/** How each term fell, and where it ended. */
export function descentFigures({ losses, final, reason }: Descent): string[] {
  const names = Object.keys(final);
  const curves = names.map((name) => ({
    name,
    // A logarithm has no place for a term that starts at 0.
    points: losses.flatMap((terms, step) => (terms[name] > 0 ? [[step, terms[name]] as const] : [])),
  }));
  const row = (name: string, value: (terms: Terms<number>) => number) => [
    name,
    ...[losses[0], final].map((terms) => value(terms).toExponential(3)),
  ];
  return [
    figure(plot(curves, { x: 'step', y: 'term of the loss', logarithmic: true }), 'The terms, weighted, step by step.'),
    table(
      ['term', 'at first', 'in the end'],
      [...names.map((name) => row(name, (terms) => terms[name])), row('sum', total)],
      `The terms of the loss. Their sum is what L-BFGS minimized, and its gradient is that of the sum. It ended after ${losses.length - 1} steps: ${endings[reason]}.`,
    ),
  ];
}

const endings: Record<Descent['reason'], string> = {
  gradient: 'the gradient is zero',
  loss: 'the loss falls no further',
  maxIterations: 'no more were asked for',
  lineSearch: 'no step lowers the loss',
  aborted: 'interrupted; the picture is the best so far',
};
