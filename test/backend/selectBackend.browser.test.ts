import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { backendReport, selectBackend } from '../../src/backend';
import { expectTensorsToWork } from './expectTensorsToWork';
import { failure } from './failure';

const active = tf.getBackend();
const wasmFolder = '/node_modules/@tensorflow/tfjs-backend-wasm/dist';

afterEach(async () => {
  await tf.setBackend(active);
});

test.runIf(active === 'wasm')('the kernels of WASM use relaxed SIMD, which this Chromium has', () => {
  expect(backendReport()).toMatchObject({ name: 'wasm', relaxedSimd: true });
});

describe('selectBackend with a WASM file', () => {
  /** Runs without a started WASM backend: it may have started before, so this registers it again. */
  async function withoutWasm(run: () => Promise<void>) {
    await selectBackend({ prefer: ['wasm'], wasmPaths: wasmFolder });
    const factory = tf.findBackendFactory('wasm');
    await selectBackend({ prefer: ['cpu'] });
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    await run();
  }
  const fileOf = (content: string) => URL.createObjectURL(new Blob([content], { type: 'text/html' }));

  test('that is HTML: rejects with that reason, and then accepts the right file', () =>
    withoutWasm(async () => {
      const url = fileOf('<!doctype html><title>Not found</title>');
      expect((await failure({ prefer: ['wasm'], wasmPaths: url })).message).toBe(
        `selectBackend: no backend starts: wasm (${url} is HTML, not a WebAssembly file)`,
      );
      await selectBackend({ prefer: ['wasm'], wasmPaths: wasmFolder });
      await expectTensorsToWork();
    }));

  test('that is something else, empty or missing: rejects with that reason', () =>
    withoutWasm(async () => {
      for (const [kind, wasmPaths, reason] of [
        ['something else', fileOf('bytes'), 'is something else, not a WebAssembly file'],
        ['empty', fileOf(''), 'is something else, not a WebAssembly file'],
        ['missing', 'blob:nothing', 'blob:nothing cannot be fetched'],
      ]) {
        expect((await failure({ prefer: ['wasm'], wasmPaths })).message, kind).toContain(reason);
      }
      await selectBackend({
        prefer: ['wasm'],
        wasmPaths: new URL(`${wasmFolder}/tfjs-backend-wasm-simd.wasm`, document.baseURI),
      });
      await expectTensorsToWork();
    }));
});
