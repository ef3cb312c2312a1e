import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { gaussianLogLikelihood, hamiltonianMonteCarlo } from '../../src/variational';
import model from '../fixtures/linearGaussian.json';
import { expectArgumentRejection } from '../support/expectArgumentError';
import { logJoint } from './logJoint';

const standardNormal = (z: tf.Tensor) => tf.sum(gaussianLogLikelihood(z, 0, 0));

async function rejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was fulfilled');
}

describe('hamiltonianMonteCarlo', () => {
  test('samples the posterior of a linear Gaussian model, chain by chain', async () => {
    const chains = 128;
    const initial = seededTensor([chains, 2], { seed: 1, distribution: 'normal' });
    const options = { steps: 12, burnIn: 8, leapfrogSteps: 4, stepSize: 0.25, seed: 3 };
    const { samples, acceptance } = await hamiltonianMonteCarlo(logJoint([model.x[0]]), initial, options);
    expect(samples.shape).toEqual([12, chains, 2]);
    expect(acceptance).toBeGreaterThan(0.85);
    expect(acceptance).toBeLessThan(1);
    const centred = tf.sub(tf.reshape(samples, [12 * chains, 2]), model.posteriorMean[0]) as tf.Tensor2D;
    const covariance = tf.div(tf.matMul(centred, centred, true), 12 * chains);
    // Some five standard errors of a thousand independent samples.
    await expectTensorsClose(tf.mean(centred, 0), [0, 0], { rtol: 0, atol: 0.08 });
    await expectTensorsClose(covariance, model.posteriorCovariance, { rtol: 0, atol: 0.06 });
  });

  test('leaves only the samples behind, which the same seed repeats', async () => {
    const options = { steps: 3, burnIn: 1, leapfrogSteps: 2, seed: 5 };
    const initial = tf.tensor1d([0.5, -1, 2]);
    const before = tf.memory().numTensors;
    const first = await hamiltonianMonteCarlo(standardNormal, initial, options);
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(1);
    expect(first.samples.shape).toEqual([3, 3]);
    const second = await hamiltonianMonteCarlo(standardNormal, initial, options);
    await expectTensorsClose(second.samples, first.samples, { rtol: 0, atol: 0 });
    const other = await hamiltonianMonteCarlo(standardNormal, initial, { ...options, seed: 6 });
    expect(await other.samples.data()).not.toEqual(await first.samples.data());
  });

  test('the leapfrog integrator keeps the energy: a small step is nearly always accepted, a huge one never', async () => {
    const at = tf.ones([50, 4]);
    const perChain = (z: tf.Tensor) => tf.sum(gaussianLogLikelihood(z, 0, 0), 1);
    const options = { steps: 2, burnIn: 0, leapfrogSteps: 3, seed: 2 };
    const small = await hamiltonianMonteCarlo(perChain, at, { ...options, stepSize: 0.01 });
    expect(small.acceptance).toBe(1);
    const huge = await hamiltonianMonteCarlo(perChain, at, { ...options, stepSize: 1000 });
    expect(huge.acceptance).toBe(0);
    await expectTensorsClose(huge.samples, tf.ones([2, 50, 4]), { rtol: 0, atol: 0 });
  });

  test('a trajectory that leaves the domain is rejected', async () => {
    // an exponential distribution: log z is NaN below 0
    const density = (z: tf.Tensor) => tf.sub(tf.mul(tf.log(z), 0), z);
    const options = { steps: 20, burnIn: 0, leapfrogSteps: 2, stepSize: 0.7, seed: 4 };
    const { samples, acceptance } = await hamiltonianMonteCarlo(density, tf.fill([20], 0.5), options);
    expect((await tf.min(samples).data())[0]).toBeGreaterThanOrEqual(0);
    expect(acceptance).toBeGreaterThan(0.2);
    expect(acceptance).toBeLessThan(1);
  });

  test('onProgress counts the burn-in too', async () => {
    const steps: number[] = [];
    const onProgress = ({ step, total, acceptance }: { step: number; total: number; acceptance: number }) => {
      expect(total).toBe(5);
      expect(acceptance).toBeLessThanOrEqual(1);
      steps.push(step);
    };
    await hamiltonianMonteCarlo(standardNormal, [0], { steps: 3, burnIn: 2, leapfrogSteps: 1, onProgress });
    expect(steps).toEqual([1, 2, 3, 4, 5]);
  });

  test('yields to the event loop, so that a timer can abort it, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const options = { steps: 1e6, leapfrogSteps: 1, signal: controller.signal };
    const error = await rejection(hamiltonianMonteCarlo(standardNormal, [0], options));
    expect((error as Error).name).toBe('AbortError');
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  });

  test('an error in a callback passes through, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    let calls = 0;
    const failing = (z: tf.Tensor) => {
      const value = tf.sum(tf.square(z));
      if (++calls > 2) throw new Error('mine');
      return value;
    };
    expect(await rejection(hamiltonianMonteCarlo(failing, [0, 1]))).toEqual(new Error('mine'));
    const onProgress = () => {
      throw new Error('mine');
    };
    expect(await rejection(hamiltonianMonteCarlo(standardNormal, [0], { onProgress }))).toEqual(new Error('mine'));
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  });

  const bad: Record<string, [(z: tf.Tensor) => unknown, tf.TensorLike, object, string]> = {
    'an empty initial': [standardNormal, [], {}, 'initial is empty; expected at least one element; got shape [0]'],
    'a density of another shape': [
      (z) => tf.concat([z, z]),
      [1, 2],
      {},
      'logDensity(z) is not a log density; expected a float32 scalar, or [2] for as many chains; got a float32 tensor of shape [4]',
    ],
    'a density that ignores z': [
      () => tf.scalar(1),
      [1],
      {},
      'logDensity does not depend on z; expected a tensor computed from z; got one without a gradient',
    ],
    'a density of −∞ at initial': [
      (z) => tf.sum(tf.log(tf.abs(z))),
      [0],
      {},
      'logDensity or its gradient is not finite at initial; expected finite numbers; got NaN or infinity',
    ],
    'stepSize: 0': [
      standardNormal,
      [1],
      { stepSize: 0 },
      'stepSize is out of range; expected a finite number above 0; got 0',
    ],
    'leapfrogSteps: 0': [
      standardNormal,
      [1],
      { leapfrogSteps: 0 },
      'leapfrogSteps is out of range; expected an integer at least 1; got 0',
    ],
    'seed: 0.5': [standardNormal, [1], { seed: 0.5 }, 'seed is out of range; expected an integer; got 0.5'],
  };
  for (const [title, [density, initial, options, message]] of Object.entries(bad)) {
    test(`rejects ${title}`, () =>
      expectArgumentRejection(
        () => hamiltonianMonteCarlo(density as never, initial, options),
        `hamiltonianMonteCarlo: ${message}`,
      ));
  }
});
