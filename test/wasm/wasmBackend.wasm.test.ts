import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose } from '../../src/testing';
import { address, type WasmBackend } from '../../src/wasm/wasmBackend';

/** Runs `f` while no allocation succeeds. */
function onFullHeap<Result>(f: () => Result): Result {
  const { wasm } = tf.backend() as WasmBackend;
  const malloc = wasm._malloc;
  wasm._malloc = () => 0;
  try {
    return f();
  } finally {
    wasm._malloc = malloc;
  }
}

const larger = () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), tf.ones<tf.Rank.R4>([5, 5, 1, 1]), 1, 'valid');

test('stock tfjs puts a tensor at address 0 where the heap is full', () => {
  const x = onFullHeap(() => tf.fill([0], 1)); // of no numbers, which would be written over others
  expect(address(tf.backend() as WasmBackend, x)).toBe(0);
});

describe('with the training kernels the backend refuses', () => {
  beforeAll(() => installTrainingKernels());

  const refused: [what: string, f: () => tf.Tensor, message: string][] = [
    [
      'what does not fit on a full heap',
      () => onFullHeap(() => tf.fill([2, 3], 1)),
      'a float32 tensor of shape [2, 3]',
    ],
    ['the same of given values', () => onFullHeap(() => tf.tensor1d([1, 2], 'int32')), 'an int32 tensor of shape [2]'],
    ['what does not fit within a kernel', () => withInput((x) => onFullHeap(() => tf.add(x, 1))), 'shape []'],
    ['more than 4 GiB', () => tf.fill([65536, 65536], 1), 'a float32 tensor of shape [65536, 65536]'],
    ['exactly 4 GiB', () => tf.fill([32768, 32768], 1), 'a float32 tensor of shape [32768, 32768]'],
    ['2³¹ numbers', () => tf.cast(tf.fill([2 ** 31], 1), 'bool'), 'shape [2147483648]'],
    [
      'negative sizes: a filter larger than the image',
      larger,
      'impossible shape: a float32 tensor of shape [1, -2, -2, 1]',
    ],
  ];
  for (const [what, f, message] of refused) {
    test(what, async () => {
      const numDataIds = tf.backend().numDataIds();
      expect(() => tf.tidy(f)).toThrow(message);
      expect(tf.backend().numDataIds()).toBe(numDataIds);
      await expectTensorsClose(tf.add([1, 2], [3, 4]), [4, 6]);
    });
  }
});

function withInput(f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return f(tf.tensor1d([1, 2]));
}
