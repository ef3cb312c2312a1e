import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  distillationLoss,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  softmaxWithTemperature,
} from '../../src/distillation';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { bernoulliLogLikelihood, gaussianKL, gaussianLogLikelihood, reparameterize } from '../../src/variational';

/** A batch of two with three axes, and one of the same numbers with six. */
const [threeAxes, sixAxes] = [[2, 4, 3], [2, 1, 2, 1, 2, 3]]; // biome-ignore format: shapes

const functions: Record<string, { f: (...inputs: tf.Tensor[]) => tf.Tensor; inputs?: number }> = {
  gaussianKL: { f: (mean, logVariance) => gaussianKL(mean, logVariance) },
  gaussianLogLikelihood: { f: (x, mean, logVariance) => gaussianLogLikelihood(x, mean, logVariance), inputs: 3 },
  bernoulliLogLikelihood: { f: (x, logits) => bernoulliLogLikelihood(x, logits) },
  reparameterize: { f: (mean, logVariance, noise) => reparameterize(mean, logVariance, { noise }), inputs: 3 },
  softmaxWithTemperature: { f: (logits) => softmaxWithTemperature(logits), inputs: 1 },
  logSoftmaxWithTemperature: { f: (logits) => logSoftmaxWithTemperature(logits), inputs: 1 },
  distillationLoss: { f: (student, teacher) => distillationLoss(student, teacher) },
  logitMatchingLoss: { f: (student, teacher) => logitMatchingLoss(student, teacher) },
};

test.each(Object.entries(functions))(
  '%s: six axes give the value and gradients of three',
  async (_, { f, inputs: count = 2 }) => {
    const inputs = Array.from({ length: count }, (_, seed) => seededTensor(threeAxes, { seed }));
    const [flat, deep] = [inputs, inputs.map((x) => tf.reshape(x, sixAxes))].map((given) => {
      const value = f(...given);
      const { grads } = tf.valueAndGrads(f)(given, tf.onesLike(value));
      return [value, ...grads];
    });
    for (const [index, tensor] of deep.entries()) {
      await expectTensorsClose(tf.reshape(tensor, [-1]), tf.reshape(flat[index], [-1]));
    }
    expect(deep[1].shape).toEqual(sixAxes);
  },
);
