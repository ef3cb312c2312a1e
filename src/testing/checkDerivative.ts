import { add, mul, scalar, sum, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { vjp } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { type Direction, elementDirections, outputWeights, randomDirections } from './directions';
import { extrapolate } from './extrapolate';

export interface GradcheckOptions {
  /** The largest step: an element x moves by max(eps, |x|/1024), and by a half, a quarter and an eighth of it. */
  eps?: number;
  /** Tolerance relative to the derivative. */
  rtol?: number;
  /** Tolerance added to it. */
  atol?: number;
  /** How many random directions to check; 0 checks every element by itself. */
  directions?: number;
  /** Seed of the directions and of the weights of the outputs. */
  seed?: number;
}

type CheckedOptions = ReturnType<typeof gradcheckOptions>;

/** The options of a check with their defaults. */
export function gradcheckOptions(functionName: string, options: GradcheckOptions | undefined) {
  const given = optionsArgument(functionName, options, {
    eps: 2 ** -5,
    rtol: 1e-3,
    atol: 1e-8,
    directions: undefined,
    seed: 0,
  });
  const { eps, rtol, atol, directions, seed } = given;
  numberArgument(functionName, 'eps', eps, { above: 0 });
  numberArgument(functionName, 'rtol', rtol, { atLeast: 0 });
  numberArgument(functionName, 'atol', atol, { atLeast: 0 });
  numberArgument(functionName, 'seed', seed);
  if (directions !== undefined) numberArgument(functionName, 'directions', directions, { atLeast: 0, integer: true });
  return given;
}

/** What is differentiated, and how an error calls it. */
export interface Subject {
  functionName: string;
  /** What is checked: the gradient, or the second gradient. */
  what: string;
  f: (...inputs: Tensor[]) => Tensor[];
  inputs: Tensor[];
  names: string[];
}

type Values = ArrayLike<number>[];

/** Up to so many elements are each checked by themselves. */
const smallSize = 64;

/** How far a float32 result may be off: a few units in the last place. */
const rounding = 8 * 2 ** -24;

/**
 * Compares the gradient of L = Σ w · f(...inputs), w random (1 for a single output), with central differences of L. L is summed in float64, so
 * that only f rounds.
 */
export async function checkDerivative(subject: Subject, options: CheckedOptions): Promise<void> {
  const { functionName, what, inputs, names } = subject;
  const { eps, rtol, atol, directions, seed } = options;
  const points = (await Promise.all(inputs.map((input) => input.data()))) as Float32Array[];
  const size = points.reduce((total, values) => total + values.length, 0);
  const steps = points.map((values) => Float64Array.from(values, (x) => Math.max(eps, Math.abs(x) / 1024)));
  const count = directions ?? (size <= smallSize ? 0 : 8);
  const weights = await randomWeights(subject, seed);
  const gradients = await gradientsOf(subject, weights);

  let checked = 0;
  const wrong: Mismatch[] = [];
  for await (const direction of count > 0
    ? randomDirections(steps, eps, count, seed)
    : elementDirections(steps, inputs, names)) {
    const mismatch = await compareAlong(direction, subject, { points, weights, gradients, rtol, atol });
    if (mismatch) wrong.push(mismatch);
    checked++;
  }
  if (wrong.length === 0) return;
  const { name, expected, got } = wrong.reduce((worst, other) => (other.excess > worst.excess ? other : worst));
  throw new Error(
    `${functionName}: ${wrong.length} of ${checked} derivatives differ, worst is the ${what} ${name}; ` +
      `expected ${expected} by central differences; got ${got}`,
  );
}

interface Mismatch {
  name: string;
  expected: number;
  got: number;
  /** How many tolerances they lie apart. */
  excess: number;
}

interface Comparison {
  points: Float32Array[];
  weights: Values;
  gradients: Values;
  rtol: number;
  atol: number;
}

/**
 * What is extrapolated to step 0 is the part of L(x⁺) − L(x⁻) that the gradient leaves unexplained, where x⁺ − x⁻ is the
 * distance that float32 has made of it.
 */
async function compareAlong(
  { name, displacement, length }: Direction,
  subject: Subject,
  { points, weights, gradients, rtol, atol }: Comparison,
): Promise<Mismatch | undefined> {
  const terms = displacement.flatMap((moves, k) => Array.from(moves, (move, i) => (move * gradients[k][i]) / length));
  const got = terms.reduce((total, term) => total + term, 0);
  const allowed = (derivative: number) => atol + rtol * Math.max(Math.abs(derivative), Math.hypot(...terms));

  let magnitude = 0;
  const unexplained = async (step: number) => {
    const ahead = moved(points, displacement, step);
    const behind = moved(points, displacement, -step);
    const loss = change(weights, await evaluate(subject, ahead), await evaluate(subject, behind));
    magnitude = loss.magnitude;
    return (loss.value - change(gradients, ahead, behind).value) / (2 * step * length);
  };
  const { value, step } = await extrapolate(unexplained, 0.1 * allowed(got));
  const expected = got + value;
  const excess = Math.abs(value) / (allowed(expected) + (rounding * magnitude) / (step * length));
  if (excess <= 1) return undefined;
  return { name, expected, got, excess: Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess };
}

const moved = (points: Float32Array[], displacement: Float64Array[], step: number) =>
  points.map((values, k) => values.map((x, i) => x + step * displacement[k][i]));

/** Σ w (a − b), and Σ |w a| over what is not equal: the rounding of the first is in proportion to the second. */
function change(weights: Values, a: Values, b: Values): { value: number; magnitude: number } {
  let value = 0;
  let magnitude = 0;
  for (let k = 0; k < weights.length; k++) {
    for (let i = 0; i < weights[k].length; i++) {
      if (a[k][i] === b[k][i]) continue;
      value += weights[k][i] * (a[k][i] - b[k][i]);
      magnitude += Math.abs(weights[k][i] * a[k][i]);
    }
  }
  return { value, magnitude };
}

async function evaluate({ f, inputs }: Subject, points: Float32Array[]): Promise<Values> {
  const outputs = tidy(() => f(...points.map((values, k) => tensor(values, inputs[k].shape))));
  const values = await Promise.all(outputs.map((output) => output.data()));
  for (const output of outputs) output.dispose();
  return values;
}

async function randomWeights({ functionName, f, inputs }: Subject, seed: number): Promise<Float32Array[]> {
  const outputs = tidy(() => f(...inputs).map(({ size, dtype }) => ({ size, dtype })));
  if (outputs.every(({ size }) => size === 0)) {
    throw new ArgumentError(functionName, 'f returns nothing', 'at least one element to check', 'an empty tensor');
  }
  const weights: Float32Array[] = [];
  for (const { size, dtype } of outputs) {
    if (dtype !== 'float32') throw new ArgumentError(functionName, 'f returns no float', 'a float32 tensor', dtype);
    weights.push(await outputWeights(size, seed + 0.5 + weights.length));
  }
  return weights;
}

/** The gradient of Σ w · f for each input, as tfjs has it. */
async function gradientsOf({ f, inputs }: Subject, weights: Float32Array[]): Promise<Values> {
  const loss = (...xs: Tensor[]) =>
    f(...xs)
      .map((output, k) => sum(mul(output, tensor(weights[k], output.shape))))
      .reduce((total, term) => add(total, term));
  const gradients = tidy(() => vjp(loss, inputs, scalar(1)));
  const values = await Promise.all(gradients.map((gradient) => gradient.data()));
  for (const gradient of gradients) gradient.dispose();
  return values;
}
