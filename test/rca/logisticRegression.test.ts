import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { logisticRegression, reverseAccuracy } from '../../src/rca';
import fixture from '../fixtures/logisticRegression.json';

const decode = ({ values, shape }: { values: number[]; shape: number[] }, dtype: 'float32' | 'int32') =>
  tf.tensor(values, shape, dtype);

describe(`against ${fixture.source}`, () => {
  test('has cases', () => expect(fixture.cases.length).toBe(3));
  for (const { name, regularization, features, labels, queries, classes } of fixture.cases) {
    test(name, async () => {
      const before = tf.memory().numTensors;
      const examples = { features: decode(features, 'float32'), labels: decode(labels, 'int32') as tf.Tensor1D };
      const unknown = decode(queries, 'float32');
      const fitted = await logisticRegression({ regularization }).fit(examples);
      const predicted = fitted.predict(unknown);
      expect(predicted.dtype).toBe('int32');
      expect(Array.from(await predicted.data())).toEqual(classes.values);
      fitted[Symbol.dispose]();
      fitted.dispose();
      tf.dispose([examples, unknown, predicted]);
      expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
    });
  }
});

test('in reverseAccuracy, with features of several axes', async () => {
  const { score, pseudoLabels } = await reverseAccuracy(logisticRegression(), {
    features: [
      [[0], [1]],
      [[1], [0]],
      [[5], [6]],
      [[6], [5]],
    ],
    labels: [0, 0, 1, 1],
    unlabelled: [
      [[1], [1]],
      [[5], [5]],
      [[7], [6]],
    ],
  });
  expect(score).toBe(1);
  expect(Array.from(await pseudoLabels.data())).toEqual([0, 1, 1]);
  pseudoLabels.dispose();
});

test('examples of a single class give that class', async () => {
  const { score, pseudoLabels } = await reverseAccuracy(logisticRegression(), {
    features: [[1, 2], [2, 3]], // biome-ignore format: rows
    labels: [0, 0],
    unlabelled: [[5, -5]],
  });
  expect(score).toBe(1);
  expect(Array.from(await pseudoLabels.data())).toEqual([0]);
  pseudoLabels.dispose();
});

test('a NaN among the features is an error', async () => {
  const examples = { features: tf.tensor1d([1, Number.NaN]), labels: tf.tensor1d([0, 1], 'int32') };
  await expect(logisticRegression().fit(examples)).rejects.toThrow(
    'logisticRegression: features has values that are not finite; expected finite numbers; got NaN or ∞',
  );
});

test('a negative label is an error', async () => {
  const data = { features: [[0], [1]], labels: [0, -1], unlabelled: [[0]] };
  await expect(reverseAccuracy(logisticRegression(), data)).rejects.toThrow(
    'logisticRegression: a label is negative; expected class ids of 0 or more; got -1',
  );
});
