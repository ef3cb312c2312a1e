import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import type { SampleOptions } from '../../src/variational';
import * as variational from '../../src/variational';
import cauchy from '../fixtures/sampleCauchy.json';
import exponential from '../fixtures/sampleExponential.json';
import gumbel from '../fixtures/sampleGumbel.json';
import gumbelSoftmax from '../fixtures/sampleGumbelSoftmax.json';
import laplace from '../fixtures/sampleLaplace.json';
import logistic from '../fixtures/sampleLogistic.json';
import logNormal from '../fixtures/sampleLogNormal.json';
import quantiles from '../fixtures/sampleQuantiles.json';
import uniform from '../fixtures/sampleUniform.json';
import weibull from '../fixtures/sampleWeibull.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { type Fixture, testFixture } from '../support/testFixture';

type Parameter = tf.Tensor | tf.TensorLike;
type Sample = (...given: [...Parameter[], SampleOptions]) => tf.Tensor;
const functions = variational as unknown as Record<string, Sample>;

/** By function: its parameters, and its fixture. */
const families: Record<string, [string[], Fixture]> = {
  sampleLogistic: [['location', 'scale'], logistic],
  sampleLaplace: [['location', 'scale'], laplace],
  sampleGumbel: [['location', 'scale'], gumbel],
  sampleCauchy: [['location', 'scale'], cauchy],
  sampleExponential: [['rate'], exponential],
  sampleWeibull: [['scale', 'concentration'], weibull],
  sampleLogNormal: [['location', 'scale'], logNormal],
  sampleUniform: [['low', 'high'], uniform],
  sampleGumbelSoftmax: [['logits'], gumbelSoftmax],
};

for (const [name, [parameters, fixture]] of Object.entries(families)) {
  testFixture(fixture, ({ noise, ...given }, options) =>
    functions[name](...parameters.map((parameter) => given[parameter]), { noise, ...options }),
  );
}

describe('samples follow their distribution (Kolmogorov–Smirnov, 4000 samples, level 1%)', () => {
  for (const { name, parameters, options, quantiles: expected } of quantiles.cases as {
    name: string;
    parameters: Parameter[];
    options?: object;
    quantiles: number[];
  }[]) {
    test(name, async () => {
      const count = 4000;
      const given = parameters.map((parameter) => (typeof parameter === 'number' ? [parameter] : parameter));
      const samples = functions[name](...given, { samples: count, seed: 5, ...options });
      // Of several columns, the classes of a Gumbel-softmax, the first.
      const drawn = (await tf.slice(tf.reshape(samples, [count, -1]), [0, 0], [-1, 1]).data()).sort();
      const distances = expected.map((quantile, index) => {
        const below = drawn.filter((sample) => sample <= quantile).length / count;
        return Math.abs(below - quantiles.probabilities[index]);
      });
      expect(Math.max(...distances)).toBeLessThan(1.63 / Math.sqrt(count));
      expect(Math.max(...distances)).toBeGreaterThan(0);
    });
  }
});

/** Ordinary parameters, by function. */
const ordinary: Record<string, number[]> = {
  sampleLogistic: [0.5, 2],
  sampleLaplace: [0.5, 2],
  sampleGumbel: [0.5, 2],
  sampleCauchy: [0.5, 2],
  sampleExponential: [2],
  sampleWeibull: [2, 1.5],
  sampleUniform: [-1, 3],
};

for (const [name, parameters] of Object.entries(ordinary)) {
  const sample = functions[name];
  const given = (size: number) => parameters.map((parameter) => tf.fill([size], parameter));

  test(`${name}: noise of 0 and 1 counts as the nearest numbers inside, with finite gradients`, async () => {
    const inside = tf.tensor1d([2 ** -126, 2 ** -126, 1 - 2 ** -24, 1 - 2 ** -24]);
    const value = sample(...given(4), { noise: [0, -1, 1, 2] });
    await expectTensorsClose(value, sample(...given(4), { noise: inside }), { rtol: 0, atol: 0 });
    const gradients = tf.grads((...xs: tf.Tensor[]) => sample(...xs, { noise: [0, 1] }))(given(2));
    for (const [index, tensor] of [value, ...gradients].entries()) {
      const name = index === 0 ? 'value' : `gradient for parameter ${index}`;
      expect(Array.from(await tensor.data()).every(Number.isFinite), name).toBe(true);
    }
    const forNoise = tf.grad((noise) => sample(...given(2), { noise }))(tf.tensor1d([0, 1]));
    await expectTensorsClose(forNoise, [0, 0], { rtol: 0, atol: 0 });
  });

  test(`${name}: NaN noise gives NaN`, async () => {
    const [first, second] = await sample(...given(2), { noise: [Number.NaN, 0.5] }).data();
    expect(first).toBeNaN();
    expect(second).not.toBeNaN();
  });

  test(`${name}: the numbers of its seed are those of uniform noise of that seed`, async () => {
    const noise = seededTensor([3, 4], { seed: 6, low: 2 ** -33, high: 1 });
    const drawn = sample(...given(4), { samples: 3, seed: 6 });
    await expectTensorsClose(drawn, sample(...given(4), { noise }), { rtol: 0, atol: 0 });
  });

  test(`${name}: samples with seven axes`, async () => {
    const shape = [1, 2, 1, 1, 1, 2];
    const wide = parameters.map((parameter) => tf.fill(shape, parameter));
    const drawn = sample(...wide, { samples: 2, seed: 6 });
    expect(drawn.shape).toEqual([2, ...shape]);
    const flat = sample(...given(4), { samples: 2, seed: 6 });
    await expectTensorsClose(tf.reshape(drawn, [2, 4]), flat, { rtol: 0, atol: 0 });
  });
}

test('sampleWeibull: concentrations whose square float32 does not hold have values and gradients', async () => {
  const concentration = tf.tensor1d([1e-30, 1e30]);
  const sample = (k: tf.Tensor) => variational.sampleWeibull(2, k, { noise: [0.3, 0.3] });
  await expectTensorsClose(sample(concentration), [0, 2]);
  await expectTensorsClose(tf.grad(sample)(concentration), [0, 0]);
});

describe('an infinite parameter', () => {
  const infinity = Number.POSITIVE_INFINITY;
  const noise = tf.tensor1d([0.3, 0.75]);
  /** The value, and the gradients for the parameters and the noise. */
  const results = async (sample: Sample, ...parameters: number[]) => {
    const inputs = [...parameters.map((parameter) => tf.fill([2], parameter)), noise];
    const f = (...xs: tf.Tensor[]) => sample(...xs.slice(0, -1), { noise: xs.at(-1) });
    const tensors = [f(...inputs), ...tf.grads(f)(inputs)];
    return Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  };

  for (const name of ['sampleLogistic', 'sampleLaplace', 'sampleGumbel', 'sampleCauchy']) {
    test(`${name}: location or scale`, async () => {
      const [quantiles, ofLocation, ofScale, ofNoise] = await results(functions[name], 0, 1);
      expect(await results(functions[name], infinity, 1)).toEqual([[infinity, infinity], ofLocation, ofScale, ofNoise]);
      const away = quantiles.map((quantile) => Math.sign(quantile) * infinity);
      expect(await results(functions[name], 0, infinity)).toEqual([away, ofLocation, ofScale, [infinity, infinity]]);
    });
  }

  test('sampleUniform: the lower end', async () => {
    const [, ...ofEnds] = await results(functions.sampleUniform, 0, 1);
    const [value, ...gradients] = await results(functions.sampleUniform, -infinity, 1);
    expect(value).toEqual([-infinity, -infinity]);
    expect(gradients).toEqual([...ofEnds.slice(0, 2), [infinity, infinity]]);
  });

  test('sampleExponential: the rate', async () => {
    const [value, ...gradients] = await results(functions.sampleExponential, infinity);
    for (const numbers of [value, ...gradients]) expect(numbers.map(Math.abs)).toEqual([0, 0]);
  });

  test('sampleWeibull: the scale, also where the power of the noise is 0 in float32', async () => {
    const [, ofScale] = await results(functions.sampleWeibull, 1, 2);
    // −log(1 − u) is below 1 for the first, above 1 for the second.
    expect(await results(functions.sampleWeibull, infinity, 2)).toEqual([
      [infinity, infinity],
      ofScale,
      [infinity, -infinity],
      [infinity, infinity],
    ]);
    const least = variational.sampleWeibull([infinity, -infinity], 0.6, { noise: [0, 0] });
    expect(Array.from(await least.data())).toEqual([infinity, -infinity]);
  });

  test('sampleLogNormal: the location', async () => {
    const [value] = await results(functions.sampleLogNormal, infinity, 1);
    expect(value).toEqual([infinity, infinity]);
    const [least] = await results(functions.sampleLogNormal, -infinity, 1);
    expect(least).toEqual([0, 0]);
  });
});

test('a draw of half a million is never 0 or 1 where float32 rounds to it', async () => {
  // seed 60 draws a number that rounds to 1 at index 510225
  const value = variational.sampleLogistic(0, 1, { samples: 510226, seed: 60 });
  const last = (await tf.slice(value, 510225, 1).data())[0];
  expect(last).toBeCloseTo(24 * Math.LN2, 4);
});

describe('sampleGumbelSoftmax', () => {
  test('the largest entry falls on each class with its probability', async () => {
    const probabilities = [0.1, 0.6, 0.3];
    const samples = variational.sampleGumbelSoftmax(probabilities.map(Math.log), { samples: 4000, seed: 2 });
    const share = tf.mean(tf.oneHot(tf.argMax(samples, 1) as tf.Tensor1D, 3), 0);
    // four standard errors
    await expectTensorsClose(share, probabilities, { rtol: 0, atol: 4 * Math.sqrt(0.25 / 4000) });
  });

  test('temperature: towards 0 one-hot, large uniform', async () => {
    const sharp = variational.sampleGumbelSoftmax([0, 1, 2], { temperature: 1e-6, noise: [0.9, 0.5, 0.5] });
    await expectTensorsClose(sharp, [0, 0, 1]);
    const flat = variational.sampleGumbelSoftmax([0, 1, 2], { temperature: 1e8, seed: 1 });
    await expectTensorsClose(flat, [1 / 3, 1 / 3, 1 / 3]);
  });

  test('a row of −∞ has no probability, and no NaN', async () => {
    await expectTensorsClose(variational.sampleGumbelSoftmax([-Infinity, -Infinity], { seed: 1 }), [0, 0]);
  });

  test('rejects bad input', () => {
    expectArgumentError(
      () => variational.sampleGumbelSoftmax(1),
      'sampleGumbelSoftmax: logits has no axis; expected at least rank 1; got shape []',
    );
    expectArgumentError(
      () => variational.sampleGumbelSoftmax([1], { temperature: 0 }),
      'sampleGumbelSoftmax: temperature is out of range; expected a finite number at least 1e-8 and at most 100000000; got 0',
    );
  });
});

describe('families without an element', () => {
  const empty = [0, 3];
  testEmptyInput('sampleLogistic', (a, b) => variational.sampleLogistic(a, b, { seed: 1 }), [empty, [3]], {
    shape: empty,
  });
  testEmptyInput('sampleWeibull, samples', (a, b) => variational.sampleWeibull(a, b, { samples: 2 }), [empty, empty], {
    shape: [2, 0, 3],
  });
  testEmptyInput(
    'sampleCauchy by noise',
    (a, b, noise) => variational.sampleCauchy(a, b, { noise }),
    [empty, [], empty],
    {
      shape: empty,
    },
  );
  testEmptyInput('sampleGumbelSoftmax', (logits) => variational.sampleGumbelSoftmax(logits, { seed: 1 }), [empty], {
    shape: empty,
  });
  testEmptyInput('sampleGumbelSoftmax, no classes', (logits) => variational.sampleGumbelSoftmax(logits), [[2, 0]], {
    shape: [2, 0],
  });
});

test('families name the function and the argument in errors', () => {
  expectArgumentError(
    () => variational.sampleWeibull([1, 2], [1, 2, 3]),
    'sampleWeibull: concentration does not broadcast; expected a shape compatible with [2]; got [3]',
  );
  expectArgumentError(
    () => variational.sampleCauchy([1], [1], { noise: [0.5], seed: 1 }),
    'sampleCauchy: noise and seed exclude each other; expected one; got both',
  );
  expectArgumentError(
    () => variational.sampleExponential([1, 2], { noise: [0.5] }),
    'sampleExponential: noise has the wrong shape; expected [2], or a sample axis before it; got [1]',
  );
});
