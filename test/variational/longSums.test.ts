import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as variational from '../../src/variational';

/** Added one by one in float32, a million gradients of 0.1 make 0.10096 million. */
const size = tf.getBackend() === 'wasm' ? 1_000_000 : 100_000;
const tolerance = tf.getBackend() === 'webgpu' ? 1e-5 : 1e-6;
const [half, one, zero] = [tf.fill([size], 0.5), tf.ones([size]), tf.zeros([size])];

/** Functions of a parameter that broadcasts, a value of it, and its derivative there. */
const functions: Record<string, [f: (parameter: tf.Tensor) => tf.Tensor, at: number, slope: number]> = {
  'reparameterize for the mean': [(mean) => variational.reparameterize(mean, 0, { noise: one }), 0, 1],
  'reparameterize for the log variance': [(s) => variational.reparameterize(0, s, { noise: one }), 0, 0.5],
  'sampleLogistic for the location': [(m) => variational.sampleLogistic(m, 1, { noise: half }), 0, 1],
  'sampleUniform for the upper end': [(high) => variational.sampleUniform(0, high, { noise: half }), 1, 0.5],
  'sampleExponential for the rate': [(rate) => variational.sampleExponential(rate, { noise: half }), 1, -Math.LN2],
  'sampleWeibull for the scale': [(s) => variational.sampleWeibull(s, 1, { noise: half }), 1, Math.LN2],
  'gaussianKL for the log variance': [(s) => variational.gaussianKL(zero, s), Math.log(3), 1],
  'gaussianKL for the prior mean': [(priorMean) => variational.gaussianKL(one, 0, { priorMean }), 0, -1],
  'gaussianLogLikelihood for the mean': [(mean) => variational.gaussianLogLikelihood(one, mean, 0), 0, 1],
  'gaussianLogLikelihood for the log variance': [(s) => variational.gaussianLogLikelihood(zero, 0, s), 0, -0.5],
  'bernoulliLogLikelihood for the logit': [(l) => variational.bernoulliLogLikelihood(one, l), 0, 0.5],
};

describe('the gradient of a parameter that broadcasts adds up over a million elements', () => {
  for (const [name, [f, at, slope]] of Object.entries(functions)) {
    test(name, async () => {
      const gradient = tf.grad(f)(tf.scalar(at), tf.fill([size], 0.1));
      const expected = size * Math.fround(0.1) * slope;
      expect(Math.abs((await gradient.data())[0] / expected - 1)).toBeLessThan(tolerance);
    });
  }

  test('sampleGumbelSoftmax for the logits', async () => {
    const count = size / 10;
    const dy = tf.broadcastTo(tf.tensor1d([0.1, 0]), [count, 2]);
    const draw = (logits: tf.Tensor) => variational.sampleGumbelSoftmax(logits, { noise: tf.fill([count, 2], 0.5) });
    const gradient = tf.grad(draw)(tf.zeros([2]), dy);
    const expected = (count * Math.fround(0.1)) / 4; // p (1 − p)
    const values = await gradient.data();
    expect(Math.abs(values[0] / expected - 1)).toBeLessThan(tolerance);
    expect(Math.abs(values[1] / expected + 1)).toBeLessThan(tolerance);
  });
});
