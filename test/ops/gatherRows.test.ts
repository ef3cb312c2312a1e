import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gatherRows, scatterRows } from '../../src/ops/gatherRows';
import { expectTensorsClose } from '../../src/testing';

const exactly = { rtol: 0, atol: 0 };

describe('gatherRows', () => {
  test('gathers rows, and its gradient adds up if a row is gathered twice', async () => {
    const x = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const indices = tf.tensor2d([[2], [0], [2]], undefined, 'int32');
    const weights = tf.tensor2d([
      [1, 10],
      [2, 20],
      [4, 40],
    ]);
    const before = tf.memory().numTensors;
    const value = gatherRows(x, indices);
    const gradient = tf.grad((y) => tf.mul(gatherRows(y, indices), weights))(x);
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(2);
    await expectTensorsClose(
      value,
      tf.tensor2d([
        [5, 6],
        [1, 2],
        [5, 6],
      ]),
      exactly,
    );
    await expectTensorsClose(
      gradient,
      tf.tensor2d([
        [2, 20],
        [0, 0],
        [5, 50],
      ]),
      exactly,
    );
  });

  test('is differentiable twice', async () => {
    const x = tf.tensor2d([[1], [2], [3]]);
    const indices = tf.tensor2d([[0], [2], [2]], undefined, 'int32');
    const cubes = (y: tf.Tensor) => {
      const rows = gatherRows(y, indices);
      return tf.sum(tf.mul(rows, tf.mul(rows, rows)));
    };
    const second = tf.grad((y) => tf.sum(tf.grad(cubes)(y)))(x);
    await expectTensorsClose(second, tf.tensor2d([[6], [0], [36]]));
  });
});

describe('gatherRows and scatterRows', () => {
  test('take one index per axis', async () => {
    const x = tf.reshape(tf.range(0, 12), [2, 3, 2]);
    const indices = tf.tensor3d(
      [
        [
          [0, 2],
          [1, 0],
        ],
        [
          [1, 2],
          [0, 2],
        ],
      ],
      [2, 2, 2],
      'int32',
    );
    await expectTensorsClose(
      gatherRows(x, indices),
      tf.tensor3d([
        [
          [4, 5],
          [6, 7],
        ],
        [
          [10, 11],
          [4, 5],
        ],
      ]),
      exactly,
    );
    const ones = tf.ones([2, 2, 2]);
    const counts = tf.tensor3d([
      [
        [0, 0],
        [0, 0],
        [2, 2],
      ],
      [
        [1, 1],
        [0, 0],
        [1, 1],
      ],
    ]);
    await expectTensorsClose(scatterRows(ones, indices, [2, 3]), counts, exactly);
  });
});

test('scatterRows is the adjoint of gatherRows', async () => {
  const updates = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const indices = tf.tensor2d([[1], [1], [3]], undefined, 'int32');
  await expectTensorsClose(
    scatterRows(updates, indices, [4]),
    tf.tensor2d([
      [0, 0],
      [4, 6],
      [0, 0],
      [5, 6],
    ]),
    exactly,
  );
  const gradient = tf.grad((y) => tf.mul(scatterRows(y, indices, [4]), tf.tensor2d([[1], [2], [3], [4]])))(updates);
  await expectTensorsClose(
    gradient,
    tf.tensor2d([
      [2, 2],
      [2, 2],
      [4, 4],
    ]),
    exactly,
  );
});
