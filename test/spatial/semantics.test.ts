import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  affineGrid,
  bicubicSampler,
  bilinearSampler,
  deformableConv2d,
  flowGrid,
  nearestSampler,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from '../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { imageValues, onnxCases } from './onnx';

/** The tests that docs/spatial.md names, line by line. */
const row = (...values: number[]) => tf.tensor3d(values, [1, values.length, 1]);
const atX = (...places: number[]) => places.map((x) => [x, 0]);
/** −0 counts as 0. */
const valuesOf = async (tensor: tf.Tensor) => [...(await tensor.data())].map((value) => value + 0);
const nowhere = [Number.NaN, Infinity, -Infinity];

describe('coordinates', () => {
  test('the grid holds x, then y', async () => {
    const image = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
    expect(await valuesOf(bilinearSampler(image, [[[0.5, -0.5], [-0.5, 0.5]]]))).toEqual([2, 3]); // biome-ignore format: pairs
  });

  test('volumes: x, y, then z', async () => {
    const volume = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
    const grid = [[[[0.5, -0.5, -0.5], [-0.5, 0.5, -0.5], [-0.5, -0.5, 0.5]]]]; // biome-ignore format: points
    expect(await valuesOf(trilinearSampler(volume, grid))).toEqual([2, 3, 5]);
  });

  test('−1 and 1 are the outer edges of the border pixels', async () => {
    expect(await valuesOf(bilinearSampler(row(4, 8), [atX(-1, -0.5, 0, 0.5, 1)]))).toEqual([2, 4, 6, 8, 4]);
  });

  test('with alignCorners, −1 and 1 are the centres of the border pixels', async () => {
    const aligned = bilinearSampler(row(4, 8), [atX(-1, -0.5, 0, 0.5, 1)], { alignCorners: true });
    expect(await valuesOf(aligned)).toEqual([4, 5, 6, 7, 8]);
  });

  test('an output axis of size 1 has coordinate 0', async () => {
    for (const alignCorners of [false, true]) {
      const grid = affineGrid([[1, 0, 0], [0, 1, 0]], [1, 1], { alignCorners }); // biome-ignore format: a matrix
      expect(await valuesOf(grid), `alignCorners: ${alignCorners}`).toEqual([0, 0]);
    }
  });

  test('with alignCorners, an image axis of size 1 gives its one pixel at every coordinate', async () => {
    const sampled = bilinearSampler(row(5), [atX(-9, 0, 9)], { alignCorners: true });
    expect(await valuesOf(sampled)).toEqual([5, 5, 5]);
  });

  test('theta maps output to input coordinates', async () => {
    // The output shows the image half its width further right.
    expect(await valuesOf(spatialTransformer(row(1, 2, 3, 4), [1, 0, 1, 0, 1, 0], [1, 4]))).toEqual([3, 4, 0, 0]);
  });
});

describe('padding', () => {
  test('zeros: the image fades out over one pixel', async () => {
    expect(await valuesOf(bilinearSampler(row(4, 8), [atX(-2, -1.25, -1, 1, 2)]))).toEqual([0, 1, 2, 4, 0]);
  });

  test('border repeats the border pixels', async () => {
    const sampled = bilinearSampler(row(4, 8), [atX(-9, -1, 1, 9)], { padding: 'border' });
    expect(await valuesOf(sampled)).toEqual([4, 4, 8, 8]);
  });

  test('reflection mirrors at the outer edges, with alignCorners at the centres of the border pixels', async () => {
    const places = [atX(-1.25, 1.25, 1.75)];
    expect(await valuesOf(bilinearSampler(row(4, 8), places, { padding: 'reflection' }))).toEqual([4, 8, 7]);
    const options = { padding: 'reflection', alignCorners: true } as const;
    expect(await valuesOf(bilinearSampler(row(4, 8), places, options))).toEqual([4.5, 7.5, 6.5]);
  });

  test('wrap puts the first pixel after the last, with alignCorners too', async () => {
    const sampled = bilinearSampler(row(4, 8), [atX(-1.25, 1.25, 3)], { padding: 'wrap' });
    expect(await valuesOf(sampled)).toEqual([7, 5, 6]);
    const aligned = bilinearSampler(row(4, 8), [atX(-3, 2, 3)], { padding: 'wrap', alignCorners: true });
    expect(await valuesOf(aligned)).toEqual([8, 6, 4]);
  });

  test('fill replaces each missing pixel, per channel', async () => {
    const image = tf.tensor3d([4, 40], [1, 1, 2]);
    const sampled = bilinearSampler(image, [atX(-1, 0)], { padding: 'fill', fill: [2, -2] });
    expect(await valuesOf(sampled)).toEqual([3, 19, 4, 40]);
  });

  test('fill without a value is 0', async () => {
    expect(await valuesOf(bilinearSampler(row(4, 8), [atX(-1, 0, 9)], { padding: 'fill' }))).toEqual([2, 6, 0]);
  });

  test('a missing pixel is left out, not multiplied by 0: NaN does not spread', async () => {
    const sampled = bilinearSampler(row(Number.NaN, 1, 2), [atX(-9, 9, 2 / 3)]);
    const values = await valuesOf(sampled);
    expect(values.slice(0, 2)).toEqual([0, 0]);
    expect(values[2]).toBeCloseTo(2, 5);
  });

  test('bicubic: padding applies to each tap', async () => {
    const weights = [-0.09375, 0.59375, 0.59375, -0.09375]; // Keys' kernel half way, A = −¾
    const sampled = bicubicSampler(row(4, 8), [atX(0)], { padding: 'border' });
    expect((await valuesOf(sampled))[0]).toBeCloseTo(4 * (weights[0] + weights[1]) + 8 * (weights[2] + weights[3]), 5);
    const zeros = bicubicSampler(row(4, 8), [atX(0)]); // taps above and below the single row are missing too
    expect((await valuesOf(zeros))[0]).toBeCloseTo(12 * weights[1], 5);
  });
});

describe('kinks', () => {
  const slopes = (places: number[], options: Parameters<typeof bilinearSampler>[2] = {}) => {
    const image = row(1, 3, 7, 15);
    const sampled = (grid: tf.Tensor) => bilinearSampler(image, grid, { ...options, alignCorners: true });
    return tf.slice(tf.grad(sampled)(tf.tensor3d([atX(...places)])), [0, 0, 0], [1, -1, 1]);
  };

  test('on a pixel, the derivative is the one to its right', async () => {
    // 1.5 pixels a unit: at pixels 0 and 3.
    expect(await valuesOf(slopes([-1, 1]))).toEqual([2 * 1.5, -15 * 1.5]);
  });

  test('border and reflection: zero on the border; beyond it zero with border, mirrored with reflection', async () => {
    for (const padding of ['border', 'reflection'] as const) {
      expect(await valuesOf(slopes([-1, 1], { padding })), `padding: '${padding}'`).toEqual([0, 0]);
    }
    expect(await valuesOf(slopes([-1.25, 1.25, -3, 3], { padding: 'border' }))).toEqual([0, 0, 0, 0]);
    // −1.25 and 1.25 are mirrored to −0.75 and 0.75; −3 and 3, a period further, to the borders again.
    const inside = await valuesOf(slopes([-0.75, 0.75]));
    expect(await valuesOf(slopes([-1.25, 1.25], { padding: 'reflection' }))).toEqual(inside.map((slope) => -slope));
    expect(inside).toEqual([2 * 1.5, 8 * 1.5]);
  });

  test('nearest: halves round to the even pixel, and the grid gets no gradient', async () => {
    const grid = tf.tensor3d([atX(-0.75, -0.25, 0.25)], [1, 3, 2]); // pixels 0, 1 and 2 of 4
    const halves = tf.add(grid, [0.25, 0]); // ½, 1½, 2½
    expect(await valuesOf(nearestSampler(row(1, 3, 7, 15), halves))).toEqual([1, 7, 7]);
    const slope = tf.grad((x) => nearestSampler(row(1, 3, 7, 15), x))(halves);
    expect(await valuesOf(slope)).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('coordinates that are NaN or infinite', () => {
  const places = [nowhere.map((x) => [x, 0])];

  test('zeros and fill: outside', async () => {
    for (const sampler of [nearestSampler, bilinearSampler, bicubicSampler]) {
      const filled = sampler(row(4, 8), places, { padding: 'fill', fill: 5 });
      expect(await valuesOf(sampler(row(4, 8), places)), sampler.name).toEqual([0, 0, 0]);
      expect(await valuesOf(filled), `${sampler.name}, padding: 'fill'`).toEqual([5, 5, 5]);
    }
  });

  test('border, reflection and wrap: pixel 0', async () => {
    for (const padding of ['border', 'reflection', 'wrap'] as const) {
      for (const sampler of [nearestSampler, bilinearSampler]) {
        const label = `${sampler.name}, padding: '${padding}'`;
        expect(await valuesOf(sampler(row(4, 8), places, { padding })), label).toEqual([4, 4, 4]);
      }
    }
  });

  test('no gradient', async () => {
    for (const padding of ['zeros', 'border', 'reflection', 'fill'] as const) {
      const slope = tf.grad((x) => bilinearSampler(row(4, 8), x, { padding }))(tf.tensor3d(places, [1, 3, 2]));
      const values = await valuesOf(slope);
      expect(
        values.filter((_, index) => index % 2 === 0),
        `padding: '${padding}'`,
      ).toEqual([0, 0, 0]);
    }
  });
});

describe('batches', () => {
  test('a grid with a batch of 1 serves every image', async () => {
    const images = tf.tensor4d([1, 3, 5, 9], [2, 1, 2, 1]);
    expect(await valuesOf(bilinearSampler(images, [[[[0, 0]]]]))).toEqual([2, 7]);
  });

  describe('one image serves every transformer, like copies of it', () => {
    const thetas = [[1, 0, 0, 0, 1, 0], [0.5, 0, 0.3, 0, 0.5, -0.2], [0, -2, 0, 2, 0, 0.1]]; // biome-ignore format: three maps

    test.each([{}, { padding: 'border' }, { antialias: true }] as const)('%j', async (options) => {
      const image = seededTensor([1, 5, 4, 2], { seed: 1 }) as tf.Tensor4D;
      const copies = tf.tile(image, [3, 1, 1, 1]) as tf.Tensor4D;
      const maps = tf.tensor2d(thetas);
      const f = (x: tf.Tensor, theta: tf.Tensor) => spatialTransformer(x as tf.Tensor4D, theta, [3, 2], options);
      await expectTensorsClose(f(image, maps), f(copies, maps));
      const dy = seededTensor([3, 3, 2, 2], { seed: 2 });
      const [dImage, dThetas] = tf.grads(f)([image, maps], dy);
      const [dCopies, dOfCopies] = tf.grads(f)([copies, maps], dy);
      const tolerance = { rtol: 1e-5, atol: 1e-5 }; // the order of additions differs
      await expectTensorsClose(dThetas, dOfCopies, tolerance);
      await expectTensorsClose(dImage, tf.sum(dCopies, 0, true), tolerance);
    });
  });

  test('one volume serves every grid', async () => {
    const volume = seededTensor([1, 2, 3, 2, 1], { seed: 3 }) as tf.Tensor5D;
    const grids = seededTensor([2, 1, 2, 2, 3], { seed: 4 });
    const copies = tf.concat([volume, volume]) as tf.Tensor5D; // WebGPU tiles no rank of 5
    await expectTensorsClose(trilinearSampler(volume, grids), trilinearSampler(copies, grids));
  });
});

describe('MXNet', () => {
  // The two examples of the documentation of mx.nd.BilinearSampler (MXNet 1.6).
  const image = tf.tensor3d([1, 4, 3, 6, 1, 8, 8, 9, 0, 4, 1, 5, 1, 0, 1, 3], [4, 4, 1]);

  test('BilinearSampler of an affine GridGenerator is alignCorners with zeros', async () => {
    const sampled = spatialTransformer(image, [2, 0, 0, 0, 2, 0], [4, 4], { alignCorners: true });
    const expected = [0, 0, 0, 0, 0, 3.5, 6.5, 0, 0, 1.25, 2.5, 0, 0, 0, 0, 0];
    await expectTensorsClose(sampled, tf.tensor3d(expected, [4, 4, 1]), { rtol: 1e-5, atol: 1e-5 });
  });

  test('GridGenerator of the type warp is flowGrid with alignCorners', async () => {
    const flow = tf.tensor3d(Array.from({ length: 16 }, () => [1, 0]).flat(), [4, 4, 2]);
    const sampled = bilinearSampler(image, flowGrid(flow, { alignCorners: true }) as tf.Tensor3D, {
      alignCorners: true,
    });
    const expected = [4, 3, 6, 0, 8, 8, 9, 0, 4, 1, 5, 0, 0, 1, 3, 0];
    await expectTensorsClose(sampled, tf.tensor3d(expected, [4, 4, 1]), { rtol: 1e-5, atol: 1e-5 });
  });
});

describe('ONNX', () => {
  for (const { name, mode, padding = 'zeros', alignCorners = false, images, grid, gridShape, expected } of onnxCases) {
    test(`GridSample: ${name}`, async () => {
      const input = tf.tensor(imageValues(images), images);
      const points = tf.tensor(grid, gridShape);
      const options = { padding, alignCorners };
      const samplers = { nearest: nearestSampler, linear: bilinearSampler, cubic: bicubicSampler };
      const sampled =
        images.length === 4
          ? samplers[mode](input as tf.Tensor4D, points, options)
          : trilinearSampler(input as tf.Tensor5D, points, options);
      // The documentation prints four decimals.
      await expectTensorsClose(tf.reshape(sampled, [-1]), tf.tensor1d(expected), { rtol: 5e-5, atol: 6e-5 });
    });
  }
});

test('an infinite pixel: a second tap beyond the border is left out, not weighted 0', async () => {
  for (const padding of ['border', 'reflection'] as const) {
    const sampled = bilinearSampler(row(1, 2, Infinity), [atX(1)], { padding, alignCorners: true });
    expect(await valuesOf(sampled), `padding: '${padding}'`).toEqual([Infinity]);
  }
});

test('an infinite dy reaches only its own pixel', async () => {
  for (const padding of ['border', 'reflection'] as const) {
    const sampled = (x: tf.Tensor) =>
      bilinearSampler(x as tf.Tensor3D, [atX(-1, 1, 0)], { padding, alignCorners: true });
    const slope = tf.grad(sampled)(row(1, 2, 4), row(1, Infinity, 1));
    expect(await valuesOf(slope), `padding: '${padding}'`).toEqual([1, 1, Infinity]);
  }
});

test('an infinite pixel on the border, padding border: the grid gets no gradient there or beyond', async () => {
  const sampled = (grid: tf.Tensor) =>
    bilinearSampler(row(1, 2, Infinity), grid, { padding: 'border', alignCorners: true });
  const slope = tf.slice(tf.grad(sampled)(tf.tensor3d([atX(1, 1.5)])), [0, 0, 0], [1, -1, 1]);
  expect(await valuesOf(slope)).toEqual([0, 0]);
});

test('thin plate splines and deformable convolutions use the same coordinates', async () => {
  const corners = [[-1, -1], [1, -1], [-1, 1], [1, 1]]; // biome-ignore format: points
  const image = seededTensor([3, 4, 1], { seed: 5 }) as tf.Tensor3D;
  const grid = thinPlateSplineGrid(corners, corners, [3, 4]) as tf.Tensor3D;
  await expectTensorsClose(bilinearSampler(image, grid), image, { rtol: 1e-5, atol: 1e-5 });
  const right = deformableConv2d(row(1, 2, 4), tf.ones([1, 1, 1, 1]), [[[0, 1], [0, 1], [0, 1]]]); // biome-ignore format: (dy, dx)
  expect(await valuesOf(right)).toEqual([2, 4, 0]);
});

test('the example of docs/spatial.md', async () => {
  const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const thetas = [[1, 0, 0, 0, 1, 0], [-1, 0, 0, 0, 1, 0], [0, -1, 0, 1, 0, 0]]; // biome-ignore format: three maps
  const result = spatialTransformer(image, thetas, [2, 2]);
  expect(result.shape).toEqual([3, 2, 2, 1]);
  expect(await valuesOf(result)).toEqual([1, 2, 3, 4, 2, 1, 4, 3, 2, 4, 1, 3]);
});
