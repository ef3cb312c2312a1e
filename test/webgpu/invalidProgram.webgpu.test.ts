import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { webgpuKernel } from '../../src/webgpu/webgpuKernel';

const invalid = webgpuKernel<'x'>({
  name: 'invalid',
  inputs: ['x'],
  output: ({ x }) => x.shape,
  code: () => 'fn valueAt(index: i32) -> f32 { return undeclared(index); }',
});

const run = (x: tf.Tensor) =>
  tf.engine().makeTensorFromTensorInfo(invalid({ inputs: { x }, attrs: {}, backend: tf.backend() as never }));

test('an invalid program: data() rejects with its name, later runs throw, and others keep their results', async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.add(x, 1);
  const result = run(x);
  const after = tf.mul(x, 2);
  await expect(result.data()).rejects.toThrow(/^WebGPU program invalid: .*undeclared/s);
  await expectTensorsClose(before, [2, 3, 4]);
  await expectTensorsClose(after, [2, 4, 6]);
  expect(() => run(x)).toThrow(/^WebGPU program invalid: .*undeclared/s);
});
