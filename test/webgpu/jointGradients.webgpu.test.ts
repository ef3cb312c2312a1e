import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { elbo } from '../../src/variational';

const x = seededTensor([2, 3], { seed: 1 });
const posterior = { mean: seededTensor([2, 2], { seed: 2 }), logVariance: seededTensor([2, 2], { seed: 3 }) };
const bound = (mean: tf.Tensor, logVariance: tf.Tensor) => elbo(x, { mean, logVariance }, posterior);
const parameters = [4, 5].map((seed) => seededTensor([2, 3], { seed }));

test('elbo of Gaussians: one program gives both gradients; asked for one, it leaves no tensor behind', async () => {
  const both = tf.grads(bound)(parameters);
  for (const [index, parameter] of parameters.entries()) {
    const before = tf.memory().numTensors;
    const f = (y: tf.Tensor) => bound(index === 0 ? y : parameters[0], index === 1 ? y : parameters[1]);
    const alone = tf.grad(f)(parameter);
    expect(tf.memory().numTensors).toBe(before + 1);
    await expectTensorsClose(alone, both[index]);
  }
});

test('elbo of Gaussians: the gradient of a gradient for both parameters at once', async () => {
  const [mean, logVariance] = parameters;
  const second = tf.grad((s: tf.Tensor) => tf.sum(tf.grads(bound)([mean, s])[0]))(logVariance);
  // d/ds of (x − μ) e⁻ˢ, and the mean of the batch.
  const expected = tf.mul(tf.mul(tf.sub(mean, x), tf.exp(tf.neg(logVariance))), 1 / 2);
  await expectTensorsClose(second, expected);
});
