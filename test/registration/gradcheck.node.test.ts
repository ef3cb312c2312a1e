import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { gradcheck, seededTensor } from '../../src/testing';
import { registrationLoss } from './registrationLoss';

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
    await gradcheck(
      (theta, controlPoints) => registrationLoss({ moving, fixed, theta, controlPoints }, {}),
      map,
      check,
    );
    await gradcheck(
      (a, b) => registrationLoss({ moving: a, fixed: b, theta: map[0], controlPoints: map[1] }, {}),
      [moving, fixed],
      check,
    );
    tf.dispose([moving, fixed, ...map]);
  });
}
