import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { backendReport, selectBackend } from '../../src/backend';
import { gridSample, gridSampleGridGrad, gridSampleImagesGrad } from '../../src/ops/sampling/gridSample';
import { warp, warpImagesGrad, warpMatrixGrad } from '../../src/ops/sampling/warp';
import { poolOf } from '../../src/wasm/threads/threadPool';
import type { WasmBackend } from '../../src/wasm/wasmBackend';

const inNode = typeof document === 'undefined';
const wasmPaths = inNode ? undefined : '/node_modules/@tensorflow/tfjs-backend-wasm/dist';
const backend = () => tf.backend() as WasmBackend;

/** Starts WASM again, on new memory. */
async function restart(threads?: number) {
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  return selectBackend({ prefer: ['wasm'], threads, wasmPaths });
}

afterEach(async () => void (await restart(1)));

/** Values from -1.5 to 1.5 that are the same at each call. */
const values = (shape: number[], seed: number) =>
  tf.tidy(() => {
    const numbers = tf.range(seed, seed + tf.util.sizeFromShape(shape));
    return tf.reshape(tf.mul(tf.sin(numbers), 1.5), shape);
  });

interface Case {
  name: string;
  shapes: number[][];
  f(...inputs: tf.Tensor[]): tf.Tensor;
}

const matMul = (a: number[], b: number[], transposeA = false, transposeB = false): Case => ({
  name: `matMul [${a}] · [${b}], transposeA: ${transposeA}, transposeB: ${transposeB}`,
  shapes: [a, b],
  f: (x, y) => tf.matMul(x, y, transposeA, transposeB),
});

/** The kernels of a convolution and of its two gradients. */
function convolution(algorithm: string, x: number[], filter: number[], strides: number, pad: 'same' | 'valid'): Case[] {
  const attributes = { strides, pad, dataFormat: 'NHWC', dilations: 1 };
  const size = (axis: number) => Math.ceil((pad === 'same' ? x[axis] : x[axis] - filter[axis - 1] + 1) / strides);
  const y = [x[0], size(1), size(2), filter[3]];
  const kernel = (name: string, shapes: number[][], inputs: string[], more = {}): Case => ({
    name: `${name} ${algorithm}`,
    shapes,
    f: (...tensors) =>
      tf.engine().runKernel(name, Object.fromEntries(tensors.map((tensor, i) => [inputs[i], tensor])), {
        ...attributes,
        ...more,
      }) as tf.Tensor,
  });
  return [
    kernel('Conv2D', [x, filter], ['x', 'filter']),
    kernel('Conv2DBackpropInput', [y, filter], ['dy', 'filter'], { inputShape: x }),
    kernel('Conv2DBackpropFilter', [x, y], ['x', 'dy'], { filterShape: filter }),
  ];
}

const linear = { interpolation: 'linear', padding: 'zeros', alignCorners: false } as const;
const cubic = { interpolation: 'cubic', padding: 'reflection', alignCorners: true } as const;
const warped = { ...linear, inPixels: true, size: [183, 171] } as const;
const images = [2, 61, 59, 9];
const grid = [2, 183, 171, 2];
const samples = [2, 183, 171, 9];

const product = matMul([301, 129], [129, 95]);
const cases: Case[] = [
  { name: 'gridSample, linear', shapes: [images, grid], f: (x, points) => gridSample(x, points, linear) },
  { name: 'gridSample, cubic', shapes: [images, grid], f: (x, points) => gridSample(x, points, cubic) },
  {
    name: 'gridSampleImagesGrad',
    shapes: [samples, grid],
    f: (dy, points) => gridSampleImagesGrad(dy, points, images, linear),
  },
  {
    name: 'gridSampleGridGrad',
    shapes: [samples, images, grid],
    f: (dy, x, points) => gridSampleGridGrad(dy, x, points, linear),
  },
  { name: 'warp', shapes: [images, [2, 2, 3]], f: (x, m) => warp(x, m as tf.Tensor3D, warped) },
  {
    name: 'warp of one image',
    shapes: [
      [1, 61, 59, 9],
      [3, 3, 3],
    ],
    f: (x, m) => warp(x, m as tf.Tensor3D, warped),
  },
  {
    name: 'warpImagesGrad',
    shapes: [samples, [2, 2, 3]],
    f: (dy, m) => warpImagesGrad(dy, m as tf.Tensor3D, images, warped),
  },
  {
    name: 'warpMatrixGrad',
    shapes: [samples, images, [2, 2, 3]],
    f: (dy, x, m) => warpMatrixGrad(dy, x, m as tf.Tensor3D, warped),
  },
  ...convolution('of 3 × 3 (Winograd)', [2, 19, 23, 16], [3, 3, 16, 24], 1, 'same'),
  ...convolution('of few channels (direct)', [3, 31, 29, 3], [5, 5, 3, 9], 1, 'valid'),
  // Stock computes these forwards, on one thread.
  ...convolution('of stride 2', [3, 31, 29, 8], [5, 5, 8, 12], 2, 'same').slice(1),
  ...convolution('of stride 4 (window by window)', [8, 63, 61, 3], [7, 7, 3, 16], 4, 'same').slice(1),
  ...convolution('of 1 × 1', [4, 16, 16, 96], [1, 1, 96, 64], 1, 'valid').slice(1),
  product,
  matMul([129, 301], [95, 129], true, true),
  matMul([3, 150, 131], [1, 131, 150]),
  matMul([1, 2000], [2000, 1003]),
  matMul([1003, 2000], [2000, 1]),
];

/** A result, and how often threads shared a kernel's work. */
async function run({ shapes, f }: Case) {
  let jobs = 0;
  const pool = poolOf(backend());
  const runJob = pool?.run;
  if (pool) pool.run = (job) => runJob!(job) && ++jobs > 0;
  const inputs = shapes.map((shape, index) => values(shape, index + 1));
  const result = f(...inputs);
  const numbers = await result.data<'float32'>();
  if (pool) pool.run = runJob!;
  tf.dispose([inputs, result]);
  return { numbers, jobs };
}

/** Whether all bits agree, those of NaN and -0 too. */
function haveSameBits(a: Float32Array, b: Float32Array): boolean {
  const [bitsOfA, bitsOfB] = [a, b].map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length));
  return a.length === b.length && bitsOfA.every((bits, index) => bits === bitsOfB[index]);
}

describe('threads', () => {
  test('give the same bits for any number', { timeout: 300_000 }, async () => {
    const expected: Float32Array[] = [];
    for (const threads of [1, 2, 3]) {
      expect(await restart(threads)).toMatchObject({ threads });
      for (const [index, example] of cases.entries()) {
        const { numbers, jobs } = await run(example);
        expected[index] ??= numbers;
        expect(haveSameBits(numbers, expected[index]), `${example.name} on ${threads}`).toBe(true);
        expect(jobs > 0, `${example.name} on ${threads}`).toBe(threads > 1);
      }
    }
  });

  test('wait for their next work while the memory grows, and start new modules then', async () => {
    await restart(2);
    const { numbers } = await run(product);
    const bytes = () => backend().wasm.HEAPU8.length;
    const before = bytes();
    const large = tf.ones([2 ** 24]);
    tf.square(large);
    expect(bytes()).toBeGreaterThan(before);
    for (const example of cases) expect((await run(example)).jobs, example.name).toBeGreaterThan(0);
    expect(haveSameBits((await run(product)).numbers, numbers)).toBe(true);
  });

  test('end if a worker fails, and the result is right', async () => {
    await restart(1);
    const { numbers } = await run(product);
    await restart(3);
    const pool = poolOf(backend())!;
    const runJob = pool.run;
    // A binary that does not compile, which only workers read; the main thread gives them time for it.
    const inputs = product.shapes.map((shape, index) => values(shape, index + 1));
    const slowly = (f: () => void) => {
      for (const end = performance.now() + 50; performance.now() < end; );
      f();
    };
    pool.run = (job) =>
      runJob({ ...job, binary: { address: 0, bytes: 4 }, run: (...list) => slowly(() => job.run(...list)) });
    for (let call = 0; call < 20 && poolOf(backend()); call++) {
      expect(haveSameBits(await product.f(...inputs).data<'float32'>(), numbers)).toBe(true);
    }
    expect(backendReport()).toMatchObject({ threads: 1, withoutThreads: 'a thread failed' });
    expect(runJob({} as never)).toBe(false);
  });

  test('end with the backend, and if another is selected', async () => {
    await restart(2);
    const first = poolOf(backend());
    const { wasm } = backend();
    await selectBackend({ prefer: ['cpu'] });
    expect(poolOf({ wasm } as WasmBackend)).toBeUndefined();
    expect(await selectBackend({ prefer: ['wasm'], threads: 2 })).toMatchObject({ threads: 2 });
    expect(poolOf(backend())).not.toBe(first);
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    expect(poolOf({ wasm } as WasmBackend)).toBeUndefined();
    tf.registerBackend('wasm', factory, 2);
  });

  test('are kept if as many are asked for again, and replaced otherwise', async () => {
    await restart(2);
    const pool = poolOf(backend());
    await selectBackend({ prefer: ['wasm'], threads: 2 });
    expect(poolOf(backend())).toBe(pool);
    expect(await selectBackend({ prefer: ['wasm'], threads: 3 })).toMatchObject({ threads: 3 });
    expect(poolOf(backend())).not.toBe(pool);
  });

  test('are those of the hardware in a page with shared memory, else one, and the report says why', async () => {
    const one = { threads: 1, withoutThreads: 'selectBackend was given no more, or the hardware has one' };
    const { hardwareConcurrency } = globalThis.navigator ?? {};
    expect(await restart()).toMatchObject(inNode ? one : { threads: Math.min(8, hardwareConcurrency) });
    expect(await restart(1)).toMatchObject(one);
    const started = inNode
      ? { threads: 1, withoutThreads: 'tfjs has not loaded tfjs-backend-wasm-threaded-simd.wasm' }
      : { threads: 2 };
    expect(await selectBackend({ prefer: ['wasm'], threads: 2 })).toMatchObject(started);
  });
});
