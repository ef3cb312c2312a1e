import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import {
  doublyReparameterizedBound,
  elbo,
  gaussianLogLikelihood,
  importanceLogWeights,
  importanceWeightedBound,
  renyiBound,
  reparameterize,
  stickingTheLandingBound,
} from '../../src/variational';
import doubly from '../fixtures/doublyReparameterizedBound.json';
import logWeights from '../fixtures/importanceLogWeights.json';
import exact from '../fixtures/importanceWeightedBound.exact.json';
import renyi from '../fixtures/renyiBound.json';
import sticking from '../fixtures/stickingTheLandingBound.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { testFixture } from '../support/testFixture';
import { withContext } from '../support/withContext';

testFixture(renyi, ({ logWeights }, options) => renyiBound(logWeights, options));
testFixture(doubly, ({ logWeights }, options) => doublyReparameterizedBound(logWeights, options));
testFixture(sticking, ({ logWeights }, options) => stickingTheLandingBound(logWeights, options));
testFixture(logWeights, ({ x, logits, ...posterior }, options) =>
  importanceLogWeights(x, { logits }, posterior, options),
);

describe('gradients of the exact bound of two samples, by quadrature over the noise', () => {
  const noise = tf.tensor(exact.noise.values, exact.noise.shape);
  const mass = tf.tensor(exact.mass.values, exact.mass.shape);
  type Bound = (logWeights: tf.Tensor, options: { reduction: 'none' }) => tf.Tensor;

  /** The expectation of a bound's value and gradients for z ~ N(0, 1), x|z ~ N(slope · z, eᵛ). */
  const expected =
    (bound: Bound, stopPosterior: boolean) => (mean: tf.Tensor, logVariance: tf.Tensor, slope: tf.Tensor) => {
      const points = exact.mass.shape[0];
      const zeros = tf.zeros([points, 1]);
      const parameters = { mean: tf.add(zeros, mean), logVariance: tf.add(zeros, logVariance) };
      const sample = reparameterize(parameters.mean, parameters.logVariance, { noise: tf.expandDims(noise, 2) });
      const decoded = { mean: tf.mul(sample, slope), logVariance: exact.decodedLogVariance };
      const x = tf.fill([points, 1], exact.x);
      const w = importanceLogWeights(x, decoded, { ...parameters, sample }, { stopPosterior });
      return tf.sum(tf.mul(bound(w, { reduction: 'none' }), mass));
    };
  const at = () => [tf.scalar(exact.mean), tf.scalar(exact.logVariance), tf.scalar(exact.slope)];
  const gradients = (bound: Bound, stopPosterior: boolean) => tf.grads(expected(bound, stopPosterior))(at());
  const close = { rtol: 1e-4, atol: 1e-5 };
  const { mean, logVariance, slope } = exact.gradients;

  test('importanceWeightedBound', async () => {
    const [m, v, s] = at();
    await expectTensorsClose(expected(importanceWeightedBound, false)(m, v, s), exact.bound, close);
    const of = gradients(importanceWeightedBound, false);
    await expectTensorsClose(tf.stack(of), [mean, logVariance, slope], close);
  });

  test('doublyReparameterizedBound with stopPosterior, for the encoder', async () => {
    const [m, v] = gradients(doublyReparameterizedBound, true);
    await expectTensorsClose(tf.stack([m, v]), [mean, logVariance], close);
  });

  test('importanceWeightedBound with stopPosterior, for the decoder alone: it is biased for the encoder', async () => {
    const [m, , s] = gradients(importanceWeightedBound, true);
    await expectTensorsClose(s, slope, close);
    expect(Math.abs((await m.data())[0] - mean)).toBeGreaterThan(0.001);
  });
});

describe('stickingTheLandingBound', () => {
  test('where q is the posterior, each single gradient vanishes', async () => {
    // x|z ~ N(2z, 1): the posterior of z is N(2x/5, 1/5).
    const x = tf.tensor2d([[1], [-3]]);
    const bound = (mean: tf.Tensor, logVariance: tf.Tensor, options?: { stopPosterior: boolean }) => {
      const sample = reparameterize(mean, logVariance, { samples: 7, seed: 1 });
      const decoded = { mean: tf.mul(sample, 2), logVariance: 0 };
      return stickingTheLandingBound(importanceLogWeights(x, decoded, { mean, logVariance, sample }, options));
    };
    const at = [tf.mul(x, 2 / 5), tf.fill([2, 1], Math.log(1 / 5))];
    const path = tf.grads((m: tf.Tensor, s: tf.Tensor) => bound(m, s, { stopPosterior: true }))(at);
    for (const [index, gradient] of path.entries()) {
      await withContext(`gradient for ${['mean', 'logVariance'][index]}`, () =>
        expectTensorsClose(gradient, [[0], [0]], { rtol: 0, atol: 1e-5 }),
      );
    }
    const [score] = tf.grads((m: tf.Tensor, s: tf.Tensor) => bound(m, s))(at);
    expect(Math.max(...(await tf.abs(score).data()))).toBeGreaterThan(0.01);
    await expectTensorsClose(bound(at[0], at[1]), tf.mean(gaussianLogLikelihood(x, 0, Math.log(5))), { rtol: 1e-5 });
  });
});

describe('renyiBound', () => {
  const w = () => seededTensor([6, 4], { seed: 3, low: -3, high: 3 });

  test('alpha: 0 is importanceWeightedBound, 1 the mean, falling in between and beyond', async () => {
    await expectTensorsClose(renyiBound(w(), { alpha: 0 }), importanceWeightedBound(w()));
    await expectTensorsClose(renyiBound(w(), { alpha: 1 }), tf.mean(w()), { atol: 1e-6 });
    const orders = [-1e6, -100, -2, 0, 0.5, 0.999999, 1, 1.000001, 2, 100, 1e6];
    const bounds = await tf.stack(orders.map((alpha) => renyiBound(w(), { alpha }))).data();
    for (let i = 1; i < orders.length; i++) expect(bounds[i], `alpha: ${orders[i]}`).toBeLessThan(bounds[i - 1] + 1e-6);
    expect(bounds[0]).toBeCloseTo((await tf.mean(tf.max(w(), 0)).data())[0], 4);
    expect(bounds[orders.length - 1]).toBeCloseTo((await tf.mean(tf.min(w(), 0)).data())[0], 4);
  });

  test('a weight of 0: no part below alpha 1, a bound of −∞ from there on', async () => {
    const zero = [-Infinity, 0];
    await expectTensorsClose(renyiBound(zero, { alpha: 0.5 }), 2 * Math.log(0.5));
    for (const alpha of [1, 2]) {
      await withContext(`one weight of 0, alpha: ${alpha}`, () =>
        expectTensorsClose(renyiBound(zero, { alpha }), -Infinity),
      );
    }
    for (const alpha of [0.5, 2]) {
      await withContext(`both weights of 0, alpha: ${alpha}`, () =>
        expectTensorsClose(renyiBound([-Infinity, -Infinity], { alpha }), -Infinity),
      );
    }
    await expectTensorsClose(stickingTheLandingBound(zero), -Infinity);
  });

  test('keeps NaN', async () => {
    for (const alpha of [0.5, 1, 2]) {
      await withContext(`alpha: ${alpha}`, () =>
        expectTensorsClose(renyiBound([Number.NaN, 0], { alpha }), Number.NaN),
      );
    }
  });

  test('rejects bad options', () => {
    expectArgumentError(
      () => renyiBound([1], { alpha: Number.POSITIVE_INFINITY }),
      'renyiBound: alpha is out of range; expected a finite number at least -1000000 and at most 1000000; got Infinity',
    );
    expectArgumentError(
      () => renyiBound([]),
      'renyiBound: logWeights has no samples; expected at least 1 on the first axis; got shape [0]',
    );
  });
});

describe('importanceLogWeights', () => {
  test('of one sample without a sample axis is [1, batch], and the Monte Carlo elbo', async () => {
    const posterior = { mean: [[0.5, -1]], logVariance: [[0.2, -0.3]], noise: [[0.1, 0.7]] };
    const w = importanceLogWeights([[1, 0]], { logits: [[0.3, -2]] }, posterior);
    expect(w.shape).toEqual([1, 1]);
    const bound = elbo([[1, 0]], { logits: [[0.3, -2]] }, posterior, { estimator: 'monteCarlo' });
    await expectTensorsClose(tf.mean(w), bound);
  });

  test('names itself in errors', () => {
    expectArgumentError(
      () => importanceLogWeights([[1]], { logits: [[0]] }, { mean: [[0]], logVariance: [[0]] }),
      'importanceLogWeights: posterior has no samples; expected posterior.sample or posterior.noise; got neither',
    );
    expectArgumentError(
      () =>
        importanceLogWeights(
          [[1]],
          { logits: [[0]] },
          { mean: [[0]], logVariance: [[0]], sample: [[0]] },
          {
            stopPosterior: 1 as unknown as boolean,
          },
        ),
      'importanceLogWeights: stopPosterior is not a boolean; expected true or false; got 1',
    );
  });
});

describe('an empty batch', () => {
  const reducers = { renyiBound, doublyReparameterizedBound, stickingTheLandingBound };
  for (const [name, bound] of Object.entries(reducers)) {
    testEmptyInput(name, (w) => bound(w), [[4, 0]], { shape: [] });
  }
  testEmptyInput(
    'importanceLogWeights',
    (x, logits, mean, logVariance, sample) => importanceLogWeights(x, { logits }, { mean, logVariance, sample }),
    [
      [0, 3],
      [2, 0, 3],
      [0, 2],
      [0, 2],
      [2, 0, 2],
    ],
    { shape: [2, 0] },
  );
});
