import {
  add,
  dispose,
  getBackend,
  grads,
  memory,
  mul,
  reshape,
  scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { vjp } from '../engine/vjp';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { describe } from '../internal/describe';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { compareTensors, type Tolerance } from './compareTensors';

/** A tensor as the fixtures store it. */
export interface FixtureTensor {
  /** The size of each axis. */
  shape: number[];
  /** The dtype of the tensor: `'float32'`, `'int32'` or `'bool'`. */
  dtype: string;
  /** In row-major order; infinities and NaN are strings. */
  values: (number | string)[];
}

/** One call of a function, and the numbers that it should give. */
export interface FixtureCase {
  /** How the case differs from the others, in a few words. */
  name: string;
  /** The tensors of the call, by name. */
  inputs: Readonly<Record<string, FixtureTensor>>;
  /** The options of the call. */
  options: Readonly<Record<string, unknown>>;
  /** f(x), the value. */
  output: FixtureTensor;
  /** v, random numbers in the shape of the output. */
  cotangent?: FixtureTensor;
  /** vᵀ ∂f/∂x for each input with a gradient. */
  gradients?: Readonly<Record<string, FixtureTensor>>;
  /** u, random numbers in the shape of each of these inputs. */
  tangents?: Readonly<Record<string, FixtureTensor>>;
  /** ∂/∂x of Σ u · (vᵀ ∂f/∂x), for each of these inputs. */
  secondGradients?: Readonly<Record<string, FixtureTensor>>;
}

/** The content of a file of `diffblocks/fixtures`. */
export interface Fixture {
  /** The name of the function. */
  function: string;
  /** The program that computed the numbers, or the paper. */
  source: string;
  /** The calls. */
  cases: readonly FixtureCase[];
}

export interface TestFixtureOptions {
  /** Loosens every tolerance by this factor. */
  factor?: number;
}

/** A function under test: of the inputs of a case by name, and its options. */
// biome-ignore lint/suspicious/noExplicitAny: a fixture's inputs and options are those of the function under test
export type FixtureFunction = (inputs: any, options: any) => Tensor;

/** Relative to the largest entry of the expected tensor: entries near zero are sums that cancel. */
const tolerances: Record<string, number> = { value: 2e-6, gradient: 4e-6, 'second gradient': 1e-5 };

/** Floating-point functions of WGSL (exp, log, division) may be off by several units in the last place. */
const backendFactors: Record<string, number> = { webgpu: 5 };

/**
 * Rejects unless a function agrees with a fixture: value, gradient and second gradient of every case, and no tensor
 * left behind. The fixtures are float64 references that PyTorch or SciPy computed from the papers' formulas; use them
 * to test a port, a backend or a function of your own.
 *
 *     f(x),    g = vᵀ ∂f/∂x,    ∂/∂x Σ u · g
 *
 * with the case's random cotangent v and tangents u. An error in any entry of the Jacobian or the Hessian changes them.
 * Values may differ by 2e-6 of the largest entry, gradients by 4e-6 and second gradients by 1e-5; five times as much on
 * WebGPU.
 *
 * @param fixture The content of a file of `diffblocks/fixtures`.
 * @param evaluate The function under test: it gets the inputs of a case by name, and its options.
 * @param options `factor` (default 1), which loosens every tolerance.
 * @throws ArgumentError if fixture has no cases, evaluate is not a function, or factor is not above 0; Error that names
 * the case and the worst entry if they differ. Both as a rejection.
 *
 * @example
 * const one = { shape: [], dtype: 'float32', values: [1] };
 * const two = { shape: [], dtype: 'float32', values: [2] };
 * const call = { name: 'at 1', inputs: { x: one }, options: {}, output: one, cotangent: one, gradients: { x: two } };
 * const square = { function: 'square', source: 'by hand', cases: [call] };
 * await testFixture(square, ({ x }) => tf.square(x));
 * await testFixture(square, ({ x }) => tf.add(x, 0)).catch((error) => console.log(error.message));
 * // testFixture: gradient for x of 'at 1': 1 of 1 elements differ, worst at [];
 * // expected 2; got 1 (rtol 0.000004, atol 0.000008)
 */
export async function testFixture(
  fixture: Fixture,
  evaluate: FixtureFunction,
  options?: TestFixtureOptions,
): Promise<void> {
  const { factor } = optionsArgument('testFixture', options, { factor: 1 });
  numberArgument('testFixture', 'factor', factor, { above: 0 });
  functionArgument('testFixture', 'evaluate', evaluate);
  if (!fixture?.cases?.length) {
    throw new ArgumentError('testFixture', 'fixture has no cases', '{function, source, cases}', describe(fixture));
  }
  for (const fixtureCase of fixture.cases) {
    const before = memory().numTensors;
    const inputs = mapValues(fixtureCase.inputs, toTensor);
    const comparisons: Comparison[] = [];
    try {
      comparisons.push(...evaluateCase(fixtureCase, inputs, evaluate));
      for (const { what, actual, expected } of comparisons) {
        const difference = await compareTensors('testFixture', actual, expected, toleranceOf(what, expected, factor));
        if (difference) throw new Error(`testFixture: ${what} of '${fixtureCase.name}': ${difference}`);
      }
    } finally {
      dispose([inputs, comparisons.map(({ actual }) => actual)]);
    }
    const left = memory().numTensors - before;
    if (left !== 0) throw new Error(`testFixture: '${fixtureCase.name}' leaves ${left} tensors behind`);
  }
}

interface Comparison {
  what: string;
  actual: Tensor;
  expected: FixtureTensor;
}

function evaluateCase(
  { options, output, cotangent, gradients, tangents, secondGradients }: FixtureCase,
  inputs: Record<string, Tensor>,
  evaluate: FixtureFunction,
): Comparison[] {
  const comparisons: Comparison[] = [{ what: 'value', actual: evaluate(inputs, options), expected: output }];
  if (!cotangent || !gradients) return comparisons;

  const names = Object.keys(gradients);
  const wanted = names.map((name) => inputs[name]);
  const f = (...xs: Tensor[]) =>
    evaluate({ ...inputs, ...Object.fromEntries(names.map((name, index) => [name, xs[index]])) }, options);
  const gradient = (xs: Tensor[]) => grads(f)(xs, toTensor(cotangent));
  for (const [index, actual] of tidy(() => gradient(wanted)).entries()) {
    comparisons.push({ what: `gradient for ${names[index]}`, actual, expected: gradients[names[index]] });
  }
  if (!tangents || !secondGradients) return comparisons;

  const flat = (x: Tensor) => reshape(x, [x.size]); // tfjs multiplies only a few axes
  const alongTangents = (...xs: Tensor[]) =>
    gradient(xs)
      .map((g, index): Tensor => sum(mul(flat(g), flat(toTensor(tangents[names[index]])))))
      .reduce((total, product) => add(total, product)); // addN fails for nine on WebGPU
  // Zero for an input that the gradient does not depend on.
  for (const [index, actual] of tidy(() => vjp(alongTangents, wanted, scalar(1))).entries()) {
    comparisons.push({ what: `second gradient for ${names[index]}`, actual, expected: secondGradients[names[index]] });
  }
  return comparisons;
}

function toleranceOf(what: string, { values }: FixtureTensor, factor: number): Tolerance {
  const rtol = tolerances[what.replace(/ for .*/, '')] * factor * (backendFactors[getBackend()] ?? 1);
  const largest = Math.max(...values.map(Number).filter(Number.isFinite).map(Math.abs), 1e-3);
  return { rtol, atol: rtol * largest };
}

/** JSON has no infinities: they are stored as strings. */
const toTensor = ({ shape, dtype, values }: FixtureTensor) =>
  tensor(values.map(Number), shape, dtype as 'float32' | 'int32');

const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
