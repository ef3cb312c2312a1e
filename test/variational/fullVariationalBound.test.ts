import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import { elbo, fullVariationalBound, gaussianLogLikelihood, reparameterize } from '../../src/variational';
import model from '../fixtures/randomMean.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { withContext } from '../support/withContext';

const x = () => tf.tensor2d(model.x, [4, 1]);
const dataSize = model.x.length;

describe('fullVariationalBound of a model with exact answers: x = θ + z + noise', () => {
  test("estimator: 'monteCarlo' with the posterior itself is log p(X) for every draw of θ", async () => {
    const weights = { mean: model.weights.mean, logVariance: model.weights.logVariance };
    for (const noise of [-1.5, 0, 0.3, 2]) {
      const theta = reparameterize(weights.mean, weights.logVariance, { noise });
      // z integrated out: x|θ ~ N(θ, 1.5)
      const bounds = tf.reshape(gaussianLogLikelihood(x(), theta, Math.log(1 + model.noise)), [4]);
      for (const [given, drawn] of Object.entries({ noise: { noise }, sample: { sample: theta } })) {
        const options = { dataSize, estimator: 'monteCarlo' } as const;
        const bound = fullVariationalBound(bounds, { ...weights, ...drawn }, options);
        await withContext(`noise ${noise}, given as ${given}`, () =>
          expectTensorsClose(bound, model.logMarginal, { rtol: 1e-5 }),
        );
      }
    }
  });

  test("estimator: 'analytic' of a factorized posterior has the exact bound as its mean, below log p(X)", async () => {
    const { weights, mean, logVariance, bound } = model.factorised;
    const posterior = { mean: tf.tensor2d(mean, [4, 1]), logVariance: tf.fill([4, 1], logVariance) };
    const draws = 200;
    const noise = seededTensor([draws], { seed: 1, distribution: 'normal' });
    const thetas = reparameterize(weights.mean, weights.logVariance, { noise });
    const z = reparameterize(posterior.mean, posterior.logVariance, { samples: draws, seed: 2 });
    const decoded = { mean: tf.add(z, tf.reshape(thetas, [draws, 1, 1])), logVariance: Math.log(model.noise) };
    // The bound is linear in the draws, so that elbo takes their mean.
    const bounds = elbo(x(), decoded, posterior, { reduction: 'none' });
    const estimate = (await fullVariationalBound(bounds, weights, { dataSize }).data())[0];
    // One draw varies by about 4.5 nats: four standard errors.
    expect(Math.abs(estimate - bound)).toBeLessThan((4 * 4.5) / Math.sqrt(draws));
    expect(bound).toBeLessThan(model.logMarginal);
  });
});

describe('fullVariationalBound', () => {
  test('every weight of a list counts, and a batch represents the data set', async () => {
    const one = { mean: [[1, 0]], logVariance: [[0, 0]] };
    const two = { mean: 2, logVariance: 0 };
    await expectTensorsClose(fullVariationalBound([-2, -4], [one, two], { dataSize: 10 }), -30 - 0.5 - 2);
    await expectTensorsClose(fullVariationalBound(-3, two, { dataSize: 10 }), -32);
    await expectTensorsClose(fullVariationalBound(-3, [], { dataSize: 10 }), -30);
  });

  test('gradients and second gradients', async () => {
    const inputs = [4, 5, 6, 7].map((seed, index) => seededTensor(index === 0 ? [3] : [2, 2], { seed }));
    for (const drawn of ['sample', 'noise']) {
      const f = (bounds: tf.Tensor, mean: tf.Tensor, logVariance: tf.Tensor, draw: tf.Tensor) => {
        const weights = { mean, logVariance, [drawn]: draw };
        const analytic = fullVariationalBound(bounds, { mean, logVariance }, { dataSize: 5 });
        return tf.add(analytic, fullVariationalBound(bounds, [weights], { dataSize: 5, estimator: 'monteCarlo' }));
      };
      await gradcheck(f, inputs);
      await gradgradcheck(f, inputs);
    }
  });

  test('keeps its accuracy over a million weights', async () => {
    const weights = { mean: tf.ones([1000, 1000]), logVariance: tf.zeros([1000, 1000]) };
    await expectTensorsClose(fullVariationalBound(0, weights, { dataSize: 1 }), -5e5, { rtol: 1e-6 });
  });

  testEmptyInput(
    'an empty batch, and weights without an element',
    (bounds, mean, logVariance) => fullVariationalBound(bounds, { mean, logVariance }, { dataSize: 7 }),
    [[0], [0, 2], [0, 2]],
    { shape: [] },
  );

  test('rejects bad input', () => {
    const weights = { mean: [0], logVariance: [0] };
    expectArgumentError(
      () => fullVariationalBound([0], weights, {} as never),
      'fullVariationalBound: dataSize is out of range; expected an integer at least 1; got undefined',
    );
    expectArgumentError(
      () => fullVariationalBound([0], [weights, { mean: [0], logVariance: [0, 1] }], { dataSize: 1 }),
      'fullVariationalBound: weights[1].mean and weights[1].logVariance differ in shape; expected weights[1].logVariance of shape [1]; got [2]',
    );
    expectArgumentError(
      () => fullVariationalBound([0], weights, { dataSize: 1, estimator: 'monteCarlo' }),
      'fullVariationalBound: weights has no sample; expected weights.sample or weights.noise; got neither',
    );
    expectArgumentError(
      () => fullVariationalBound([0], { ...weights, sample: [0], noise: [0] }, { dataSize: 1 }),
      'fullVariationalBound: weights has both sample and noise; expected one; got both',
    );
    expectArgumentError(
      () => fullVariationalBound([0], { ...weights, stdev: 1 } as never, { dataSize: 1 }),
      "fullVariationalBound: weights has an unknown key; expected mean, logVariance, sample or noise; got 'stdev'",
    );
  });
});
