import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

type Size = [number, number, number];

const pools: [number[], Size, Size, 'same' | 'valid' | number][] = [
  [[2, 4, 5, 6, 3], [2, 2, 2], [2, 2, 2], 'valid'],
  [[1, 5, 4, 7, 9], [3, 2, 3], [1, 2, 2], 'same'],
  [[1, 4, 4, 4, 2], [3, 3, 3], [2, 2, 2], 1],
  [[2, 3, 6, 5, 1], [1, 2, 2], [1, 2, 2], 'valid'],
  [[1, 6, 3, 3, 4], [2, 1, 1], [2, 1, 1], 'valid'],
];
const [shape, filter, strides, pad] = pools[0];

const negative = () => tf.sub(seededTensor(shape, { seed: 1 }), 5) as tf.Tensor5D;

test('stock tfjs takes the maximum of negative numbers for 0', () => {
  expect(tf.max(tf.maxPool3d(negative(), filter, strides, pad)).dataSync()[0]).toBeCloseTo(0);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [shape, filter, strides, pad] of pools) {
    test(`[${shape}], filter ${filter}, strides ${strides}, pad ${pad} as on cpu`, async () => {
      const x = () => tf.sub(seededTensor(shape, { seed: 1 }), 5);
      const pool = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, filter, strides, pad);
      await expectTensorsClose(pool(x()), await valuesOn('cpu', () => pool(x())));
      const gradient = () => tf.tidy(() => tf.grad(pool)(x(), seededTensor(pool(x()).shape, { seed: 2 })));
      if (filter[1] === filter[2]) await expectTensorsClose(gradient(), await valuesOn('cpu', gradient)); // cpu mixes the two up
      // The sum of y · dy is that of x · dx: every y is one of x.
      const dy = seededTensor(pool(x()).shape, { seed: 2 });
      const sum = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0];
      expect(sum(x(), gradient())).toBeCloseTo(sum(pool(x()), dy), 3);
    });
  }

  test("a tie is the first element's, as in maxPool; on cpu it is the last one's, here in reverse", async () => {
    const size = [2, 4, 6, 6, 3];
    const x = () => tf.tidy(() => tf.round(tf.mul(2, seededTensor(size, { seed: 1 }))));
    const pool = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, 2, 2, 'valid');
    const dy = () => seededTensor([2, 2, 3, 3, 3], { seed: 2 });
    const reversed = (volume: tf.Tensor) => tf.reverse(volume, [1, 2, 3]);
    const onCpu = await valuesOn('cpu', () => reversed(tf.grad(pool)(reversed(x()), reversed(dy()))));
    await expectTensorsClose(tf.grad(pool)(x(), dy()), onCpu);
  });

  test('nothing leaks', () => {
    const x = negative();
    const dataIds = tf.backend().numDataIds();
    tf.dispose(tf.grad((volume) => tf.maxPool3d(volume as tf.Tensor5D, filter, strides, pad))(x));
    expect(tf.backend().numDataIds()).toBe(dataIds);
  });
});
