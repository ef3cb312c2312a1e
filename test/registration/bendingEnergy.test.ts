import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { bendingEnergy } from '../../src/registration';
import fixture from '../fixtures/bendingEnergy.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ controlPoints }, options) => bendingEnergy(controlPoints, options));

test('is 0 for an affine displacement, and never negative', async () => {
  // Control points that are an affine function of their positions represent that function.
  const points = tf.tidy(() => {
    const [y, x] = [tf.range(0, 6), tf.range(0, 5)].map((axis, k) => tf.reshape(axis, k === 0 ? [6, 1] : [1, 5]));
    return tf.stack([tf.add(tf.mul(y, 0.3), tf.mul(x, -0.2)), tf.add(tf.mul(y, 0.1), tf.add(x, 0.7))], 2);
  });
  const energy = bendingEnergy(points);
  const [value] = await energy.data();
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThan(1e-9);
  tf.dispose([points, energy]);
});

test('errors name the argument', () => {
  const points = tf.zeros([4, 4, 2]);
  expectArgumentError(
    () => bendingEnergy(points, { size: [2] }),
    'bendingEnergy: size is wrong; expected 2 numbers, one per axis; got [2]',
  );
  expectArgumentError(
    () => bendingEnergy(points, { size: [0, 1] }),
    'bendingEnergy: size is out of range; expected a finite number above 0; got 0',
  );
});
