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

test('stock tfjs puts a tensor at address 0 if the heap is full', () => {
  const x = onFullHeap(() => tf.fill([0], 1)); // empty, because its numbers would overwrite others
  expect(address(tf.backend() as WasmBackend, x)).toBe(0);
});

describe('with the training kernels the backend rejects', () => {
  beforeAll(() => installTrainingKernels());

  const refused: [what: string, f: () => tf.Tensor, message: string][] = [
    ['a filled tensor, on a full heap', () => onFullHeap(() => tf.fill([2, 3], 1)), 'a float32 tensor of shape [2, 3]'],
    [
      'a tensor of given values, on a full heap',
      () => onFullHeap(() => tf.tensor1d([1, 2], 'int32')),
      'an int32 tensor of shape [2]',
    ],
    ['the result of a kernel, on a full heap', () => withInput((x) => onFullHeap(() => tf.add(x, 1))), 'shape []'],
    ['a tensor of more than 4 GiB', () => tf.fill([65536, 65536], 1), 'a float32 tensor of shape [65536, 65536]'],
    ['a tensor of exactly 4 GiB', () => tf.fill([32768, 32768], 1), 'a float32 tensor of shape [32768, 32768]'],
    ['a tensor of 2³¹ numbers', () => tf.cast(tf.fill([2 ** 31], 1), 'bool'), 'shape [2147483648]'],
    [
      'negative sizes, from a filter larger than the image',
      larger,
      'impossible shape: a float32 tensor of shape [1, -2, -2, 1]',
    ],
  ];
  for (const [what, f, message] of refused) {
    test(what, async () => {
      const numDataIds = tf.backend().numDataIds();
      expect(() => tf.tidy(f)).toThrow(message);
      expect(tf.backend().numDataIds(), 'tensors in memory').toBe(numDataIds);
      await expectTensorsClose(tf.add([1, 2], [3, 4]), [4, 6]);
    });
  }
});

function withInput(f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  return f(tf.tensor1d([1, 2]));
}
