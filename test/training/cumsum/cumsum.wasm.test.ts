import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

const count = 2 ** 20;
const tenth = Math.fround(0.1);
const lastSum = () => tf.slice(tf.cumsum(tf.fill([count], 0.1)), [count - 1], [1]).dataSync()[0] / (count * tenth);

test('stock tfjs adds in float32', () => expect(Math.abs(lastSum() - 1)).toBeGreaterThan(1e-4));

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('a long sum is float64', () => expect(Math.abs(lastSum() - 1)).toBeLessThan(1e-7));

  for (const shape of [[7], [3, 5], [2, 3, 5], [3, 2, 9], [1, 1], [2, 0], [0, 2]]) {
    const make = { float32: () => seededTensor(shape, { seed: 1 }), int32: () => tf.cast(tf.mul(9, seededTensor(shape, { seed: 2 })), 'int32') }; // biome-ignore format: two
    for (const [dtype, x] of Object.entries(make)) {
      for (const axis of shape.keys()) {
        for (const [exclusive, reverse] of [
          [false, false],
          [true, false],
          [false, true],
          [true, true],
        ]) {
          test(`${dtype} [${shape}] as on cpu, axis: ${axis}, exclusive: ${exclusive}, reverse: ${reverse}`, async () => {
            const sum = () => tf.tidy(() => tf.cumsum(x(), axis, exclusive, reverse));
            const cpu = await valuesOn('cpu', sum);
            await expectTensorsClose(sum(), cpu, { rtol: 1e-6, atol: 1e-6 });
            const fromEnd = tf.cumsum(x(), axis - shape.length, exclusive, reverse);
            expect(fromEnd.dtype).toBe(x().dtype);
            await expectTensorsClose(fromEnd, cpu, { rtol: 1e-6, atol: 1e-6 });
          });
        }
      }
    }
  }

  test('the gradient along the last axis as on cpu', async () => {
    const gradient = () =>
      tf.grad((x) => tf.cumsum(x, 1, true))(seededTensor([3, 5], { seed: 1 }), seededTensor([3, 5], { seed: 2 }));
    await expectTensorsClose(gradient(), await valuesOn('cpu', gradient));
  });
});
