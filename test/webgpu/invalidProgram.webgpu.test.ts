import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { watchDevice } from '../../src/webgpu/watchDevice';
import { webgpuKernel } from '../../src/webgpu/webgpuKernel';

/** An invalid program. Each test has its own, by name, since tfjs keeps compiled programs. */
function invalidProgram(name: string) {
  const program = webgpuKernel<'x'>({
    name,
    inputs: ['x'],
    output: ({ x }) => x.shape,
    code: () => 'fn valueAt(index: i32) -> f32 { return undeclared(index); }',
  });
  return (x: tf.Tensor) =>
    tf.engine().makeTensorFromTensorInfo(program({ inputs: { x }, attrs: {}, backend: tf.backend() as never }));
}

test('an invalid program: data() rejects with its name, later runs throw, and others keep their results', async () => {
  const [run, x] = [invalidProgram('invalid'), tf.tensor1d([1, 2, 3])];
  const before = tf.add(x, 1);
  const result = run(x);
  const after = tf.mul(x, 2);
  await expect(result.data()).rejects.toThrow(/^WebGPU program invalid: .*undeclared/s);
  await expectTensorsClose(before, [2, 3, 4]);
  await expectTensorsClose(after, [2, 4, 6]);
  expect(() => run(x)).toThrow(/^WebGPU program invalid: .*undeclared/s);
});

test('an invalid program that runs twice before its check spoils no other either', async () => {
  const [run, x] = [invalidProgram('invalidTwice'), tf.tensor1d([1, 2, 3])];
  const before = tf.add(x, 1);
  const results = [run(x), run(x)];
  const after = tf.mul(x, 2);
  await expect(results[1].data()).rejects.toThrow(/^WebGPU program invalidTwice: .*undeclared/s);
  await expectTensorsClose(before, [2, 3, 4]);
  await expectTensorsClose(after, [2, 4, 6]);
});

test('an invalid program: data() rejects even long after the check', async () => {
  const [run, x] = [invalidProgram('invalidBefore'), tf.tensor1d([1, 2, 3])];
  const result = run(x);
  await expect.poll(() => watchDevice(tf.backend()).checks.size).toBe(0);
  await expect(result.data()).rejects.toThrow(/^WebGPU program invalidBefore: .*undeclared/s);
  await expectTensorsClose(tf.add(x, 1), [2, 3, 4]);
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
