import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { bsplineGrid, register } from '../../src/registration';
import { countFolds } from '../../src/registration/countFolds';
import { affineGrid, affineGrid3d, bilinearSampler, flowGrid, trilinearSampler } from '../../src/spatial';
import { seededTensor } from '../../src/testing';
import { expectArgumentRejection } from '../support/expectArgumentError';
import { watchTensors } from '../support/watchTensors';

const expectNoTensorLeft = watchTensors();

/** Waves in all directions, coarse and fine: no two parts of the image are alike. */
function texture(size: number[]): tf.Tensor {
  const pixels = size.reduce((product, count) => product * count, 1);
  let state = 7;
  const random = () => {
    state = (state * 16807) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
  const waves = Array.from({ length: 10 }, (_, k) => ({
    frequency: size.map(() => random() * (2 + k)),
    phase: 6 * random(),
    height: random(),
  }));
  const values = Float32Array.from({ length: pixels }, (_, index) => {
    const place = size.map(() => 0);
    for (let axis = size.length - 1, rest = index; axis >= 0; axis--) {
      place[axis] = (2 * (rest % size[axis]) + 1) / size[axis] - 1;
      rest = Math.floor(rest / size[axis]);
    }
    return waves.reduce(
      (sum, { frequency, phase, height }) =>
        sum + height * Math.sin(place.reduce((angle, x, axis) => angle + frequency[axis] * x, phase)),
      0,
    );
  });
  return tf.tensor(values, [...size, 1]);
}

/** The distances of two grids in pixels: their mean and the largest. */
async function distances(a: tf.Tensor, b: tf.Tensor): Promise<{ mean: number; most: number }> {
  const measured = tf.tidy(() => {
    const size = a.shape.slice(0, -1).reverse();
    const pixels = tf.mul(tf.sub(a, b), tf.div(tf.tensor1d(size), 2));
    const lengths = tf.sqrt(tf.sum(tf.square(pixels), -1));
    return tf.stack([tf.mean(lengths), tf.max(lengths)]);
  });
  const [mean, most] = await measured.data();
  measured.dispose();
  return { mean, most };
}

const plane = [[1.05, 0.12, 0.08], [-0.1, 0.93, -0.06]]; // biome-ignore format: a matrix
const space = [[1.04, 0.06, 0, 0.05], [-0.05, 0.95, 0.04, -0.04], [0, -0.03, 1.02, 0.06]]; // biome-ignore format: a matrix

for (const similarity of ['crossCorrelation', 'squaredDifference'] as const) {
  for (const { size, theta } of [
    { size: [32, 40], theta: plane },
    { size: [12, 14, 16], theta: space },
  ]) {
    test(`finds an affine map of ${size.length} axes to 0.1 pixel, similarity: '${similarity}'`, async () => {
      const volume = size.length === 3;
      const moving = texture(size);
      const border = { padding: 'border' } as const;
      const known = volume ? affineGrid3d(theta, size as never) : affineGrid(theta, size as never);
      const fixed = volume
        ? trilinearSampler(moving, known, border)
        : bilinearSampler(moving as tf.Tensor3D, known, border);
      const registration = await register(moving, fixed, { transform: ['affine'], similarity });
      const grid = registration.grid();
      expect((await distances(grid, known)).most).toBeLessThan(0.1);
      expect(registration.folds).toBe(0);
      registration.dispose();
      tf.dispose([moving, known, fixed, grid]);
      expectNoTensorLeft();
    });
  }
}

for (const { size, options } of [
  { size: [40, 40], options: {} },
  { size: [40, 40], options: { window: 9 } },
  { size: [40, 40], options: { similarity: 'squaredDifference' } },
  { size: [16, 18, 20], options: {} },
] as const) {
  test(`finds a smooth flow of ${size.length} axes to half a pixel on average: ${JSON.stringify(options)}`, async () => {
    const moving = texture([...size]);
    const shape = [...size.map(() => 6), size.length];
    const points = tf.tidy(() => tf.mul(seededTensor(shape, { seed: 9, low: -1, high: 1 }), 4.8 / Math.max(...size)));
    const known = bsplineGrid(points, [...size]);
    const identity = bsplineGrid(
      tf.tidy(() => tf.zerosLike(points)),
      [...size],
    );
    const sampler = size.length === 3 ? trilinearSampler : bilinearSampler;
    const fixed = sampler(moving as never, known as never, { padding: 'border' }) as tf.Tensor;
    const registration = await register(moving, fixed, options);
    const grid = registration.grid();
    const found = await distances(grid, known);
    expect((await distances(identity, known)).mean).toBeGreaterThan(0.5);
    expect(found.mean).toBeLessThan(0.5);
    expect(registration.folds).toBe(0);
    registration.dispose();
    tf.dispose([moving, points, known, identity, fixed, grid]);
  });
}

describe('a registration', () => {
  const image = [[[0], [0], [1], [2], [1], [0]], [[0], [0], [1], [3], [1], [0]]]; // biome-ignore format: an image

  test('maps from the fixed to the moving image: labels move along', async () => {
    // The moving image is the fixed one, a pixel (of 6, so 1/3) further to the right.
    const registration = await register(image, image, {
      transform: ['affine'],
      initialTheta: [[1, 0, 1 / 3], [0, 1, 0]], // biome-ignore format: a matrix
      iterations: 1,
      similarity: (warped) => tf.mul(tf.sum(warped), 0) as tf.Scalar,
    });
    const [labels, warped] = [registration.warpLabels([[0, 0, 0, 1, 2, 3], [0, 0, 0, 1, 2, 3]]), registration.warp(image)]; // biome-ignore format: pairs
    expect(await labels.array()).toEqual([[0, 0, 1, 2, 3, 0], [0, 0, 1, 2, 3, 0]]); // biome-ignore format: an image
    expect(labels.dtype).toBe('int32');
    const [first] = (await warped.array()) as number[][][];
    for (const [x, value] of first.flat().entries()) expect(value, `column ${x}`).toBeCloseTo([0, 1, 2, 1, 0, 0][x], 5);
    const jacobian = registration.jacobian();
    for (const [pixel, determinant] of (await jacobian.data()).entries())
      expect(determinant, `pixel ${pixel}`).toBeCloseTo(1, 5);
    expect(registration.grid([4, 8]).shape).toEqual([4, 8, 2]);
    registration.dispose();
    registration.dispose();
    expect(() => registration.grid()).toThrow(
      'Registration.grid: the registration has been disposed; expected one in use; got a disposed one',
    );
  });

  test('reports progress, and an abort ends it without a leak', async () => {
    const steps: number[] = [];
    const controller = new AbortController();
    const [moving, fixed] = [texture([16, 16]), texture([16, 16])];
    const shifted = tf.tidy(() => tf.pad(tf.slice(fixed, [0, 1, 0], [16, 15, 1]), [[0, 0], [0, 1], [0, 0]])); // biome-ignore format: pairs
    const aborted = register(moving, shifted, {
      signal: controller.signal,
      onProgress: ({ step, total, stage }) => {
        expect(step).toBeLessThanOrEqual(total);
        steps.push(step);
        if (stage === 'freeForm') controller.abort();
      },
    });
    await expect(aborted).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(steps.length).toBeGreaterThan(1);
    tf.dispose([moving, fixed, shifted]);
    expectNoTensorLeft();
  });
});

test('counts a fold between two neighbours, which central differences miss', async () => {
  const row = [0, 0, 1, -1, 0, 0].map((x) => [x, 0]); // columns 2 and 3 swap places
  const grid = tf.tidy(() => tf.expandDims(flowGrid([row, row, row]), 0));
  expect(await countFolds(grid)).toBe(6);
  grid.dispose();
});

const [image, colourful, nan] = [tf.ones([4, 4, 1]), tf.ones([4, 4, 2]), tf.fill([4, 4, 1], Number.NaN)];
const errors: [string, () => Promise<unknown>, string][] = [
  ['images of other channels', () => register(image, colourful), 'fixed does not fit moving; expected 2 axes and 1 channels as in moving, of shape [4, 4, 1]; got shape [4, 4, 2]'],
  ['an image of one row', () => register([[[0], [0], [0], [0]]], image), 'moving is too small; expected at least 2 pixels each way and a channel; got shape [1, 4, 1]'],
  ['a NaN', () => register(nan, image), 'moving has values that are not finite; expected finite numbers; got NaN or ∞'],
  ['a lattice that no memory holds', () => register(image, image, { levels: 16 }), 'the lattice of control points is too large; expected a tensor of less than 2 GiB; got shape [1, 32771, 32771, 2]'],
  ['control points closer than pixels', () => register(image, image, { controlPointSpacing: 0.5 }), 'controlPointSpacing is out of range; expected a finite number at least 1; got 0.5'],
  ['stages in the wrong order', () => register(image, image, { transform: ['freeForm', 'affine'] }), "transform is wrong; expected ['affine', 'freeForm'] or one of them; got ['freeForm', 'affine']"],
  ['a similarity that is not a scalar', () => register(image, image, { similarity: (warped) => warped as never }), 'similarity does not return a scalar; expected a float32 scalar; got a float32 tensor of shape [1, 4, 4, 1]'],
  ['an async similarity', () => register(image, image, { similarity: () => Promise.reject(new Error('async')) as never }), 'similarity does not return a scalar; expected a float32 scalar; got [object Promise]'],
  ['a similarity of integers', () => register(image, image, { similarity: (warped) => tf.cast(tf.sum<tf.Scalar>(warped), 'int32') }), 'similarity does not return a scalar; expected a float32 scalar; got an int32 tensor of shape []'],
  ['a constant similarity', () => register(image, image, { similarity: () => tf.scalar(1) }), 'similarity does not depend on warped; expected a loss computed from its argument; got one without a gradient'],
  ['a similarity of NaN', () => register(image, image, { similarity: (warped) => tf.mul(tf.sum(warped), Number.NaN) }), 'the loss at the start is not finite; expected finite numbers; got NaN'],
  ['a NaN in initialTheta', () => register(image, image, { initialTheta: [[1, 0, Number.NaN], [0, 1, 0]] }), 'initialTheta has values that are not finite; expected finite numbers; got NaN or ∞'],
]; // biome-ignore format: a table
for (const [name, call, message] of errors) {
  test(`an error for ${name}`, () => expectArgumentRejection(call, `register: ${message}`));
}
