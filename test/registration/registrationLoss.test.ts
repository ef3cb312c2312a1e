import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { bendingEnergy, bsplineGrid, normalizedCrossCorrelation } from '../../src/registration';
import { affineGrid, affineGrid3d, bilinearSampler, trilinearSampler } from '../../src/spatial';
import { gradcheck, seededTensor } from '../../src/testing';
import fixture from '../fixtures/registrationLoss.json';
import { testFixture } from '../support/testFixture';

type Inputs = Record<'moving' | 'fixed' | 'theta' | 'controlPoints', tf.Tensor>;

/** The whole loss of a registration, from its public parts. */
function loss({ moving, fixed, theta, controlPoints }: Inputs, options: { window?: number }): tf.Tensor {
  return tf.tidy(() => {
    const size = fixed.shape.slice(0, -1);
    const volume = size.length === 3;
    const affine: tf.Tensor = volume ? affineGrid3d(theta, size as never) : affineGrid(theta, size as never);
    const identity = bsplineGrid(tf.zerosLike(controlPoints), size);
    const grid = tf.expandDims(tf.add(affine, tf.sub(bsplineGrid(controlPoints, size), identity)), 0);
    const images = tf.expandDims(moving, 0);
    const border = { padding: 'border' } as const;
    const warped = volume ? trilinearSampler(images, grid, border) : bilinearSampler(images, grid, border);
    const similarity = normalizedCrossCorrelation(warped, tf.expandDims(fixed, 0), options);
    return tf.add(tf.sub(1, similarity), tf.mul(bendingEnergy(controlPoints), 0.01));
  });
}

// Second derivatives of windows divide by their small variances several times.
testFixture(fixture, loss, { factor: 4 });

const plane = [[0.72, 0.05, 0.03], [-0.04, 0.67, 0.02]]; // biome-ignore format: a matrix
const space = [[0.72, 0.05, 0, 0.03], [-0.04, 0.67, 0.01, 0.02], [0, 0.02, 0.68, 0.01]]; // biome-ignore format: a matrix

for (const { size, theta } of [
  { size: [9, 11], theta: plane },
  { size: [5, 6, 7], theta: space },
]) {
  test(`gradients of the whole loss of ${size.length} axes agree with finite differences`, async () => {
    // A ramp, sampled inside its edges, has no kinks between its pixels.
    const strides = size.map((_, axis) => 3 ** axis);
    const ramp = Array.from({ length: tf.util.sizeFromShape(size) }, (_, index) =>
      size.reduceRight(
        ([sum, rest], count, axis) => [sum + strides[axis] * (rest % count), Math.floor(rest / count)],
        [0, index],
      ),
    ).map(([sum]) => sum / 20);
    const moving = tf.tensor(ramp, [...size, 1]);
    const fixed = tf.tidy(() => tf.sin(moving));
    const map = [
      tf.tensor2d(theta),
      seededTensor([...size.map(() => 4), size.length], { seed: 3, low: -0.05, high: 0.05 }),
    ];
    const check = { directions: 6 };
    await gradcheck((theta, controlPoints) => loss({ moving, fixed, theta, controlPoints }, {}), map, check);
    await gradcheck(
      (a, b) => loss({ moving: a, fixed: b, theta: map[0], controlPoints: map[1] }, {}),
      [moving, fixed],
      check,
    );
    tf.dispose([moving, fixed, ...map]);
  });
}
