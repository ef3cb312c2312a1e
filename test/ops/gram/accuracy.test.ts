import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gram } from '../../../src/ops/gram/gram';

/**
 * WASM adds blocks in float64, and cpu adds each block in float64. WebGPU uses float32 throughout, and is emulated, so
 * it gets fewer positions.
 */
const [positions, tolerance] = tf.getBackend() === 'webgpu' ? [300_003, 1e-5] : [1_000_003, 1e-6];

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
