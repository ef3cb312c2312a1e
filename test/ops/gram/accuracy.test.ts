import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gram } from '../../../src/ops/gram/gram';

/**
 * Our kernel adds in float64 from block to block. The other backends add as their matMul does, in float32, so that there
 * fewer positions and a looser bound are all that can be asked.
 */
const [positions, tolerance] = tf.getBackend() === 'wasm' ? [1_000_003, 1e-6] : [4099, 1e-5];

const features: Record<string, (position: number) => number> = {
  // The worst case: every addition of a block rounds the same way.
  'the same everywhere': () => Math.fround(0.1),
  'growing from 0 to 1': (position) => Math.fround(position / positions),
};

test.each(Object.keys(features))(`${positions} positions, %s: right to ${tolerance}`, async (name) => {
  const column = Float32Array.from({ length: positions }, (_, position) => features[name](position));
  const expected = column.reduce((sum, value) => sum + value * value, 0);
  const [value] = await gram(tf.tensor3d(column, [1, positions, 1])).data();
  expect(Math.abs(value - expected) / expected).toBeLessThan(tolerance);
});
