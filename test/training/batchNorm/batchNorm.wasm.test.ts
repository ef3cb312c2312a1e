import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

/** The shape of x; the shape of mean, variance, offset and scale, or of each; whether offset and scale are given. */
const cases: [number[], number[] | number[][], boolean?][] = [
  ...[1, 2, 3, 4, 5, 8, 130].map((channels): [number[], number[]] => [[2, 3, 3, channels], [channels]]),
  [[7, 3], [3]],
  [[2, 3, 5], [5], false],
  [[1, 1, 1, 6], [6]],
  [[1, 6], [6], false],
  [
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ],
  [
    [2, 3, 4, 5],
    [1, 3, 1, 1],
  ],
  [
    [2, 3, 4, 5],
    [1, 1, 4, 5],
  ],
  [
    [3, 2, 2, 3],
    [[3], [1], [3], [1]],
  ],
  [[0, 3, 3, 4], [4]],
];

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** cpu, too, repeats the mean of another axis along the last one. */
const formula = (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor, offset?: tf.Tensor, scale?: tf.Tensor) => {
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
  return offset && scale ? tf.add(tf.mul(normal, scale), offset) : normal;
};

test('stock tfjs repeats the mean of another axis along the last one', () => {
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  const [mean, variance] = [tf.tensor4d([1, 3], [1, 2, 1, 1]), tf.ones<tf.Rank.R4>([1, 2, 1, 1])];
  expect(Array.from(tf.batchNorm(x, mean, variance, undefined, undefined, 0).dataSync())).toEqual([0, -2, 0, -2]);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [shape, of, isScaled = true] of cases) {
    test(`batchNorm of [${shape}] by [${of.join('; ')}], scale and offset: ${isScaled}`, () =>
      expectNoLeak(async () => {
        const shapes = Array.isArray(of[0]) ? (of as number[][]) : Array(4).fill(of);
        const evaluate = (f: typeof formula) =>
          tf.tidy(() => {
            const [mean, variance, offset, scale] = shapes.map((own, index) => seededTensor(own, { seed: index + 2 }));
            const [x, spread] = [seededTensor(shape, { seed: 1 }), tf.add(tf.square(variance), 0.1)];
            return isScaled ? f(x, mean, spread, offset, scale) : f(x, mean, spread);
          });
        const result = evaluate(tf.batchNorm as typeof formula);
        await expectTensorsClose(result, await valuesOn('cpu', () => evaluate(formula)));
        result.dispose();
      }));
  }

  test('batchNorm keeps NaN and infinities to their channel and place', () => {
    const x = tf.tensor2d([nan, 1, 2, 3, infinity, 4], [2, 3]);
    const y = tf.batchNorm(x, [0, 0, nan], [1, 1, 1], undefined, undefined, 0);
    expect(Array.from(y.dataSync())).toEqual([nan, 1, nan, 3, infinity, nan]);
  });

  /** Rows beyond a block of 128, odd and single channels. */
  for (const shape of [
    [131, 5],
    [2, 3, 43, 4],
    [7, 1],
    [1, 3],
    [0, 4],
  ]) {
    test(`gradients of batchNorm in training of [${shape}], as on cpu by the formula`, async () => {
      const channels = [shape.at(-1)!];
      const evaluate = (normalize: typeof formula) =>
        tf.tidy(() => {
          const [x, dy] = [tf.add(seededTensor(shape, { seed: 1 }), 3), seededTensor(shape, { seed: 2 })];
          const [offset, scale] = [seededTensor(channels, { seed: 3 }), seededTensor(channels, { seed: 4 })];
          const inTraining = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
            const axes = shape.slice(1).map((_, axis) => axis);
            const mean = tf.mean(a, axes);
            return normalize(a, mean, tf.mean(tf.square(tf.sub(a, mean)), axes), b, c);
          };
          return tf.concat(
            tf
              .grads(inTraining)([x, offset, scale], dy)
              .map((gradient) => tf.reshape(gradient, [-1])),
          );
        });
      const gradients = evaluate(tf.batchNorm as typeof formula);
      if (shape.includes(0)) return expect(gradients.shape).toEqual([8]);
      await expectTensorsClose(gradients, await valuesOn('cpu', () => evaluate(formula)), { rtol: 2e-5, atol: 2e-5 });
    });
  }
});
