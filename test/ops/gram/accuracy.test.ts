import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { gram } from '../../../src/ops/gram/gram';
import { gramMatrix } from '../../../src/style';

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

test(`a mask of 0.1 over ${positions} positions in one row: right to ${tolerance}`, async () => {
  const mask = tf.fill<tf.Rank.R3>([1, 1, positions], 0.1);
  // Σ m² F² / Σ m of features that are 1
  const [value] = await gramMatrix(tf.ones<tf.Rank.R4>([1, 1, positions, 1]), { mask }).data();
  expect(Math.abs(value / Math.fround(0.1) - 1)).toBeLessThan(tolerance);
});
