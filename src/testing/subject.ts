import { add, clone, mul, scalar, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { vjp } from '../engine/vjp';
import { coordinates } from './compareTensors';
import { outputWeights } from './directions';

/** A function whose derivatives are checked, and its name in an error. */
export interface Subject {
  functionName: string;
  /** The kind of derivative: of f, or of its gradient. */
  what: 'gradient' | 'second gradient';
  f: (...inputs: Tensor[]) => Tensor[];
  inputs: Tensor[];
  names: string[];
}

/** The values of several tensors. */
export type Values = ArrayLike<number>[];

/** The values of f with its inputs in `points`. */
export async function evaluate({ f, inputs }: Subject, points: Float32Array[]): Promise<Values> {
  const outputs = tidy(() => f(...points.map((values, k) => tensor(values, inputs[k].shape))));
  try {
    return await Promise.all(outputs.map((output) => output.data()));
  } finally {
    for (const output of outputs) output.dispose();
  }
}

export interface Base {
  /** The outputs of f for the inputs. */
  outputs: Values;
  /** The difference of each output between two calls. */
  jitter: Values;
}

/** On WebGPU, atomic adds run in a different order each time; a difference larger than theirs is due to randomness. */
const mostJitter = 1e-4;

/** f at its inputs, called twice: NaN and random numbers have no derivative to check. */
export async function evaluateBase(subject: Subject, points: Float32Array[]): Promise<Base> {
  const { functionName, what, f, inputs } = subject;
  const name = what === 'gradient' ? 'f' : 'the gradient of f';
  const shapes = tidy(() => f(...inputs).map(({ shape }) => shape));
  const [outputs, again] = [await evaluate(subject, points), await evaluate(subject, points)];
  const jitter = outputs.map((values, k) => {
    const place = (i: number) => `at [${coordinates(i, shapes[k]).join(', ')}]`;
    const notANumber = Array.from(values).findIndex(Number.isNaN);
    if (notANumber >= 0) {
      const got = `got NaN ${place(notANumber)}`;
      throw new Error(`${functionName}: cannot tell where ${name} is not a number; expected numbers; ${got}`);
    }
    const differences = Float64Array.from(values, (value, i) =>
      value === again[k][i] ? 0 : Math.abs(value - again[k][i]),
    );
    const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const random = differences.findIndex((difference) => !(difference <= mostJitter * largest));
    if (random >= 0) {
      const got = `got ${values[random]}, then ${again[k][random]} ${place(random)}`;
      throw new Error(`${functionName}: ${name} is not deterministic; expected the same numbers at each call; ${got}`);
    }
    return differences;
  });
  return { outputs, jitter };
}

/** A weight for each output: those of L = Σ w · f. */
export const weightsOf = (outputs: Values, seed: number): Promise<Float32Array[]> =>
  Promise.all(outputs.map((values, k) => outputWeights(values.length, seed + 0.5 + k)));

/** The gradient of Σ w · f for each input, as tfjs computes it. */
export async function gradientsOf({ f, inputs }: Subject, weights: Float32Array[]): Promise<Values> {
  const loss = (...xs: Tensor[]) =>
    f(...xs)
      .map((output, k) => sum(mul(output, tensor(weights[k], output.shape))))
      .reduce((total, term) => add(total, term));
  const gradients = tidy(() => {
    // tfjs treats a tensor that is given twice as one input.
    const distinct = inputs.map((input, k) => (inputs.indexOf(input) < k ? clone(input) : input));
    return vjp(loss, distinct, scalar(1));
  });
  try {
    return await Promise.all(gradients.map((gradient) => gradient.data()));
  } finally {
    for (const gradient of gradients) gradient.dispose();
  }
}
