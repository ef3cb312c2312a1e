import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { unwritten, webgpuKernel, zeroed } from '../../src/webgpu/webgpuKernel';

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

const tensorOf = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
const numbersOf = async (info: tf.TensorInfo) => [...(await tensorOf(info).data())];

test('writes: a program has a second output, also where tfjs compiles it again', async () => {
  const both = webgpuKernel<'x' | 'shift' | 'square'>({
    name: 'valueAndSquare',
    inputs: ['x', 'shift', 'square'],
    writes: 'square',
    output: ({ x }) => x.shape,
    code: () => `fn valueAt(index: i32) -> f32 {
      squareEntries[index] = xAt(index) * xAt(index) + shiftAt(0);
      return xAt(index);
    }`,
  });
  const { device } = tf.backend() as WebGPUBackend;
  const { createShaderModule } = device;
  const backend = tf.backend() as never;
  for (const length of [3, 1]) {
    const numbers = [4, 5, 6].slice(0, length);
    const square = unwritten(backend, [length]);
    const x = both({ inputs: { x: tf.tensor1d(numbers), shift: tf.ones([1]), square }, attrs: {}, backend });
    expect(await numbersOf(x)).toEqual(numbers);
    expect(await numbersOf(square)).toEqual(numbers.map((n) => n * n + 1));
  }
  expect(device.createShaderModule).toBe(createShaderModule);
});

test('writes: a program accumulates in both outputs; updates: another adds to one in place', async () => {
  const counts = webgpuKernel<'x' | 'others'>({
    name: 'counts',
    inputs: ['x', 'others'],
    writes: 'others',
    accumulates: true,
    invocations: ({ x }) => x.shape[0],
    output: () => [2],
    code: () => `fn main(index: i32) {
      if (index >= i32(arrayLength(&xEntries)) || xAt(index) == 0.0) { return; }
      atomicStore(&result[0], bitcast<i32>(xAt(index)));
      atomicStore(&othersBits[uniforms.size - 1], bitcast<i32>(xAt(index) + 1.0));
    }`,
  });
  const sum = webgpuKernel<'to' | 'x'>({
    name: 'sumInPlace',
    inputs: ['x'],
    updates: 'to',
    output: ({ to }) => to.shape,
    code: () => 'fn valueAt(index: i32) -> f32 { return result[index] + xAt(index); }',
  });
  const backend = tf.backend() as never;
  const others = zeroed(backend, [2]);
  const to = counts({ inputs: { x: tf.tensor1d([0, 5, 0]), others }, attrs: {}, backend });
  const result = sum({ inputs: { to, x: others }, attrs: {}, backend });
  expect(result.dataId).toBe(to.dataId);
  expect(await numbersOf(result)).toEqual([5, 6]);
});
