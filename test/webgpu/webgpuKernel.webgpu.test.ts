import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { webgpuKernel } from '../../src/webgpu/webgpuKernel';

const multiple = webgpuKernel<'x', { factor: number; shift: number }, { factor: number }>({
  name: 'multiple',
  inputs: ['x'],
  output: ({ x }) => x.shape,
  constants: (_, { factor }) => ({ factor }),
  integers: (_, { shift }) => ({ shift }),
  code: ({ factor }) => `fn valueAt(index: i32) -> f32 { return ${factor}.0 * xAt(index) + f32(uniforms.shift); }`,
});

const run = (x: tf.Tensor, factor: number, shift: number) =>
  tf
    .engine()
    .makeTensorFromTensorInfo(multiple({ inputs: { x }, attrs: { factor, shift }, backend: tf.backend() as never }));

test('constants are baked in: each value has a program, which serves every size, rank and uniform', async () => {
  const { device } = tf.backend() as WebGPUBackend;
  const { createShaderModule } = device;
  let compiled = 0;
  device.createShaderModule = (...given) => {
    compiled++;
    return createShaderModule.apply(device, given);
  };
  try {
    expect([...(await run(tf.tensor1d([1, 2]), 2, 0).data())]).toEqual([2, 4]);
    expect([...(await run(tf.tensor1d([1, 2]), 3, 0).data())]).toEqual([3, 6]);
    expect(compiled).toBe(2);
    expect([...(await run(tf.tensor1d([1, 2, 3]), 2, 5).data())]).toEqual([7, 9, 11]);
    expect([...(await run(tf.ones([1, 1, 2, 1, 1, 2]), 3, -1).data())]).toEqual([2, 2, 2, 2]);
    expect(compiled).toBe(2);
  } finally {
    Reflect.deleteProperty(device, 'createShaderModule');
  }
});

test('inputs of int32 and bool are read as floats', async () => {
  expect([...(await run(tf.tensor1d([3, -4], 'int32'), 2, 1).data())]).toEqual([7, -7]);
  expect([...(await run(tf.tensor1d([true, false], 'bool'), 2, 1).data())]).toEqual([3, 1]);
});
