import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

/** Equations that tfjs's kernels compute correctly: on cpu and WebGPU, none sums over a letter of only one operand. */
const equations: [string, ...number[][]][] = [
  ['ij,jk->ik', [3, 5], [5, 2]],
  ['bhqd,bhkd->bhqk', [2, 1, 2, 3], [2, 1, 3, 3]],
  ['ij,ij->', [3, 4], [3, 4]],
  ['i,j->ij', [3], [4]],
  ['ij->ij', [2, 3]],
  ['ij->ji', [3, 4]],
  ['ijk->k', [2, 3, 2]],
  ['ij->', [1, 1]],
];
const sumsOneAlone: [string, ...number[][]][] = [
  ['ijx,jky->ki', [2, 3, 2], [3, 4, 2]],
  ['ij,k->i', [2, 3], [2]],
];

describe('the gradients of einsum, which has none in tfjs', () => {
  beforeAll(() => {
    if (tf.getBackend() === 'wasm') installTrainingKernels(); // there is no einsum otherwise
  });

  for (const [equation, ...shapes] of [...equations, ...(tf.getBackend() === 'wasm' ? sumsOneAlone : [])]) {
    test(`einsum '${equation}'`, async () => {
      const inputs = shapes.map((shape, index) => seededTensor(shape, { seed: index + 1 }));
      const f = (...tensors: tf.Tensor[]) => tf.einsum(equation, ...tensors);
      await gradcheck(f, inputs);
      await gradgradcheck((...tensors: tf.Tensor[]) => tf.square(f(...tensors)), inputs);
    });
  }

  test('counts nothing twice if the result equals an input', async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const w = tf.tensor2d([10, 20, 30, 40], [2, 2]);
    await expectTensorsClose(tf.grad((z) => tf.sum(tf.mul(tf.einsum('ij->ij', z), w)))(x), w);
    // Σ_i (Σ_j x_ij)² has gradient 2 Σ_j x_ij. The sum of its squares, 4 · 2 Σ_i (Σ_j x_ij)², has gradient 16 Σ_j x_ij.
    const gradient = (z: tf.Tensor) => tf.grad((t) => tf.sum(tf.square(tf.einsum('ij->i', t))))(z);
    const second = tf.grad((z) => tf.sum(tf.square(gradient(z))))(x);
    await expectTensorsClose(second, [[48, 48], [112, 112]]); // biome-ignore format: a matrix
  });

  test('the gradient is a new tensor', () => {
    const dy = tf.ones([2, 3]);
    const dx = tf.grad((x) => tf.einsum('ij->ij', x))(tf.ones([2, 3]), dy);
    expect(dx.id).not.toBe(dy.id);
  });
});
