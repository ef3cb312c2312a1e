import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { gaussianLogLikelihood, marginalLikelihood } from '../../src/variational';
import { fitGaussian } from '../../src/variational/fitGaussian';
import model from '../fixtures/linearGaussian.json';
import { logJoint } from './logJoint';

describe('marginalLikelihood', () => {
  test('of a linear Gaussian model is its log p(x), example by example, with no tensor but the result', async () => {
    const initial = tf.tensor2d(model.posteriorMean);
    const before = tf.memory().numTensors;
    const options = { steps: 80, burnIn: 5, leapfrogSteps: 4, stepSize: 0.25, seed: 3 };
    const { logLikelihood, acceptance } = await marginalLikelihood(logJoint(model.x), initial, options);
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(1);
    expect(logLikelihood.shape).toEqual([2]);
    expect(acceptance).toBeGreaterThan(0.85);
    // The fit of two means and three covariances from 80 samples is off by about 5/160 nats.
    await expectTensorsClose(logLikelihood, model.logMarginal, { rtol: 0, atol: 0.12 });
  });

  test('of one example is a scalar', async () => {
    // x|z ~ N(z, 1), z ~ N(0, 1): x ~ N(0, 2)
    const joint = (z: tf.Tensor) => tf.sum(tf.add(gaussianLogLikelihood(z, 0, 0), gaussianLogLikelihood(1, z, 0)));
    const options = { steps: 60, burnIn: 5, leapfrogSteps: 4, stepSize: 0.3, seed: 1 };
    const { logLikelihood } = await marginalLikelihood(joint, [0.5], options);
    await expectTensorsClose(logLikelihood, gaussianLogLikelihood(1, 0, Math.LN2), { rtol: 0, atol: 0.12 });
  });

  test('is NaN where no proposal is accepted, not a number made of one sample', async () => {
    const options = { steps: 3, burnIn: 0, leapfrogSteps: 1, stepSize: 1000, seed: 1 };
    const { logLikelihood, acceptance } = await marginalLikelihood(logJoint(model.x), model.posteriorMean, options);
    expect(acceptance).toBe(0);
    await expectTensorsClose(logLikelihood, [Number.NaN, Number.NaN]);
  });

  test('names itself in errors', async () => {
    const refused = marginalLikelihood(() => tf.scalar(1), [1]);
    await expect(refused).rejects.toThrow(
      'marginalLikelihood: logJoint does not depend on z; expected a tensor computed from z; got one without a gradient',
    );
  });
});

test('fitGaussian: the density of the mean and covariance of the points', () => {
  const density = fitGaussian([[1, 0], [-1, 0], [0, 2], [0, -2]]); // biome-ignore format: one point a line
  // covariance diag(½, 2), determinant 1
  expect(density([0, 0])).toBeCloseTo(-Math.log(2 * Math.PI), 12);
  expect(density([1, 2])).toBeCloseTo(-Math.log(2 * Math.PI) - (2 + 2) / 2, 12);
  expect(fitGaussian([[1, 1], [2, 2]])([0, 0])).toBeNaN(); // biome-ignore format: pairs
});
