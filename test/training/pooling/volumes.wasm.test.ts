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

test('stock tfjs divides the gradient of avgPool3d by the whole window', async () => {
  const pool = (x: tf.Tensor) => tf.avgPool3d(x as tf.Tensor5D, 3, 1, 'same');
  const dx = tf.grad(pool)(tf.ones([1, 1, 1, 1, 1]), tf.ones([1, 1, 1, 1, 1]));
  await expectTensorsClose(dx, { shape: [1, 1, 1, 1, 1], values: [1 / 27] }); // right: 1
});

test('stock tfjs: maxPool3d of negative numbers is 0', () => {
  expect(tf.max(tf.maxPool3d(negative(), filter, strides, pad)).dataSync()[0]).toBeCloseTo(0);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [shape, filter, strides, pad] of pools) {
    test(`maxPool3d of [${shape}], filter ${filter}, strides ${strides}, pad ${pad} as on cpu`, async () => {
      const x = () => tf.sub(seededTensor(shape, { seed: 1 }), 5);
      const pool = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, filter, strides, pad);
      await expectTensorsClose(pool(x()), await valuesOn('cpu', () => pool(x())));
      const gradient = () => tf.tidy(() => tf.grad(pool)(x(), seededTensor(pool(x()).shape, { seed: 2 })));
      // cpu mixes the two up.
      if (filter[1] === filter[2]) await expectTensorsClose(gradient(), await valuesOn('cpu', gradient));
      // The sum of y · dy is that of x · dx: every y is one of x.
      const dy = seededTensor(pool(x()).shape, { seed: 2 });
      const sum = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0];
      expect(sum(x(), gradient())).toBeCloseTo(sum(pool(x()), dy), 3);
    });
  }

  test('maxPool3d passes the gradient of a tie to its first element; cpu, to its last, here in reverse', async () => {
    const size = [2, 4, 6, 6, 3];
    const x = () => tf.tidy(() => tf.round(tf.mul(2, seededTensor(size, { seed: 1 }))));
    const pool = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, 2, 2, 'valid');
    const dy = () => seededTensor([2, 2, 3, 3, 3], { seed: 2 });
    const reversed = (volume: tf.Tensor) => tf.reverse(volume, [1, 2, 3]);
    const onCpu = await valuesOn('cpu', () => reversed(tf.grad(pool)(reversed(x()), reversed(dy()))));
    await expectTensorsClose(tf.grad(pool)(x(), dy()), onCpu);
  });

  test("maxPool3d 'same' with strides that exceed the filter: windows begin at the first element", async () => {
    const x = tf.tensor5d([4, 3, 2, 1], [1, 4, 1, 1, 1]);
    const pool = (volume: tf.Tensor) => tf.maxPool3d(volume as tf.Tensor5D, 1, [2, 1, 1], 'same');
    await expectTensorsClose(pool(x), { shape: [1, 2, 1, 1, 1], values: [4, 2] });
    const dx = tf.grad(pool)(x, tf.tensor5d([10, 20], [1, 2, 1, 1, 1]));
    await expectTensorsClose(dx, { shape: [1, 4, 1, 1, 1], values: [10, 0, 20, 0] });
  });

  for (const [shape, filter, strides, pad] of [
    ...pools,
    [[2, 5, 7, 4, 3], [1, 2, 3], [3, 3, 1], 'same'],
    [[1, 7, 3, 6, 2], [3, 3, 2], [1, 1, 4], 'same'],
  ] as typeof pools) {
    test(`avgPool3d of [${shape}], filter ${filter}, strides ${strides}, pad ${pad} in float64`, async () => {
      const x = seededTensor(shape, { seed: 1 });
      const pool = (volume: tf.Tensor) => tf.avgPool3d(volume as tf.Tensor5D, filter, strides, pad);
      const y = pool(x);
      const dy = seededTensor(y.shape, { seed: 2 });
      const expected = await averages(x, dy, { filter, strides, pad });
      await expectTensorsClose(y, { shape: y.shape, values: expected.y });
      await expectTensorsClose(tf.grad(pool)(x, dy), { shape, values: expected.dx });
    });
  }

  test('nothing leaks', () => {
    const x = negative();
    const dataIds = tf.backend().numDataIds();
    tf.dispose(tf.grad((volume) => tf.maxPool3d(volume as tf.Tensor5D, filter, strides, pad))(x));
    expect(tf.backend().numDataIds()).toBe(dataIds);
  });
});

interface PoolOfVolumes {
  filter: Size;
  strides: Size;
  pad: 'same' | 'valid' | number;
}

/** The mean of the part of each window inside the volume, and the gradient of Σ dy · y. */
async function averages(x: tf.Tensor, dy: tf.Tensor, { filter, strides, pad }: PoolOfVolumes) {
  const [values, dys] = [await x.data(), await dy.data()];
  const volume = x.shape.slice(1);
  const [size, channels] = [volume.slice(0, 3), volume[3]];
  const out = dy.shape.slice(1, 4);
  const before = size.map((length, axis) => {
    if (typeof pad === 'number') return pad;
    return pad === 'valid' ? 0 : Math.floor(Math.max(0, (out[axis] - 1) * strides[axis] + filter[axis] - length) / 2);
  });
  const range = (axis: number, window: number) => {
    const first = window * strides[axis] - before[axis];
    const positions = Array.from({ length: filter[axis] }, (_, tap) => first + tap);
    return positions.filter((position) => position >= 0 && position < size[axis]);
  };
  const y = new Array<number>(dys.length).fill(0);
  const dx = new Array<number>(values.length).fill(0);
  for (let o = 0; o < dys.length; o++) {
    const c = o % channels;
    let rest = Math.floor(o / channels);
    const window = [0, 0, 0];
    for (const axis of [2, 1, 0]) {
      window[axis] = rest % out[axis];
      rest = Math.floor(rest / out[axis]);
    }
    const [ds, hs, ws] = [0, 1, 2].map((axis) => range(axis, window[axis]));
    const count = ds.length * hs.length * ws.length;
    for (const d of ds)
      for (const h of hs)
        for (const w of ws) {
          const i = (((rest * size[0] + d) * size[1] + h) * size[2] + w) * channels + c;
          y[o] += values[i] / count;
          dx[i] += dys[o] / count;
        }
  }
  return { y, dx };
}
