import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  distillationLoss,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  softmaxWithTemperature,
} from '../../src/distillation';
import { contentLoss, styleLoss, totalVariationLoss } from '../../src/style';
import { elbo, importanceWeightedBound } from '../../src/variational';

const count = 1_000_000;
const tenth = Math.fround(0.1);
/** Logits with weights of 1 and then 0.1. */
const low = Math.fround(Math.log(0.1));
const logits = () => tf.concat([tf.zeros([1, 1]), tf.fill([1, count - 1], low)], 1);
const total = 1 + (count - 1) * Math.exp(low);
const tenths = () => tf.fill([1, count], tenth);
const softplus = Math.log1p(Math.exp(tenth));

/** The sum of a million terms, which float32 misses by a percent if it adds them one by one, and the right one. */
const sums: Record<string, [() => tf.Tensor, number]> = {
  softmaxWithTemperature: [
    () => tf.slice(softmaxWithTemperature(logits(), { temperature: 1 }), [0, 0], [1, 1]),
    1 / total,
  ],
  logSoftmaxWithTemperature: [
    () => tf.exp(tf.slice(logSoftmaxWithTemperature(logits(), { temperature: 1 }), [0, 0], [1, 1])),
    1 / total,
  ],
  'the gradient of softmaxWithTemperature': [
    () => {
      const f = (x: tf.Tensor) => softmaxWithTemperature(x, { temperature: 1 });
      const dy = tf.concat([tf.ones([1, 1]), tf.fill([1, count - 1], 2)], 1);
      return tf.slice(tf.grad(f)(logits(), dy), [0, 0], [1, 1]);
    },
    (1 / total) * (1 - (2 * (total - 1) + 1) / total),
  ],
  'distillationLoss of labels': [
    () => distillationLoss(logits(), logits(), { temperature: 1, labels: [0], softWeight: 0, hardWeight: 1 }),
    Math.log(total),
  ],
  distillationLoss: [
    () => {
      const teacher = tf.concat([tf.zeros([1, count / 2]), tf.ones([1, count / 2])], 1);
      return distillationLoss(tf.zeros([1, count]), teacher, { temperature: 1, softWeight: 1 });
    },
    Math.E / (1 + Math.E) - Math.log((1 + Math.E) / 2),
  ],
  logitMatchingLoss: [() => logitMatchingLoss(tenths(), tf.zeros([1, count])), 0.5 * count * tenth ** 2],
  importanceWeightedBound: [() => tf.exp(importanceWeightedBound(tf.transpose(logits()))), total / count],
  elbo: [
    () => elbo(tenths(), { logits: tenths() }, { mean: tf.zeros([1, 2]), logVariance: tf.zeros([1, 2]) }),
    count * (tenth ** 2 - softplus),
  ],
  contentLoss: [
    () => contentLoss(tf.reshape(tenths(), [1000, 1000, 1]), tf.zeros([1000, 1000, 1])),
    0.5 * count * tenth ** 2,
  ],
  totalVariationLoss: [
    () => totalVariationLoss(tf.tile(tf.tensor3d([0, tenth], [1, 2, 1]), [1000, 500, 1])),
    999 * 999 * tenth ** 2,
  ],
  styleLoss: [() => styleLoss(tf.reshape(tenths(), [1000, 1000, 1]), tf.zeros([1000, 1000, 1])), (tenth ** 2) ** 2 / 4],
};

describe('a sum of a million terms is right to 1e-5', () => {
  test.each(Object.entries(sums))('%s', async (_, [f, right]) => {
    const [found] = await tf.tidy(f).data();
    expect(Math.abs(found / right - 1)).toBeLessThan(1e-5);
  });
});
