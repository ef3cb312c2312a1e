import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { spatialTransformer } from '../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/spatialTransformer.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, theta }, { size, ...options }) => spatialTransformer(images, theta, size, options));

for (const theta of [
  [
    [1, 0, 0],
    [0, 1, 0],
  ],
  [1, 0, 0, 0, 1, 0],
  [1, 0, 0],
  [1, 0, 0, 0, 1, 0, 0, 0],
]) {
  test(`one example has no batch axis, theta: ${JSON.stringify(theta)}`, () => {
    const image = tf.ones<tf.Rank.R3>([4, 5, 2]);
    const result = spatialTransformer(image, theta, [3, 2]);
    expect(result.shape).toEqual([3, 2, 2]);
    tf.dispose([image, result]);
  });
}

test('the example in the documentation', async () => {
  const image = tf.tensor3d([
    [[1], [2]],
    [[3], [4]],
  ]);
  const mirrored = spatialTransformer(image, [-1, 0, 0, 0, 1, 0], [2, 2]);
  expect(await mirrored.array()).toEqual([
    [[2], [1]],
    [[4], [3]],
  ]);
  tf.dispose([image, mirrored]);
});

test('errors name the argument', () => {
  const images = tf.ones<tf.Rank.R4>([2, 3, 3, 1]);
  expectArgumentError(
    () => spatialTransformer(images, [1, 0, 0, 0, 1, 0], [3, 3]),
    'spatialTransformer: theta has the wrong shape; expected a batch of 1 or 2 and then [2, 3], [6], [3] or [8]; got [6]',
  );
  expectArgumentError(
    () => spatialTransformer([[[1]]], [[1, 0, 0]], [3, 3]),
    'spatialTransformer: theta has the wrong shape; expected [2, 3], [6], [3] or [8]; got [1, 3]',
  );
  expectArgumentError(
    () => spatialTransformer(images, [[1, 0, 0]], [3, 3], { fill: 1 }),
    "spatialTransformer: fill is given for another padding; expected padding 'fill'; got 'zeros'",
  );
  images.dispose();
});

describe('the identity reproduces the images, bit for bit', () => {
  const identities = { affine: [1, 0, 0, 0, 1, 0], attention: [1, 0, 0], projective: [1, 0, 0, 0, 1, 0, 0, 0] };
  const paddings = ['zeros', 'border', 'reflection', 'fill'] as const;
  // In coordinates from −1 to 1, rounding moves some of 3, 5, 7, 11 or 49 pixels off their positions.
  const sizes = [[7, 49], [1, 5], [3, 1], [11, 4]] as const; // biome-ignore format: one row of a table

  test.each(Object.entries(identities))('%s', async (_, theta) => {
    for (const [height, width] of sizes) {
      const images = seededTensor([2, height, width, 3], { seed: 1 }) as tf.Tensor4D;
      for (const options of paddings.flatMap((padding) => [{ padding }, { padding, alignCorners: true }])) {
        const result = spatialTransformer(images, [theta], [height, width], options);
        expect(await result.data(), `${height} × ${width}, ${JSON.stringify(options)}`).toEqual(await images.data());
      }
    }
  });
});

for (const padding of ['zeros', 'border', 'reflection'] as const) {
  test(`padding: '${padding}': a pixel on the horizon is outside and has no gradient`, async () => {
    const images = seededTensor([1, 2, 4, 3], { seed: 1 }) as tf.Tensor4D;
    // w = 1 + 2 X, which is 0 at the second of four pixels
    const theta = tf.tensor2d([[0.5, 0.1, 0, 0, 0.5, 0.1, 4, 0]]);
    const dy = seededTensor([1, 2, 4, 3], { seed: 2 });
    const elsewhere = tf.mul(dy, tf.tensor4d([1, 0, 1, 1], [1, 1, 4, 1]));
    const f = (x: tf.Tensor, map: tf.Tensor) => spatialTransformer(x as tf.Tensor4D, map, [2, 4], { padding });
    const horizon = tf.slice(f(images, theta), [0, 0, 1, 0], [1, -1, 1, -1]);
    const firstPixel = tf.slice(images, [0, 0, 0, 0], [1, 1, 1, -1]);
    const expected = tf.mul(tf.onesLike(horizon), padding === 'zeros' ? 0 : firstPixel);
    await expectTensorsClose(horizon, expected, { rtol: 0, atol: 0 });
    const gradient = (cotangent: tf.Tensor) => tf.grad((map) => f(images, map))(theta, cotangent);
    await expectTensorsClose(gradient(dy), gradient(elsewhere), { rtol: 0, atol: 0 });
  });
}

describe('if theta is NaN or infinite', () => {
  const maps = {
    attention: [2, 0.1, 0.2],
    affine: [2, 0.1, 0.2, 0.1, 2, 0.1],
    projective: [2, 0, 0.2, 0, 2, 0.1, 0.1, 0],
  };
  const image = () => seededTensor([3, 4, 1], { seed: 3 }) as tf.Tensor3D;

  const cases = [['zeros', 0, Number.NaN], ['border', -1, Infinity], ['reflection', 0, -Infinity]] as const; // biome-ignore format: one row of a table
  for (const [padding, entry, bad] of cases) {
    const title = `padding: '${padding}', %s with ${bad}: antialias changes nothing, and the gradient is finite there`;
    test.each(Object.entries(maps))(title, async (_, map) => {
      const index = entry < 0 ? map.length - 1 : entry;
      const theta = tf.tensor1d(map.map((value, place) => (place === index ? bad : value)));
      const f = (antialias: boolean) => (t: tf.Tensor) =>
        spatialTransformer(image(), t, [2, 3], { padding, antialias });
      await expectTensorsClose(f(true)(theta), f(false)(theta), { rtol: 0, atol: 0 });
      const gradients = [false, true].map((antialias) => tf.grad(f(antialias))(theta));
      // On WASM they add in another order.
      await expectTensorsClose(gradients[1], gradients[0], { rtol: 1e-5, atol: 1e-5 });
      expect((await gradients[0].data())[index]).toBe(0);
    });
  }

  test("padding: 'border': a coordinate of NaN counts as pixel 0", async () => {
    const map = [4, 0, 0, 0, Number.NaN, 0];
    const top = tf.slice(image(), [0, 0, 0], [1, -1, -1]);
    const options = { padding: 'border', antialias: true } as const;
    const expected = spatialTransformer(top as tf.Tensor3D, [4, 0, 0, 0, 1, 0], [1, 3], { padding: 'border' });
    await expectTensorsClose(spatialTransformer(image(), map, [1, 3], options), expected, { rtol: 1e-6, atol: 1e-6 });
  });
});
