import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import page from '../../docs/webgpu.md?raw';
import { seededTensor } from '../../src/testing';
import { budgets } from './budgets';

/** Counts the programs that a function runs. `tf.profile` counts ops, each of which may run several. */
function dispatches(run: () => tf.Tensor | tf.Tensor[]): number {
  const backend = tf.backend() as WebGPUBackend;
  const original = backend.runWebGPUProgram;
  let count = 0;
  backend.runWebGPUProgram = (...args) => {
    count++;
    return original.apply(backend, args);
  };
  try {
    tf.tidy(run);
  } finally {
    backend.runWebGPUProgram = original;
  }
  return count;
}

test.each(Object.entries(budgets))('programs of %s', (_, { f, shapes, forward, withGradients }) => {
  const inputs = shapes.map((shape, seed) => seededTensor(shape, { seed }));
  tf.tidy(() => f(...inputs)); // makes what a block keeps
  const [alone, trained] = [() => f(...inputs), () => tf.grads(f)(inputs)].map(dispatches);
  expect(alone, 'forward').toBeLessThanOrEqual(forward);
  expect(trained, 'with gradients').toBeLessThanOrEqual(withGradients);
});

test('docs/webgpu.md has a row for each budget', () => {
  const rows = Object.entries(budgets).map(
    ([name, { forward, withGradients }]) => `| ${name} | ${forward} | ${withGradients} |`,
  );
  const table = page.split('\n').filter((line) => /^\| .* \| \d+ \| \d+ \|$/.test(line));
  expect(table).toEqual(rows);
});
