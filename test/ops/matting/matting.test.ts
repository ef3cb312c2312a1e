import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { composedApply, composedDiagonal, composedEnergy } from '../../../src/ops/matting/composed';
import { composedWindows } from '../../../src/ops/matting/composedWindows';
import { mattingApply, mattingDiagonal, mattingEnergy, mattingWindows } from '../../../src/ops/matting/matting';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../../src/testing';

/** Colours, height, width, channels of x, radius: rows of windows that fill no vector of four, one, and many. */
const cases: [number, number, number, number, number][] = [
  [1, 3, 3, 1, 1],
  [3, 3, 3, 3, 1],
  [3, 4, 4, 2, 1],
  [3, 7, 5, 1, 1],
  [1, 5, 6, 5, 1],
  [3, 5, 7, 3, 1],
  [1, 3, 19, 1, 1],
  [3, 4, 18, 17, 1],
  [3, 5, 5, 1, 2],
  [1, 8, 9, 3, 2],
  [3, 9, 12, 4, 2],
  [3, 7, 10, 2, 3],
  [1, 10, 13, 1, 4],
];

describe.each(cases)('%i colours of %i × %i, %i channels, radius %i', (colours, height, width, channels, radius) => {
  const attributes = { radius, epsilon: 1e-5 };
  const image = seededTensor([colours, height, width], { seed: 1, low: 0, high: 1 }) as tf.Tensor3D;
  const x = seededTensor([height, width, channels], { seed: 2 }) as tf.Tensor3D;
  const windows = tf.tidy(() => composedWindows({ image }, attributes));
  const ofThisBackend = { image, windows: mattingWindows(image, attributes) };
  afterAll(() => tf.dispose([x, windows, ofThisBackend]));

  test('mattingApply equals the composed op', async () => {
    const expected = tf.tidy(() => composedApply({ image, windows, x }, attributes));
    await expectTensorsClose(mattingApply(ofThisBackend, x, attributes), expected, tolerance);
    // As on a backend without kernels, for a Laplacian made on a backend with them.
    const elsewhere = tf.tidy(() => composedApply({ ...ofThisBackend, x }, attributes));
    await expectTensorsClose(elsewhere, expected, tolerance);
  });

  test('mattingEnergy equals the composed op', async () => {
    const expected = tf.tidy(() => composedEnergy({ image, windows, x }, attributes));
    await expectTensorsClose(mattingEnergy(ofThisBackend, x, attributes), expected, { rtol: 4e-6 });
  });

  test('mattingDiagonal equals the composed op', async () => {
    const expected = tf.tidy(() => composedDiagonal({ image, windows }, attributes));
    await expectTensorsClose(mattingDiagonal(ofThisBackend, attributes), expected, tolerance);
  });
});

/** Relative to the up to 81 residuals that a pixel has for x in [−1, 1]. */
const tolerance = { rtol: 4e-6, atol: 1e-5 };

describe('a NaN', () => {
  const attributes = { radius: 1, epsilon: 1e-5 };
  const image = seededTensor([3, 7, 11], { seed: 3, low: 0, high: 1 }) as tf.Tensor3D;
  const withNaN = async (tensor: tf.Tensor, at: number) =>
    tf.tensor(
      (await tensor.data()).map((value, index) => (index === at ? Number.NaN : value)),
      tensor.shape,
    );
  /** For pixel (3, 5): pixels more than two away share no window with it. */
  const near = (index: number) => Math.abs(Math.floor(index / 11) - 3) <= 2 && Math.abs((index % 11) - 5) <= 2;

  test('of x stays in its channel and the windows of its pixel', async () => {
    const x = (await withNaN(seededTensor([7, 11, 2], { seed: 4 }), 2 * (3 * 11 + 5))) as tf.Tensor3D;
    const product = mattingApply({ image, windows: mattingWindows(image, attributes) }, x, attributes);
    const values = await product.data();
    values.forEach((value, index) => {
      expect(Number.isNaN(value), `element ${index}`).toBe(index % 2 === 0 && near(index >> 1));
    });
  });

  test('of the image stays in the windows of its pixel', async () => {
    const broken = (await withNaN(image, 77 + 3 * 11 + 5)) as tf.Tensor3D;
    const x = seededTensor([7, 11, 1], { seed: 5 }) as tf.Tensor3D;
    const windows = mattingWindows(broken, attributes);
    const values = await mattingApply({ image: broken, windows }, x, attributes).data();
    values.forEach((value, index) => {
      expect(Number.isNaN(value), `pixel ${index}`).toBe(near(index));
    });
  });
});

test('the ops leave no tensor behind', async () => {
  const attributes = { radius: 1, epsilon: 1e-5 };
  const image = seededTensor([3, 4, 5], { seed: 6, low: 0, high: 1 }) as tf.Tensor3D;
  const x = seededTensor([4, 5, 2], { seed: 7 }) as tf.Tensor3D;
  const run = () => {
    const windowed = { image, windows: mattingWindows(image, attributes) };
    return [
      mattingApply(windowed, x, attributes),
      mattingEnergy(windowed, x, attributes),
      mattingDiagonal(windowed, attributes),
    ];
  };
  tf.dispose(tf.tidy(run)); // on WebGPU the first run keeps the compiled programs
  const dataBefore = tf.backend().numDataIds();
  await expectNoLeak(() => tf.tidy(run));
  tf.dispose(tf.tidy(run));
  expect(tf.backend().numDataIds()).toBe(dataBefore);
});
