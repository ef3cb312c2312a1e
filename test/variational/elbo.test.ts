import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import { elbo, elboTerms, gaussianKL, gaussianLogLikelihood, reparameterize } from '../../src/variational';
import fixture from '../fixtures/elbo.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';
import { decodedOf } from './decodedOf';

testFixture(fixture, ({ x, mean, logVariance, sample, noise, ...decoded }, options) =>
  elbo(x, decodedOf(decoded), { mean, logVariance, sample, noise }, options),
);

describe('elbo of a linear Gaussian model, whose marginal likelihood is known', () => {
  // x|z ~ N(w z, σ²), z ~ N(0, 1): x ~ N(0, w² + σ²), z|x ~ N(v w x / σ², v) with v = 1 / (1 + w²/σ²).
  const [w, noiseVariance] = [1.5, 0.5];
  const x = tf.tensor2d([[0.3], [-1.2], [2]]);
  const exactVariance = 1 / (1 + w ** 2 / noiseVariance);
  const exactMean = tf.mul(x, (exactVariance * w) / noiseVariance);
  const exactLogVariance = tf.fill([3, 1], Math.log(exactVariance));
  const logMarginal = tf.reshape(gaussianLogLikelihood(x, 0, Math.log(w ** 2 + noiseVariance)), [3]);
  const decode = (z: tf.Tensor) => ({ mean: tf.mul(z, w), logVariance: Math.log(noiseVariance) });
  // Two samples a standard deviation from the mean average a quadratic function exactly.
  const noise = tf.tensor3d([1, 1, 1, -1, -1, -1], [2, 3, 1]);

  const bound = (mean: tf.Tensor, logVariance: tf.Tensor, estimator: 'analytic' | 'monteCarlo') => {
    const sample = reparameterize(mean, logVariance, { noise });
    return elbo(x, decode(sample), { mean, logVariance, sample }, { estimator, reduction: 'none' });
  };

  for (const estimator of ['analytic', 'monteCarlo'] as const) {
    test(`estimator: '${estimator}': the bound is tight at the exact posterior`, async () => {
      await expectTensorsClose(bound(exactMean, exactLogVariance, estimator), logMarginal, { rtol: 1e-5 });
    });

    test(`estimator: '${estimator}': elsewhere it is lower by the divergence from the exact posterior`, async () => {
      const mean = tf.tensor2d([[0], [1], [0.5]]);
      const logVariance = tf.tensor2d([[0], [-3], [0.5]]);
      const gap = gaussianKL(mean, logVariance, { priorMean: exactMean, priorLogVariance: exactLogVariance });
      const expected = tf.sub(logMarginal, tf.reshape(gap, [3]));
      await expectTensorsClose(bound(mean, logVariance, estimator), expected, { rtol: 1e-5 });
    });
  }

  test("estimator: 'monteCarlo' has no variance at the exact posterior", async () => {
    const sample = reparameterize(exactMean, exactLogVariance, { seed: 5 });
    const posterior = { mean: exactMean, logVariance: exactLogVariance, sample };
    const value = elbo(x, decode(sample), posterior, { estimator: 'monteCarlo', reduction: 'none' });
    await expectTensorsClose(value, logMarginal, { rtol: 1e-5 });
  });
});

describe('elbo', () => {
  const posterior = { mean: [[1, 0]], logVariance: [[0, 0]] };
  const decoded = { logits: [[0, 0]] };

  for (const estimator of ['analytic', 'monteCarlo'] as const) {
    test(`estimator: '${estimator}': is differentiable through the reparameterized sample`, async () => {
      const x = tf.tensor2d([[0.25, 1, 0]]);
      const weights = tf.tensor2d([[0.5, -1, 0.75]]);
      const noise = tf.tensor3d([[[0.4]], [[-1.3]]]);
      const bound = (mean: tf.Tensor, logVariance: tf.Tensor) => {
        const sample = reparameterize(mean, logVariance, { noise });
        return elbo(x, { logits: tf.mul(sample, weights) }, { mean, logVariance, sample }, { estimator });
      };
      const inputs = [tf.tensor2d([[0.6]]), tf.tensor2d([[-0.8]])];
      await gradcheck(bound, inputs);
      await gradgradcheck(bound, inputs);
    });
  }

  const weights = tf.tensor2d([[0.5, -1, 0.75], [1, 0.25, -2]]); // biome-ignore format: rows
  const decoders = {
    Bernoulli: (z: tf.Tensor) => ({ logits: tf.matMul(z as tf.Tensor2D, weights) }),
    Gaussian: (z: tf.Tensor) => ({ mean: tf.matMul(z as tf.Tensor2D, weights), logVariance: -0.5 }),
  };
  for (const [decoder, decode] of Object.entries(decoders)) {
    for (const drawn of ['sample', 'noise']) {
      test(`${decoder} decoder: 'monteCarlo' by ${drawn} agrees with 'analytic' within its error, in value and gradients`, async () => {
        const count = 4000;
        const repeated = (row: number[]) => tf.tile(tf.tensor2d([row]), [count, 1]);
        const noise = seededTensor([count, 2], { seed: 8, distribution: 'normal' });
        const [monteCarlo, analytic] = (['monteCarlo', 'analytic'] as const).map((estimator) => {
          const bound = (mean: tf.Tensor, logVariance: tf.Tensor) => {
            const sample = reparameterize(mean, logVariance, { noise });
            const posterior = { mean, logVariance, [drawn]: { sample, noise }[drawn] };
            return elbo(repeated([1, 0, 0.25]), decode(sample), posterior, { estimator, reduction: 'none' });
          };
          const { value, grads } = tf.valueAndGrads(bound)([repeated([0.6, -1.2]), repeated([-0.8, 0.5])]);
          return tf.concat([tf.expandDims(value, 1), ...grads], 1);
        });
        // Both share the draws, so the differences are those of the divergence alone.
        const { mean, variance } = tf.moments(tf.sub(monteCarlo, analytic), 0);
        const standardErrors = await tf.sqrt(tf.div(variance, count)).data();
        for (const [index, difference] of (await mean.data()).entries()) {
          const what = ['value', 'mean 0', 'mean 1', 'logVariance 0', 'logVariance 1'][index];
          expect(Math.abs(difference), what).toBeLessThan(4 * standardErrors[index]);
          expect(standardErrors[index], what).toBeLessThan(0.05);
        }
      });
    }
  }

  test('freeBits: a dimension at or below the floor has no gradient', async () => {
    const logVariance = tf.zeros([2, 3]);
    const mean = tf.tensor2d([
      [1, 0.1, 2],
      [1, 0.2, 0],
    ]);
    const bound = (options: object) =>
      tf.grad((m) => elbo(tf.zeros([2, 1]), { logits: tf.zeros([2, 1]) }, { mean: m, logVariance }, options));
    // KL averaged over the batch: ½, 0.0125, 1; of each example: ½, ½; 0.005, 0.02; 2, 0.
    await expectTensorsClose(bound({ freeBits: 0.5, reduction: 'sum' })(mean), [
      [0, 0, -2],
      [0, 0, 0],
    ]);
    await expectTensorsClose(bound({ freeBits: 0.01, freeBitsAxis: 'example', reduction: 'sum' })(mean), [
      [-1, 0, -2],
      [-1, -0.2, 0],
    ]);
  });

  test('sums over many elements without losing the last', async () => {
    const size = 200_003;
    const value = elbo(tf.zeros([1, size]), { logits: tf.zeros([1, size]) }, posterior);
    await expectTensorsClose(value, -size * Math.LN2 - 0.5, { rtol: 1e-6 });
  });

  test('casts integer data', async () => {
    await expectTensorsClose(elbo(tf.tensor2d([[1, 0]], [1, 2], 'int32'), decoded, posterior), -1.886294361);
  });

  test("estimator: 'monteCarlo', by noise: the gradient of the KL at a tiny σ is exact", async () => {
    // d/dμ (log q − log p) = μ + σε
    const noise = tf.tensor2d([[0.5, -1, 2]]);
    const logVariance = tf.fill([1, 3], -30);
    const cost = (mean: tf.Tensor) =>
      tf.neg(
        elbo([[1]], { logits: [[0]] }, { mean, logVariance, noise }, { estimator: 'monteCarlo', beta: 0.5 }),
      ) as tf.Scalar;
    const expected = [0.5, -1, 2].map((epsilon) => 0.5 * (1 + Math.exp(-15) * epsilon));
    const gradient = tf.tidy(() => tf.grad(cost)(tf.ones([1, 3])));
    await expectTensorsClose(gradient, [expected], { rtol: 1e-6 });
    tf.dispose([noise, logVariance, gradient]);
  });

  test("estimator: 'monteCarlo': noise and the sample made from it give equal values and gradients", async () => {
    const [x, weights] = [tf.tensor2d([[0.25, 1, 0]]), tf.tensor2d([[0.5, -1, 0.75]])];
    const noise = tf.tensor3d([[[0.4]], [[-1.3]]]);
    const inputs = [tf.tensor2d([[0.6]]), tf.tensor2d([[-0.8]])];
    const results = (['noise', 'sample'] as const).map((name) =>
      tf.valueAndGrads((mean: tf.Tensor, logVariance: tf.Tensor) => {
        const sample = reparameterize(mean, logVariance, { noise });
        const drawn = { noise, sample }[name];
        const posterior = { mean, logVariance, [name]: drawn };
        return elbo(x, { logits: tf.mul(sample, weights) }, posterior, { estimator: 'monteCarlo' });
      })(inputs),
    );
    await expectTensorsClose(results[0].value, results[1].value, { rtol: 1e-5 });
    // For the mean and the log variance, one number each.
    await expectTensorsClose(tf.stack(results[0].grads), tf.stack(results[1].grads), { rtol: 1e-5 });
  });

  describe('β = 0: the KL is not computed', () => {
    const infinite = { mean: [[0, 1]], logVariance: [[90, 200]] };
    const notANumber = { mean: [[Number.NaN, 1]], logVariance: [[90, 200]] };
    for (const freeBits of [0, 0.5]) {
      for (const [name, given] of Object.entries({ infinite, notANumber })) {
        test(`freeBits: ${freeBits}, ${name}`, async () => {
          const bound = elbo([[1]], { logits: [[0]] }, given, { beta: 0, freeBits });
          await expectTensorsClose(bound, -Math.LN2);
        });
      }
    }
    for (const name of ['sample', 'noise']) {
      test(`estimator: 'monteCarlo', by ${name}`, async () => {
        const drawn = { ...infinite, [name]: [[Infinity, 0]] };
        const options = { beta: 0, estimator: 'monteCarlo' } as const;
        await expectTensorsClose(elbo([[1]], { logits: [[0]] }, drawn, options), -Math.LN2);
      });
    }
    test('the posterior has gradient zero', async () => {
      const gradients = tf.grads((mean, logVariance) =>
        elbo([[1]], { logits: [[0]] }, { mean, logVariance }, { beta: 0 }),
      )([tf.tensor2d(infinite.mean), tf.tensor2d(infinite.logVariance)]);
      await expectTensorsClose(tf.stack(gradients), [[[0, 0]], [[0, 0]]]); // biome-ignore format: mean, log variance
    });
    test('elboTerms still gives the KL', async () => {
      const { kl, bound } = elboTerms([[1]], { logits: [[0]] }, infinite, { beta: 0 });
      await expectTensorsClose(kl, [Infinity]);
      await expectTensorsClose(bound, [-Math.LN2]);
    });
  });

  test('rejects bad options', () => {
    const withOptions = (options: object) => () => elbo([[1, 0]], decoded, posterior, options);
    expectArgumentError(
      withOptions({ estimator: 'sampled' }),
      "elbo: unknown estimator; expected 'analytic' or 'monteCarlo'; got 'sampled'",
    );
    expectArgumentError(
      withOptions({ estimator: 'monteCarlo' }),
      'elbo: posterior has no samples; expected posterior.sample or posterior.noise; got neither',
    );
    expectArgumentError(
      withOptions({ beta: -1 }),
      'elbo: beta is out of range; expected a finite number at least 0; got -1',
    );
    expectArgumentError(
      withOptions({ freeBits: Number.NaN }),
      'elbo: freeBits is out of range; expected a finite number at least 0; got NaN',
    );
    expectArgumentError(
      withOptions({ freeBitsAxis: 0 }),
      "elbo: unknown freeBitsAxis; expected 'batch' or 'example'; got 0",
    );
    expectArgumentError(
      withOptions({ reduction: 'max' }),
      "elbo: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
  });

  test('rejects tensors that do not fit', () => {
    const call =
      (...wrong: unknown[]) =>
      () =>
        (elbo as (...given: unknown[]) => tf.Tensor)(...wrong);
    expectArgumentError(
      call([[1, 0]], {}, posterior),
      'elbo: decoded has no known form; expected {logits} or {mean, logVariance}; got {}',
    );
    expectArgumentError(
      call([[1, 0]], { mean: [[1, 0]] }, posterior),
      'elbo: decoded has no known form; expected {logits} or {mean, logVariance}; got {mean}',
    );
    expectArgumentError(
      call([[1, 0]], { logits: [[0, 0]], mean: [[0, 0]], logVariance: 0 }, posterior),
      'elbo: decoded has no known form; expected {logits} or {mean, logVariance}; got {logits, mean, logVariance}',
    );
    expectArgumentError(
      call([[1, 0]], { logits: [[0, 0]], stdev: 1 }, posterior),
      "elbo: decoded has an unknown key; expected logits, mean or logVariance; got 'stdev'",
    );
    expectArgumentError(
      call([[1, 0]], decoded, { ...posterior, stdev: [[1, 1]] }),
      "elbo: posterior has an unknown key; expected mean, logVariance, sample or noise; got 'stdev'",
    );
    expectArgumentError(
      call([[1, 0]], decoded, { ...posterior, sample: [[0, 0]], noise: [[0, 0]] }),
      'elbo: posterior.sample and posterior.noise exclude each other; expected one; got both',
    );
    expectArgumentError(
      call([[1, 0]], decoded, { ...posterior, noise: [[0]] }),
      'elbo: posterior.noise has the wrong shape; expected [1, 2], or a sample axis before it; got [1, 1]',
    );
    expectArgumentError(
      call([[1, 0]], { logits: tf.zeros([0, 1, 2]) }, posterior),
      'elbo: decoded.logits has no samples; expected at least 1 on the first axis; got shape [0, 1, 2]',
    );
    expectArgumentError(
      call([[1, 0]], decoded, undefined),
      'elbo: posterior is not an object; expected {mean, logVariance, sample, noise}; got undefined',
    );
    expectArgumentError(
      call([[1, 0]], decoded, { mean: 0, logVariance: 0 }),
      'elbo: posterior.mean has no axis; expected at least rank 1; got shape []',
    );
    expectArgumentError(
      call([[1, 0]], decoded, { mean: [[0]], logVariance: [[0, 0]] }),
      'elbo: posterior.mean and posterior.logVariance differ in shape; expected posterior.logVariance of shape [1, 1]; got [1, 2]',
    );
    expectArgumentError(
      call([1, 0], decoded, posterior),
      'elbo: x and posterior.mean differ in batch size; expected x of shape [1, ...]; got [2]',
    );
    expectArgumentError(
      call([[1, 0]], { logits: [[0, 0, 0]] }, posterior),
      'elbo: decoded.logits has the wrong shape; expected [1, 2], or a sample axis before it; got [1, 3]',
    );
    expectArgumentError(
      call([[1, 0]], { mean: [0, 0], logVariance: 0 }, posterior),
      'elbo: decoded.mean has the wrong shape; expected [1, 2], or a sample axis before it; got [2]',
    );
    expectArgumentError(
      call([[1, 0]], { mean: [[0, 0]], logVariance: [0, 0, 0] }, posterior),
      'elbo: decoded.logVariance does not broadcast; expected a shape compatible with [1, 2]; got [3]',
    );
    expectArgumentError(
      call([[1, 0]], { mean: [[0, 0]], logVariance: [[0], [0]] }, posterior),
      'elbo: decoded.logVariance has the wrong shape; expected [1, 2], or a sample axis before it; got [2, 1]',
    );
    expectArgumentError(
      call([[1, 0]], decoded, { ...posterior, sample: [[0]] }),
      'elbo: posterior.sample has the wrong shape; expected [1, 2], or a sample axis before it; got [1, 1]',
    );
    expectArgumentError(
      call([[1, 0]], decoded, { ...posterior, sample: [[[0, 0]], [[0, 0]]] }, { estimator: 'monteCarlo' }),
      'elbo: posterior.sample and decoded differ in the number of samples; expected 1; got 2',
    );
  });
});
