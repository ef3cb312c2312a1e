import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { backendReport, type SelectBackendOptions, selectBackend } from '../../src/backend';
import { ArgumentError } from '../../src/internal/ArgumentError';
import { expectTensorsToWork } from './expectTensorsToWork';
import { failure } from './failure';

const active = tf.getBackend();
const inBrowser = typeof document !== 'undefined';
const wasmFolder = '/node_modules/@tensorflow/tfjs-backend-wasm/dist';
const wasmPaths = inBrowser ? wasmFolder : undefined;

afterEach(async () => {
  await tf.setBackend(active);
});

/** Registers a backend while `run` runs. */
async function withBackend(
  name: string,
  factory: () => tf.KernelBackend | Promise<tf.KernelBackend>,
  run: () => unknown,
) {
  tf.registerBackend(name, factory);
  try {
    await run();
  } finally {
    await tf.setBackend(active);
    tf.removeBackend(name);
  }
}

class OtherBackend extends tf.KernelBackend {
  override dispose() {}
  override floatPrecision(): 32 {
    return 32;
  }
}

describe('selectBackend', () => {
  test('selects the first backend that starts, and reports why others do not', async () => {
    const skipped: unknown[] = [];
    const onFallback = (attempt: unknown) => skipped.push(attempt);
    const report = await selectBackend({ prefer: ['no-such', active, 'cpu'], onFallback });
    const attempt = { name: 'no-such', reason: 'no backend of this name is registered' };
    expect(skipped).toEqual([attempt]);
    expect(report.name).toBe(active);
    expect(report.attempts).toEqual([
      { ...attempt, ok: false },
      { name: active, ok: true },
    ]);
    expect(backendReport()).toEqual(report);
    await expectTensorsToWork();
  });

  test.for(['wasm', 'cpu'])('imports the package of %s', async (name) => {
    const report = await selectBackend({ prefer: [name], wasmPaths });
    expect(report.attempts).toEqual([{ name, ok: true }]);
    expect(tf.getBackend()).toBe(name);
    if (name === 'wasm') expect(report).toMatchObject({ threads: expect.any(Number), simd: true });
    await expectTensorsToWork();
  });

  test('prefers WebGPU by default', async () => {
    const hasGpu = Boolean(globalThis.navigator?.gpu);
    if (!hasGpu) vi.stubEnv('VK_ICD_FILENAMES', '/no-driver');
    const report = await selectBackend();
    expect(report.name).toBe(hasGpu ? 'webgpu' : 'wasm');
    if (hasGpu) expect(report.adapter).toMatchObject({ vendor: expect.any(String), description: expect.any(String) });
    else
      expect(report.attempts[0]).toMatchObject({
        name: 'webgpu',
        reason: 'WebGPU finds no adapter',
      });
    await expectTensorsToWork();
  });

  test('lists every attempt if all fail, and keeps the active backend', async () => {
    const broken = () => {
      throw new Error('it is broken');
    };
    const late = () => Promise.reject(new Error('it came too late'));
    await withBackend('broken', broken, () =>
      withBackend('late', late, async () => {
        const error = await failure({ prefer: ['broken', 'no-such', 'late'] });
        expect(error.message).toBe(
          'selectBackend: no backend starts: broken (it is broken); ' +
            'no-such (no backend of this name is registered); late (it came too late)',
        );
        expect(error.cause).toHaveLength(3);
        expect(tf.getBackend()).toBe(active);
        await expectTensorsToWork();
      }),
    );
  });

  test('keeps the active backend usable while another starts', async () => {
    let start: (backend: tf.KernelBackend) => void = () => {};
    const slow = () => new Promise<tf.KernelBackend>((resolve) => (start = resolve));
    await withBackend('slow', slow, async () => {
      const selection = selectBackend({ prefer: ['slow'] });
      await expectTensorsToWork();
      start(new OtherBackend());
      expect((await selection).name).toBe('slow');
      expect(tf.getBackend()).toBe('slow');
    });
  });

  test('starts a backend once for concurrent calls; the last one decides', async () => {
    let starts = 0;
    const other = async () => {
      starts++;
      return new OtherBackend();
    };
    await withBackend('other', other, async () => {
      const all = [['other'], ['no-such'], ['other'], [active]].map((prefer) => selectBackend({ prefer }));
      const outcomes = await Promise.allSettled(all);
      const names = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.name : 'none'));
      expect(names).toEqual(['other', 'none', 'other', active]);
      expect(starts).toBe(1);
      expect(tf.getBackend()).toBe(active);
      await expectTensorsToWork();
    });
  });

  test('waits for a backend that tfjs is starting', async () => {
    const other = async () => new OtherBackend();
    await withBackend('other', other, async () => {
      const starting = tf.setBackend('other');
      expect((await selectBackend({ prefer: [active] })).name).toBe(active);
      await starting;
      await tf.setBackend(active);
      await expectTensorsToWork();
    });
  });

  test('rejects options of the wrong type', async () => {
    const cases: [unknown, string][] = [
      [{ prefer: 'wasm' }, "prefer is not a list of backends; expected an array of names; got 'wasm'"],
      [{ prefer: [] }, 'prefer is not a list of backends; expected an array of names; got []'],
      [{ prefer: [1] }, 'prefer is not a list of backends; expected an array of names; got [1]'],
      [{ wasmPaths: 1 }, 'wasmPaths is not a location; expected a folder, a file or an object of files; got 1'],
      [{ wasmPaths: '' }, "wasmPaths is not a location; expected a folder, a file or an object of files; got ''"],
      [
        { wasmPaths: { 'tfjs-backend-wasm.wasm': '' } },
        'wasmPaths is not a location; expected a folder, a file or an object of files; got [object Object]',
      ],
      [
        { wasmPaths: { simd: 'a.wasm' } },
        'wasmPaths is not a location; expected a folder, a file or an object of files; got [object Object]',
      ],
      [{ trainingKernels: 'yes' }, "trainingKernels is not a boolean; expected true or false; got 'yes'"],
      [{ deterministic: 1 }, 'deterministic is not a boolean; expected true or false; got 1'],
      [{ threads: 0 }, 'threads is out of range; expected an integer at least 1 and at most 64; got 0'],
      [{ threads: 1.5 }, 'threads is out of range; expected an integer at least 1 and at most 64; got 1.5'],
      [{ threads: '2' }, "threads is out of range; expected an integer at least 1 and at most 64; got '2'"],
      [{ onFallback: true }, 'onFallback is not a function; expected a function; got true'],
    ];
    for (const [options, message] of cases) {
      const error = await failure(options as SelectBackendOptions);
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toBe(`selectBackend: ${message}`);
    }
  });
});

describe('backendReport', () => {
  test('reports a backend set by tf.setBackend', async () => {
    await selectBackend({ prefer: ['no-such', active] });
    await withBackend(
      'other',
      () => new OtherBackend(),
      async () => {
        await tf.setBackend('other');
        expect(backendReport()).toEqual({ name: 'other', attempts: [{ name: 'other', ok: true }] });
      },
    );
  });

  test('throws if the active backend has failed to start', async () => {
    await withBackend(
      'broken',
      () => Promise.reject('silently'),
      async () => {
        expect(await tf.setBackend('broken')).toBe(false);
        expect(backendReport).toThrow('backendReport: no backend is active; call selectBackend first');
      },
    );
  });
});
