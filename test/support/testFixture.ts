import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, type Tolerance } from '../../src/testing';
import { withContext } from './withContext';

interface StoredTensor {
  shape: number[];
  dtype: string;
  values: (number | string)[];
}

interface FixtureCase {
  name: string;
  inputs: Record<string, StoredTensor>;
  options: Record<string, unknown>;
  output: StoredTensor;
  cotangent?: StoredTensor;
  gradients?: Record<string, StoredTensor>;
  tangents?: Record<string, StoredTensor>;
  secondGradients?: Record<string, StoredTensor>;
}

export interface Fixture {
  function: string;
  source: string;
  cases: FixtureCase[];
}

type Inputs = Record<string, tf.Tensor>;
// biome-ignore lint/suspicious/noExplicitAny: a fixture's options are those of the function under test
type Evaluate = (inputs: any, options: any) => tf.Tensor;

/** Relative to the largest entry of the expected tensor: entries near zero are sums that cancel. */
const tolerances: Record<string, number> = { value: 2e-6, gradient: 4e-6, 'second gradient': 1e-5 };

/** Floating-point functions of WGSL (exp, log, division) may be off by several units in the last place. */
const backendFactors: Record<string, number> = { webgpu: 5 };

/**
 * Compares a function with its fixture: value, gradient and second gradient of every case, and that nothing leaks.
 * `factor` loosens the tolerances of one function; give the reason where it is used.
 */
export function testFixture(fixture: Fixture, evaluate: Evaluate, { factor = 1 }: { factor?: number } = {}): void {
  describe(`${fixture.function} against ${fixture.source}`, () => {
    test('has cases', () => expect(fixture.cases.length).toBeGreaterThan(0));
    for (const fixtureCase of fixture.cases) {
      test(fixtureCase.name, async () => {
        const before = tf.memory().numTensors;
        const inputs = mapValues(fixtureCase.inputs, toTensor);
        const results = evaluateCase(fixtureCase, inputs, evaluate);
        expect(results.length).toBeGreaterThan(0);
        for (const { what, actual, expected } of results) {
          await withContext(`${what} of '${fixtureCase.name}'`, () =>
            expectTensorsClose(actual, decode(expected), tolerance(what, expected, factor)),
          );
        }
        tf.dispose([inputs, results.map(({ actual }) => actual)]);
        expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
      });
    }
  });
}

interface Comparison {
  what: string;
  actual: tf.Tensor;
  expected: StoredTensor;
}

function evaluateCase(fixtureCase: FixtureCase, inputs: Inputs, evaluate: Evaluate): Comparison[] {
  const { options, output, cotangent, gradients, tangents, secondGradients } = fixtureCase;
  const value = evaluate(inputs, options);
  const comparisons: Comparison[] = [{ what: 'value', actual: value, expected: output }];
  if (!cotangent || !gradients) return comparisons;

  const names = Object.keys(gradients);
  const wanted = names.map((name) => inputs[name]);
  const withInputs = (tensors: tf.Tensor[]) => ({
    ...inputs,
    ...Object.fromEntries(names.map((name, index) => [name, tensors[index]])),
  });
  const gradient = (tensors: tf.Tensor[]) =>
    tf.grads((...xs: tf.Tensor[]) => evaluate(withInputs(xs), options))(tensors, toTensor(cotangent));
  const first = tf.tidy(() => gradient(wanted));
  names.forEach((name, index) => {
    comparisons.push({ what: `gradient for ${name}`, actual: first[index], expected: gradients[name] });
  });
  if (!tangents || !secondGradients) return comparisons;

  const flat = (x: tf.Tensor) => tf.reshape(x, [x.size]); // tfjs multiplies only a few axes
  const alongTangents = (...xs: tf.Tensor[]) =>
    gradient(xs)
      .map((g, index) => tf.sum(tf.mul(flat(g), flat(toTensor(tangents[names[index]])))))
      .reduce((total, product) => tf.add(total, product)); // addN fails for nine on WebGPU
  // An input that the gradient does not depend on is not an error here: its second gradient is zero.
  const second = tf.tidy(() => {
    const { grads } = tf.engine().gradients(() => alongTangents(...wanted) as tf.Scalar, wanted, undefined, true);
    return grads.map((g, index) => g ?? tf.reshape(tf.zeros([wanted[index].size]), wanted[index].shape));
  });
  names.forEach((name, index) => {
    comparisons.push({ what: `second gradient for ${name}`, actual: second[index], expected: secondGradients[name] });
  });
  return comparisons;
}

function tolerance(what: string, expected: StoredTensor, factor: number): Tolerance {
  const kind = what.replace(/ for .*/, '');
  const relative = tolerances[kind] * factor * (backendFactors[tf.getBackend()] ?? 1);
  const largest = Math.max(...decode(expected).values.filter(Number.isFinite).map(Math.abs), 1e-3);
  return { rtol: relative, atol: relative * largest };
}

/** JSON has no infinities: they are stored as strings. */
const decode = ({ shape, values }: StoredTensor) => ({ shape, values: values.map(Number) });

const toTensor = (stored: StoredTensor) =>
  tf.tensor(decode(stored).values, stored.shape, stored.dtype as 'float32' | 'int32');

const mapValues = <A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
