import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { watchDevice } from '../../src/webgpu/watchDevice';
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

test('an invalid program of tfjs: the next data() rejects, and later ones work', async () => {
  // On a device of its own, because any such error on the first one fails its test.
  tf.registerBackend('second', tf.engine().registryFactory.webgpu.factory);
  tf.copyRegisteredKernels('webgpu', 'second');
  await tf.setBackend('second');
  watchDevice(tf.backend());
  const sum = tf.addN(Array.from({ length: 9 }, () => tf.ones([2])));
  await expect(sum.data()).rejects.toThrow(/^WebGPU has rejected a program of tfjs, and results are lost: /);
  expect([...(await tf.add([1], [2]).data())]).toEqual([3]);
  await tf.setBackend('webgpu');
  tf.removeBackend('second');
});
