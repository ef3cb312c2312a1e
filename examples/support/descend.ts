import * as tf from '@tensorflow/tfjs-core';
import type { LbfgsOptions, LbfgsResult } from 'diffblocks/optimize';
import { requireUninterrupted } from './interrupt';
import { plot } from './plot';
import { figure, table } from './report';

/** The weighted terms of a loss, by name. L-BFGS minimizes their sum. */
export type Terms<Value> = Record<string, Value>;

export interface Descent {
  /** The best image found. The caller disposes it. */
  image: tf.Tensor3D;
  /** The terms at the start and after every step. */
  losses: Terms<number>[];
  /** The terms of the image. */
  final: Terms<number>;
  reason: LbfgsResult['reason'];
}

interface DescendOptions {
  steps: number;
  /** Ends the descent early. */
  signal: AbortSignal;
  /** Called after every step with the fraction of steps done. */
  onStep(fraction: number): void;
}

/** Runs L-BFGS on the sum of some terms, and records them. */
export async function descend(
  run: (
    options: LbfgsOptions<tf.Tensor3D>,
    total: (terms: Terms<tf.Scalar>) => tf.Scalar,
  ) => Promise<LbfgsResult<tf.Tensor3D>>,
  { steps, signal, onStep }: DescendOptions,
): Promise<Descent> {
  requireUninterrupted(signal);
  let names: string[] = [];
  const evaluations: Promise<Float32Array>[] = [];
  const reached: number[] = [];

  const recorded = (terms: Terms<tf.Scalar>): tf.Scalar => {
    names = Object.keys(terms);
    const loss = tf.addN(Object.values(terms)) as tf.Scalar;
    evaluations.push(read(tf.stack([loss, ...Object.values(terms)])));
    return loss;
  };
  const onProgress: LbfgsOptions<tf.Tensor3D>['onProgress'] = ({ step, total, loss }) => {
    reached.push(loss);
    onStep(step / total);
  };
  const { x, loss, reason } = await run({ maxIterations: steps, signal, onProgress }, recorded);

  // A step may evaluate several points. The point it moved to is the one whose loss is that of the step.
  const evaluated = await Promise.all(evaluations);
  const termsAt = (loss: number): Terms<number> => {
    const values = evaluated.find(([total]) => total === loss)!;
    return Object.fromEntries(names.map((name, index) => [name, values[index + 1]]));
  };
  return { image: x, losses: [evaluated[0][0], ...reached].map(termsAt), final: termsAt(loss), reason };
}

/** Reads the values of a tensor. The tensor survives any `tidy` until they are read. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  tf.keep(tensor);
  const values = await tensor.data<'float32'>();
  tensor.dispose();
  return values;
}

export const total = (terms: Terms<number>): number => Object.values(terms).reduce((sum, term) => sum + term);

/** A plot of each term, and a table of the first and last values. */
export function descentFigures({ losses, final, reason }: Descent): string[] {
  const names = Object.keys(final);
  const curves = names.map((name) => ({
    name,
    // A logarithmic axis cannot show a term that starts at 0.
    points: losses.flatMap((terms, step) => (terms[name] > 0 ? [[step, terms[name]] as const] : [])),
  }));
  const row = (name: string, value: (terms: Terms<number>) => number) => [
    name,
    ...[losses[0], final].map((terms) => value(terms).toExponential(3)),
  ];
  return [
    figure(plot(curves, { x: 'step', y: 'term of the loss', logarithmic: true }), 'The weighted terms at each step.'),
    table(
      ['term', 'at the start', 'at the end'],
      [...names.map((name) => row(name, (terms) => terms[name])), row('sum', total)],
      `The weighted terms of the loss. L-BFGS minimized their sum, using the gradient of that sum. It ended after ${losses.length - 1} steps: ${endings[reason]}.`,
    ),
  ];
}

const endings: Record<Descent['reason'], string> = {
  gradient: 'the gradient is zero',
  loss: 'the loss no longer falls',
  maxIterations: 'the limit was reached',
  lineSearch: 'no step lowers the loss',
  aborted: 'interrupted; the picture is the best so far',
};
