import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gram } from '../../src/ops/gram/gram';
import { expectTensorsClose } from '../../src/testing';

/** The parts of tfjs's WASM backend that these tests look at. */
interface WasmBackend extends tf.KernelBackend {
  wasm: {
    HEAPU8: Uint8Array;
    wasmMemory?: WebAssembly.Memory;
    asm: { memory: WebAssembly.Memory };
    _malloc(bytes: number): number;
  };
}

const name = tf.getBackend();
const wasmBackend = () => tf.backend() as WasmBackend;
const memory = () => wasmBackend().wasm.wasmMemory ?? wasmBackend().wasm.asm.memory;

/** x and its Gram matrix, [[1 + 9, 2 + 12], [2 + 12, 4 + 16]]. */
const features = () => tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
const expectRightGram = async (x = features()) =>
  expectTensorsClose(gram(x), { shape: [1, 2, 2], values: [10, 14, 14, 20] });

test('a kernel moves a tensor from another backend', async () => {
  await tf.setBackend('cpu');
  const x = features();
  await tf.setBackend(name);
  await expectRightGram(x);
  expect(tf.getBackend()).toBe(name);
});

test('tf.profile sees the kernel', async () => {
  const x = features();
  const { kernels } = await tf.profile(() => gram(x));
  // A composed op also counts as one kernel; the ops that it runs are inside it.
  expect(kernels.map((kernel) => kernel.name)).toContain('DiffblocksGram');
});

const onWasm = () => {
  test('is shared if the page may share it', async () => {
    await expectRightGram();
    const shared = typeof SharedArrayBuffer !== 'undefined' && memory().buffer instanceof SharedArrayBuffer;
    expect(shared).toBe(globalThis.crossOriginIsolated === true);
  });

  test('may grow while the kernel makes its output', async () => {
    const x = tf.ones<tf.Rank.R3>([1, 2, 3000]);
    const before = memory().buffer.byteLength;
    const product = gram(x); // 36 MB, and the same again for the sums
    expect(memory().buffer.byteLength).toBeGreaterThan(before);
    await expectTensorsClose(tf.stack([tf.min(product), tf.max(product)]), [2, 2]);
    await expectRightGram();
  });

  test('is new after the backend was removed and registered again', async () => {
    await expectRightGram();
    const before = memory();
    const factory = tf.findBackendFactory(name);
    tf.removeBackend(name);
    tf.registerBackend(name, factory);
    expect(await tf.setBackend(name)).toBe(true);
    expect(memory()).not.toBe(before);
    await expectRightGram();
  });

  test('may be full: an error names the tensor, and nothing leaks', async () => {
    const x = features();
    const { numTensors } = tf.memory();
    const numDataIds = tf.backend().numDataIds();
    const { wasm } = wasmBackend();
    const malloc = wasm._malloc;
    for (let allowed = 0; allowed < 2; allowed++) {
      let calls = 0;
      wasm._malloc = (bytes) => (calls++ < allowed ? malloc(bytes) : 0);
      expect(() => gram(x), `after ${allowed} allocations`).toThrow(
        /^Out of WASM memory \(4 GiB at most\): no space for a float32 tensor of shape \[/,
      );
    }
    wasm._malloc = malloc;
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.backend().numDataIds()).toBe(numDataIds);
    await expectRightGram(x);
  });

  test('has no space for more than 4 GiB', () => {
    const x = tf.ones<tf.Rank.R3>([1, 1, 33_000]);
    expect(() => gram(x)).toThrow('no space for a float32 tensor of shape [1, 33000, 33000]');
  });

  test('is written without positions too: zeros, not garbage', async () => {
    tf.fill([1, 2, 2], 7).dispose(); // the garbage in the memory of the output
    await expectTensorsClose(gram(tf.zeros([1, 0, 2])), { shape: [1, 2, 2], values: [0, 0, 0, 0] });
    expect(gram(tf.zeros([1, 5, 0])).shape).toEqual([1, 0, 0]);
  });

  test('of an int32 tensor is not read as float32', () => {
    const x = tf.ones<tf.Rank.R3>([1, 2, 2], 'int32');
    expect(() => gram(x)).toThrow('WASM kernel: x must be float32; got int32');
  });
};

if (name === 'wasm') describe('the memory of tfjs', onWasm);
else test('without WASM, the op is its formula', () => expectRightGram());
