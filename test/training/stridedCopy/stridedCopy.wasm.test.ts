import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';

const exactly = { rtol: 0, atol: 0 };
const table = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32');
const everySecond = () => tf.stridedSlice(table(), [0, 0], [2, 3], [1, 2]);

test('stock tfjs gives the bits of integers as floats', () => {
  expect(everySecond().dtype).toBe('float32');
  expect(Array.from(everySecond().dataSync())).not.toEqual([1, 3, 4, 6]);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test('a strided slice of integers', async () => {
    expect(everySecond().dtype).toBe('int32');
    await expectTensorsClose(everySecond(), { shape: [2, 2], values: [1, 3, 4, 6] }, exactly);
  });

  const slices: [number[], number[], number[], number[]][] = [
    [[7], [1], [6], [2]],
    [[7], [6], [0], [-2]],
    [
      [4, 5],
      [0, 1],
      [4, 5],
      [3, 2],
    ],
    [
      [4, 5],
      [3, 4],
      [0, 0],
      [-1, -1],
    ],
    [
      [3, 4, 5],
      [0, 3, 0],
      [3, 0, 5],
      [2, -1, 1],
    ],
    [
      [2, 3, 4, 5],
      [0, 0, 0, 1],
      [2, 3, 4, 5],
      [1, 1, 1, 3],
    ],
    [
      [3, 4],
      [2, 0],
      [1, 4],
      [1, 2],
    ], // nothing
  ];
  for (const [shape, begin, end, strides] of slices) {
    test(`stridedSlice of [${shape}] from ${begin} to ${end} by ${strides} as on cpu`, async () => {
      const slice = () => tf.stridedSlice(seededTensor(shape, { seed: 1 }), begin, end, strides);
      await expectTensorsClose(slice(), await valuesOn('cpu', slice), exactly);
    });
  }

  test('a strided slice of one row, with shrinkAxisMask', async () => {
    const slice = tf.stridedSlice(table(), [1, 2], [2, -4], [1, -2], 0, 0, 0, 0, 1);
    await expectTensorsClose(slice, { shape: [2], values: [6, 4] }, exactly); // cpu looks for it out of range
  });

  test('a strided slice of bools', async () => {
    const slice = () => tf.stridedSlice(tf.tensor1d([true, false, false, true, true], 'bool'), [4], [-6], [-2]);
    expect(slice().dtype).toBe('bool');
    await expectTensorsClose(slice(), await valuesOn('cpu', slice), exactly);
  });

  for (const [shape, repeats] of [
    [[3], [4]],
    [
      [1, 1, 1, 5],
      [2, 3, 4, 1],
    ],
    [
      [2, 3],
      [2, 2],
    ],
    [
      [2, 1, 3],
      [1, 3, 2],
    ],
    [[1], [1]],
    [
      [2, 2],
      [0, 3],
    ],
    [
      [0, 2],
      [2, 2],
    ],
    [
      [2, 1, 2, 1, 3],
      [2, 2, 2, 2, 2],
    ],
  ]) {
    test(`tile of [${shape}], ${repeats} times, as on cpu`, async () => {
      const tile = () => tf.tile(seededTensor(shape, { seed: 2 }), repeats);
      await expectTensorsClose(tile(), await valuesOn('cpu', tile), exactly);
      if (shape.length > 4) return; // tfjs differentiates no more axes
      const gradient = () =>
        tf.tidy(() =>
          tf.grad((x) => tf.tile(x, repeats))(
            seededTensor(shape, { seed: 2 }),
            seededTensor(tile().shape, { seed: 3 }),
          ),
        );
      if (!repeats.includes(0))
        await expectTensorsClose(gradient(), await valuesOn('cpu', gradient), { rtol: 1e-5, atol: 1e-5 });
    });
  }

  const ofSevenAxes = {
    transpose: (x: tf.Tensor) => tf.transpose(x, [6, 0, 2, 1, 5, 3, 4]),
    tile: (x: tf.Tensor) => tf.tile(x, [1, 2, 1, 3, 1, 1, 2]),
  };
  for (const [name, f] of Object.entries(ofSevenAxes)) {
    test(`${name} of seven axes as on cpu; stock gives zeros`, async () => {
      const copy = () => f(seededTensor([2, 1, 3, 1, 2, 2, 3], { seed: 1 }));
      await expectTensorsClose(copy(), await valuesOn('cpu', copy), exactly);
    });
  }

  test('tiles of integers and of bools', async () => {
    const int32 = tf.tile(table(), [1, 2]);
    expect(int32.dtype).toBe('int32');
    await expectTensorsClose(int32, { shape: [2, 6], values: [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6] }, exactly);
    const bool = tf.tile(tf.tensor2d([true, false], [2, 1], 'bool'), [1, 3]);
    expect(bool.dtype).toBe('bool');
    await expectTensorsClose(bool, { shape: [2, 3], values: [1, 1, 1, 0, 0, 0] }, exactly);
  });

  for (const [shape, axes] of [
    [[5], [0]],
    [[3, 4], [0]],
    [[3, 4], [1]],
    [
      [2, 3, 9],
      [-1, 0],
    ],
    [
      [2, 3, 4, 5],
      [1, 2],
    ],
    [[1, 3], [0]],
    [
      [0, 3],
      [0, 1],
    ],
    [[], []],
    [
      [2, 1, 3, 2, 1, 2],
      [0, 3, 5],
    ],
  ]) {
    test(`reverse of [${shape}] along [${axes}] as on cpu`, async () => {
      const reverse = () => tf.reverse(seededTensor(shape, { seed: 4 }), axes);
      await expectTensorsClose(reverse(), await valuesOn('cpu', reverse), exactly);
    });
  }

  test('reverses of integers and of bools', async () => {
    await expectTensorsClose(tf.reverse(table(), 1), { shape: [2, 3], values: [3, 2, 1, 6, 5, 4] }, exactly);
    const bool = tf.reverse(tf.tensor1d([true, false, false], 'bool'));
    expect(bool.dtype).toBe('bool');
    await expectTensorsClose(bool, { shape: [3], values: [0, 0, 1] }, exactly);
  });

  const parts: [number[], number | number[], number][] = [
    [[6], 3, 0],
    [[4, 6], [1, 3, 2], 1],
    [[4, 6], [1, -1], 0],
    [[2, 3, 4], 3, -2],
    [[2, 3], 1, 0],
    [[3, 0, 2], 2, 2],
    [[2, 5], [0, 5], 1],
  ];
  for (const [shape, sizes, axis] of parts) {
    test(`split of [${shape}] into ${JSON.stringify(sizes)} along ${axis} as on cpu`, async () => {
      const split = () => tf.split(seededTensor(shape, { seed: 5 }), sizes, axis);
      for (const [index, part] of split().entries()) {
        await expectTensorsClose(part, await valuesOn('cpu', () => split()[index]), exactly);
      }
    });
  }

  for (const [shape, axis] of [
    [[3], 0],
    [[3, 4], 0],
    [[3, 4], -1],
    [[2, 3, 4], 1],
    [[1, 3], 0],
  ] as [number[], number][]) {
    test(`unstack of [${shape}] along ${axis} as on cpu`, async () => {
      const unstack = () => tf.unstack(seededTensor(shape, { seed: 6 }), axis);
      expect(unstack()).toHaveLength(shape.at(axis)!);
      for (const [index, part] of unstack().entries()) {
        await expectTensorsClose(part, await valuesOn('cpu', () => unstack()[index]), exactly);
      }
    });
  }

  test('parts of integers and of bools', async () => {
    const [, right] = tf.split(table(), [1, 2], 1);
    await expectTensorsClose(right, { shape: [2, 2], values: [2, 3, 5, 6] }, exactly);
    const [, second] = tf.unstack(tf.tensor2d([true, false, false, true], [2, 2], 'bool'), 1);
    expect(second.dtype).toBe('bool');
    await expectTensorsClose(second, { shape: [2], values: [0, 1] }, exactly);
  });
});
