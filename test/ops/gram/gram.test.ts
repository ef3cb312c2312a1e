import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gram } from '../../../src/ops/gram/gram';
import { expectNoLeak, expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../../src/testing';

/** Channels that fill no panel of eight, one, and many; positions that fill no block, one, and many blocks. */
const shapes: [number, number, number][] = [
  [1, 1, 1],
  [2, 5, 3],
  [1, 7, 4],
  [3, 130, 9],
  [2, 128, 8],
  [1, 257, 17],
  [2, 130, 32],
  [1, 300, 70],
  [1, 3, 1024],
];

describe.each(shapes)('Gram of %i × %i × %i', (...shape) => {
  test('equals Σ x xᵀ in float64', async () => {
    const x = seededTensor(shape, { seed: 1 }) as tf.Tensor3D;
    const [batch, , channels] = shape;
    const values = gramInFloat64(await x.data(), shape);
    await expectTensorsClose(gram(x), { shape: [batch, channels, channels], values }, tolerance(shape[1]));
  });

  test('equals the composed op on this backend', async () => {
    const x = seededTensor(shape, { seed: 2 }) as tf.Tensor3D;
    await expectTensorsClose(gram(x), tf.matMul(tf.transpose(x, [0, 2, 1]), x), tolerance(shape[1]));
  });

  test('its gradient equals x (dy + dyᵀ) in float64', async () => {
    const [batch, positions, channels] = shape;
    const x = seededTensor(shape, { seed: 3 }) as tf.Tensor3D;
    const dy = seededTensor([batch, channels, channels], { seed: 4 }) as tf.Tensor3D;
    const [entries, slopes] = [await x.data(), await dy.data()];
    const values = Array.from({ length: batch * positions * channels }, (_, index) => {
      const [row, j] = [Math.floor(index / channels), index % channels];
      const first = Math.floor(row / positions) * channels ** 2;
      let sum = 0;
      for (let k = 0; k < channels; k++) {
        sum += entries[row * channels + k] * (slopes[first + k * channels + j] + slopes[first + j * channels + k]);
      }
      return sum;
    });
    const gradient = tf.grad((features) => gram(features as tf.Tensor3D))(x, dy);
    await expectTensorsClose(gradient, { shape, values }, tolerance(channels));
  });
});

test('gram: gradient and second gradient', async () => {
  const x = seededTensor([2, 5, 3], { seed: 3 }) as tf.Tensor3D;
  await gradcheck((features) => gram(features as tf.Tensor3D), [x]);
  await gradgradcheck((features) => gram(features as tf.Tensor3D), [x]);
});

test('gram: NaN stays in its example and its channel', async () => {
  const x = tf.tensor3d([1, Number.NaN, 2, 3, 1, 1, 1, 1], [2, 2, 2]);
  const values = [5, Number.NaN, Number.NaN, Number.NaN, 2, 2, 2, 2];
  await expectTensorsClose(gram(x), { shape: [2, 2, 2], values });
});

describe('products beyond float32, as in float64', () => {
  // Channels of one sign, of both signs, and a small one. Powers of two lose nothing in float32 where terms cancel.
  const cases = { 'in one block': 6, 'in several blocks': 3000 };
  for (const [name, positions] of Object.entries(cases)) {
    test(name, async () => {
      const shape: [number, number, number] = [2, positions, 4];
      const sign = (condition: unknown) => (condition ? 1 : -1);
      const entry = (n: number) => [2 ** 100, 2 ** 100 * sign(n % 2), 2 ** 84 * sign(n % 3), 2 ** -10 * sign(n % 2)];
      const x = Float32Array.from(Array.from({ length: 2 * positions }, (_, n) => entry(n)).flat());
      const values = gramInFloat64(x, shape).map(Math.fround);
      expect(values.filter((value) => !Number.isFinite(value)).length).toBe(10);
      await expectTensorsClose(gram(tf.tensor3d(x, shape)), { shape: [2, 4, 4], values }, tolerance(positions));
    });
  }
});

test('gram leaves no tensor behind', async () => {
  const x = seededTensor([2, 9, 5], { seed: 4 }) as tf.Tensor3D;
  gram(x).dispose(); // on WebGPU the first run keeps the compiled program
  const dataBefore = tf.backend().numDataIds();
  await expectNoLeak(() => gram(x));
  gram(x).dispose();
  expect(tf.backend().numDataIds()).toBe(dataBefore);
});

function gramInFloat64(x: ArrayLike<number>, [batch, positions, channels]: [number, number, number]): number[] {
  const result = new Array<number>(batch * channels * channels).fill(0);
  for (let row = 0; row < batch * positions; row++) {
    const first = Math.floor(row / positions) * channels * channels;
    for (let i = 0; i < channels; i++) {
      for (let j = 0; j < channels; j++) {
        result[first + i * channels + j] += x[row * channels + i] * x[row * channels + j];
      }
    }
  }
  return result;
}

/** Relative to Σ x² ≈ positions / 3: off the diagonal the terms cancel. */
const tolerance = (positions: number) => ({ rtol: 2e-6, atol: (2e-6 * positions) / 3 });
