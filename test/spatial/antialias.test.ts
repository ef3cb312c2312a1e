import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { spatialTransformer } from '../../src/spatial';
import { seededTensor } from '../../src/testing';
import fixture from '../fixtures/spatialTransformer.antialias.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ images, theta }, { size, ...options }) => spatialTransformer(images, theta, size, options));

/** cos(π r² / size): waves that get shorter with the radius, down to two pixels at the edges of the image. */
function zonePlate(size: number): tf.Tensor3D {
  const middle = (size - 1) / 2;
  const squares = tf.square(tf.sub(tf.range(0, size), middle));
  const radii = tf.add(tf.reshape(squares, [1, size]), tf.reshape(squares, [size, 1]));
  return tf.reshape(tf.cos(tf.mul(radii, Math.PI / size)), [size, size, 1]);
}

test('a zone plate at a third of its size loses the waves that the output cannot show', async () => {
  const [size, small] = [60, 20];
  const energy = async (antialias: boolean) => {
    const result = spatialTransformer(zonePlate(size), [1, 0, 0], [small, small], { antialias });
    const values = await result.data();
    const beyondNyquist = [...values.keys()].filter((index) => {
      const [x, y] = [index % small, Math.floor(index / small)].map((place) => place - (small - 1) / 2);
      // Waves of 3 pixels, as wide as an output pixel, are at a radius of 20; waves of 6 pixels at half of that.
      const radius = 3 * Math.hypot(x, y);
      return radius > 12 && radius < 28;
    });
    return beyondNyquist.reduce((sum, index) => sum + values[index] ** 2, 0) / beyondNyquist.length;
  };
  const [aliased, smooth] = [await energy(false), await energy(true)];
  expect(aliased).toBeGreaterThan(0.3); // the amplitude of the waves themselves is ½
  expect(smooth).toBeLessThan(0.05 * aliased);
});

for (const scale of [0.3, 1, 2.5, 4, 40]) {
  test(`a plain image with its fill around it stays plain at scale ${scale}`, async () => {
    const image = tf.fill<tf.Rank.R3>([5, 6, 1], 3);
    const options = { antialias: true, padding: 'fill', fill: 3 } as const;
    const result = spatialTransformer(image, [scale, 0.2, -0.1], [3, 4], options);
    for (const [pixel, value] of (await result.data()).entries()) expect(value, `pixel ${pixel}`).toBeCloseTo(3, 5);
  });
}

for (const padding of ['zeros', 'border', 'reflection'] as const) {
  test(`padding: '${padding}': if nothing shrinks, it equals the plain sampler, bit for bit`, async () => {
    const images = seededTensor([2, 7, 5, 3], { seed: 1 }) as tf.Tensor4D;
    const thetas = [[1, 0, 0, 0, 1, 0], [0.4, 0.3, 0.2, -0.3, 0.5, 0.1]]; // biome-ignore format: one map per image
    const plain = spatialTransformer(images, thetas, [7, 5], { padding });
    const antialiased = spatialTransformer(images, thetas, [7, 5], { padding, antialias: true });
    expect(await antialiased.data()).toEqual(await plain.data());
  });
}

test('a single output pixel for the whole image is near its mean', async () => {
  const image = seededTensor([8, 8, 1], { seed: 2 }) as tf.Tensor3D;
  const options = { antialias: true, padding: 'border' } as const;
  const [pixel] = await spatialTransformer(image, [1, 0, 0], [1, 1], options).data();
  const [mean] = await tf.mean(image).data();
  expect(Math.abs(pixel - mean)).toBeLessThan(0.15);
});

for (const scale of [Number.NaN, Infinity, 1e30]) {
  test(`a scale of ${scale} gives finite values`, async () => {
    const image = seededTensor([8, 8, 1], { seed: 2 }) as tf.Tensor3D;
    const result = await spatialTransformer(image, [scale, 0, 0], [2, 2], { antialias: true }).data();
    expect([...result].every(Number.isFinite)).toBe(true);
  });
}

test('values and gradients on the horizon of a projective map are finite', async () => {
  const image = seededTensor([4, 4, 1], { seed: 3 }) as tf.Tensor3D;
  const theta = tf.tensor1d([1, 0, 0, 0, 1, 0, 2, 0]); // w is 0 at x = −½, the left of two pixels
  const f = (t: tf.Tensor) => spatialTransformer(image, t, [2, 2], { antialias: true });
  expect([...(await f(theta).data())].every(Number.isFinite), 'value').toBe(true);
  expect([...(await tf.grad(f)(theta).data())].every(Number.isFinite), 'gradient').toBe(true);
});

for (const shape of [
  [0, 3, 3, 2],
  [1, 3, 3, 0],
] as const) {
  test(`images of shape [${shape}] have an empty result`, () => {
    const result = spatialTransformer(tf.zeros<tf.Rank.R4>([...shape]), [[2, 0, 0]], [2, 2], { antialias: true });
    expect(result.shape).toEqual([shape[0], 2, 2, shape[3]]);
  });
}

test('rejects an antialias that is not a boolean', () => {
  expectArgumentError(
    () => spatialTransformer([[[1]]], [1, 0, 0], [1, 1], { antialias: 2 as unknown as boolean }),
    'spatialTransformer: antialias is not a boolean; expected true or false; got 2',
  );
});
