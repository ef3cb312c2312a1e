import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { logisticRegression, pixelClassifier } from '../../src/rca';
import { seededTensor } from '../../src/testing';

/** tfjs's sum adds in float32, one number after another: a million terms lose 1%. */
test.for([
  {
    name: 'logisticRegression',
    train: () =>
      logisticRegression().fit({
        features: seededTensor([5, 2], { seed: 1 }),
        labels: tf.tensor1d([0, 1, 0, 1, 1], 'int32'),
      }),
  },
  {
    name: 'pixelClassifier',
    train: () =>
      pixelClassifier({ width: 2, iterations: 2 }).fit({
        image: seededTensor([3, 4, 1], { seed: 1 }),
        segmentation: tf.tensor2d([0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1], [3, 4], 'int32'),
        classes: 2,
      }),
  },
])("$name: no sum over examples is tfjs's", async ({ train }) => {
  const { kernelNames } = await tf.profile(async () => {
    (await train()).dispose?.();
    return tf.scalar(0);
  });
  expect(kernelNames).toContain('DiffblocksCrossEntropyGrad');
  expect(kernelNames).not.toContain('Sum');
});
