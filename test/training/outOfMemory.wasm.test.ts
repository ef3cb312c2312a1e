import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { seededTensor } from '../../src/testing';
import type { WasmBackend } from '../../src/wasm/wasmBackend';

beforeAll(() => installTrainingKernels());

const floats = (...shape: number[]) => seededTensor(shape, { seed: 1 });
const integers = (...shape: number[]) => tf.cast(tf.mul(floats(...shape), 9), 'int32');
const bools = (...shape: number[]) => tf.greater(floats(...shape), 0);

/** Kernels that make several tensors, most of them temporary. */
// biome-ignore lint/suspicious/noExplicitAny: the functions take tensors of various ranks
const cases: [name: string, f: (...inputs: any[]) => tf.Tensor | tf.Tensor[], inputs: () => tf.Tensor[]][] = [
  ['maximum that broadcasts both', tf.maximum, () => [floats(3, 1), floats(1, 4)]],
  ['less that broadcasts both', tf.less, () => [floats(3, 1), floats(1, 4)]],
  ['add of seven axes', tf.add, () => [floats(1, 2, 1, 2, 1, 2, 3), floats(3)]],
  ['pad of seven axes', (x) => tf.pad(x, Array(7).fill([1, 0])), () => [floats(1, 2, 1, 2, 1, 2, 3)]],
  ['prelu with shared axes', (x, alpha) => tf.prelu(x, alpha), () => [floats(2, 3, 4), floats(3, 1)]],
  ['where of two types', tf.where, () => [bools(5), integers(5), floats(5)]],
  ['clipByValue of bool', (x) => tf.engine().runKernel('ClipByValue', { x }, { clipValueMin: 0, clipValueMax: 1 }) as tf.Tensor, () => [bools(5)]], // biome-ignore format: a row
  ['mean of int32', (x) => tf.mean(x, 0), () => [integers(3, 4)]],
  ['exp of int32', tf.exp, () => [integers(5)]],
  ['sin of 1e9', tf.sin, () => [tf.tensor1d([1, 1e9])]],
  ['pow 3', (x) => tf.pow(x, 3), () => [floats(5)]],
  ['sum of two groups of axes', (x) => tf.sum(x, [0, 2]), () => [floats(3, 4, 5)]],
  ['split', (x) => tf.split(x, 3), () => [floats(6, 2)]],
  ['unstack', (x) => tf.unstack(x), () => [floats(3, 2)]],
  [
    'batchNorm with one variance',
    (x, m, v) => tf.batchNorm(x, m, tf.abs(v)),
    () => [floats(2, 3), floats(3), floats(1)],
  ],
  ['conv2d', (x, filter) => tf.conv2d(x, filter, 1, 'same'), () => [floats(1, 16, 16, 8), floats(3, 3, 8, 8)]],
  ['conv2d of infinity', (x, filter) => tf.conv2d(x, filter, 1, 'same'), () => [tf.fill([1, 3, 3, 1], Infinity), floats(3, 3, 1, 1)]], // biome-ignore format: a row
  ['conv3d with strides over the filter', (x, filter) => tf.conv3d(x, filter, 3, 'same'), () => [floats(1, 6, 6, 6, 1), floats(2, 2, 2, 1, 1)]], // biome-ignore format: a row
  ['fused matMul', (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu6' }), () => [floats(2, 3), floats(3, 4), floats(4)]], // biome-ignore format: a row
  ['dilation2d', (x, filter) => tf.dilation2d(x, filter, 1, 'same'), () => [floats(1, 4, 4, 1), floats(2, 2, 1)]],
  ['maxPool3d', (x) => tf.maxPool3d(x, 2, 1, 'same'), () => [floats(1, 4, 4, 4, 1)]],
];

for (const [name, f, inputsOf] of cases) {
  test(`${name}: an error leaves nothing behind, whichever tensor finds no memory`, () => {
    const backend = tf.backend() as WasmBackend;
    const inputs = inputsOf();
    const [numbers, tensors] = [backend.numDataIds(), tf.memory().numTensors];
    let failures = 0;
    for (let allowed = 0; ; allowed++) {
      const { write } = backend;
      let left = allowed;
      backend.write = (...data) => {
        if (left-- === 0) throw new Error('no space');
        return write(...data);
      };
      try {
        tf.tidy(() => void f(...inputs));
        break;
      } catch (error) {
        expect((error as Error).message).toBe('no space');
        failures++;
      } finally {
        backend.write = write;
      }
      expect([backend.numDataIds(), tf.memory().numTensors], `tensor ${allowed}`).toEqual([numbers, tensors]);
    }
    expect(failures).toBeGreaterThan(1);
    expect([backend.numDataIds(), tf.memory().numTensors]).toEqual([numbers, tensors]);
    tf.dispose(inputs);
  });
}
