import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { backendReport, selectBackend } from '../../src/backend';
import { startWorker } from '../../src/wasm/threads/startWorker';
import { openPool, poolOf } from '../../src/wasm/threads/threadPool';
import { address, type WasmBackend } from '../../src/wasm/wasmBackend';
import { type Case, cases, product } from './threadCases';

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
    // In the new part of the memory, by a module that the workers started before it grew.
    const inputs: tf.Tensor[] = [];
    while (!inputs.length || address(backend(), inputs.at(-1)!) < before) {
      inputs.push(...product.shapes.map((shape, index) => values(shape, index + 1)));
    }
    const result = product.f(...inputs.slice(-2));
    expect(haveSameBits(await result.data<'float32'>(), numbers)).toBe(true);
    for (const example of cases) expect((await run(example)).jobs, example.name).toBeGreaterThan(0);
  });

  for (const { name, shapes, f } of [product, cases.find(({ name }) => name === 'adam')!]) {
    test(`end if a worker fails, and the result is right: ${name}`, async () => {
      await restart(1);
      const { numbers } = await run({ name, shapes, f });
      await restart(3);
      const pool = poolOf(backend())!;
      const runJob = pool.run;
      // A binary that does not compile, which only workers read; the main thread gives them time for it.
      const inputs = shapes.map((shape, index) => values(shape, index + 1));
      const slowly = (f: () => void) => {
        for (const end = performance.now() + 50; performance.now() < end; );
        f();
      };
      pool.run = (job) =>
        runJob({ ...job, binary: { address: 0, bytes: 4 }, run: (...list) => slowly(() => job.run(...list)) });
      for (let call = 0; call < 20 && poolOf(backend()); call++) {
        expect(haveSameBits(await f(...inputs).data<'float32'>(), numbers)).toBe(true);
      }
      expect(backendReport()).toMatchObject({ threads: 1, withoutThreads: 'a thread failed' });
      expect(runJob({} as never)).toBe(false);
    });
  }

  test('finish their parts before an error of the main thread ends a call', async () => {
    await restart(2);
    const pool = poolOf(backend())!;
    const runJob = pool.run;
    const inputs = product.shapes.map((shape, index) => values(shape, index + 1));
    pool.run = (job) =>
      runJob({
        ...job,
        run: () => {
          throw new Error('no result');
        },
      });
    // A worker may take all parts of a call.
    expect(() => {
      for (let call = 0; call < 100; call++) tf.dispose(product.f(...inputs));
    }).toThrow('no result');
    pool.run = runJob;
    const { numbers, jobs } = await run(product);
    expect(jobs).toBeGreaterThan(0);
    await restart(1);
    expect(haveSameBits((await run(product)).numbers, numbers)).toBe(true);
  });

  test('of two pools on one memory, as two copies of this package have them, do not disturb each other', async () => {
    await restart(2);
    const { numbers } = await run(product);
    const first = poolOf(backend())!;
    await openPool(backend(), 3, startWorker);
    const second = poolOf(backend())!;
    const runJob = second.run;
    for (const pool of [first, second, first, second]) {
      second.run = pool === first ? first.run : runJob;
      const { numbers: again, jobs } = await run(product);
      expect(jobs).toBeGreaterThan(0);
      expect(haveSameBits(again, numbers)).toBe(true);
    }
    first.close();
    expect(poolOf(backend())).toBe(second);
  });

  test('end with the backend, and if another is selected', async () => {
    await restart(2);
    const first = poolOf(backend());
    const { wasm } = backend();
    await selectBackend({ prefer: ['cpu'] });
    expect(poolOf({ wasm })).toBeUndefined();
    await tf.setBackend('wasm');
    const withoutThreads = 'another backend was selected since';
    expect(backendReport()).toMatchObject({ threads: 1, withoutThreads });
    expect(await selectBackend({ prefer: ['wasm'], threads: 2 })).toMatchObject({ threads: 2 });
    expect(poolOf(backend())).not.toBe(first);
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    expect(poolOf({ wasm })).toBeUndefined();
    tf.registerBackend('wasm', factory, 2);
  });

  test('end if the backend ends while they start', async () => {
    await restart(2);
    const { wasm } = backend();
    const factory = tf.findBackendFactory('wasm');
    const selected = selectBackend({ prefer: ['wasm'], threads: 3 });
    await new Promise((resolve) => setTimeout(resolve));
    tf.removeBackend('wasm');
    await selected.catch(() => {});
    tf.registerBackend('wasm', factory, 2);
    expect(poolOf({ wasm })).toBeUndefined();
  });

  test('are kept if as many are asked for again, and replaced otherwise', async () => {
    await restart(2);
    const pool = poolOf(backend());
    await selectBackend({ prefer: ['wasm'], threads: 2 });
    expect(poolOf(backend())).toBe(pool);
    expect(await selectBackend({ prefer: ['wasm'], threads: 3 })).toMatchObject({ threads: 3 });
    expect(poolOf(backend())).not.toBe(pool);
  });

  test('are not started by tf.setBackend, and the report says so', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    await tf.setBackend('wasm');
    expect(backendReport()).toMatchObject({ threads: 1, withoutThreads: 'selectBackend has not started them' });
  });

  test('are those of the hardware in a page with shared memory, else one, and the report says why', async () => {
    const oneBecause = (withoutThreads: string) => ({ threads: 1, withoutThreads });
    const { hardwareConcurrency } = globalThis.navigator ?? {};
    expect(await restart()).toMatchObject(
      inNode
        ? oneBecause('Node starts more only for selectBackend({ threads })')
        : { threads: Math.min(8, hardwareConcurrency) },
    );
    expect(await restart(1)).toMatchObject(oneBecause('selectBackend was given threads: 1'));
    if (!inNode) {
      Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1, configurable: true });
      const report = await restart();
      Reflect.deleteProperty(navigator, 'hardwareConcurrency');
      expect(report).toMatchObject(oneBecause('the hardware has one'));
    }
    if (!inNode) {
      Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false, configurable: true });
      const report = await restart(2);
      Object.defineProperty(globalThis, 'crossOriginIsolated', { value: true, configurable: true });
      expect(report).toMatchObject(oneBecause('the page is not crossOriginIsolated'));
      await restart();
    }
    const started = inNode ? oneBecause('tfjs has not loaded tfjs-backend-wasm-threaded-simd.wasm') : { threads: 2 };
    expect(await selectBackend({ prefer: ['wasm'], threads: 2 })).toMatchObject(started);
  });
});
