import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { expectTensorsToWork } from './expectTensorsToWork';
import { failure } from './failure';

const active = tf.getBackend();
const wasmFolder = '/node_modules/@tensorflow/tfjs-backend-wasm/dist';

afterEach(async () => {
  await tf.setBackend(active);
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
  const answer = (content: string) => URL.createObjectURL(new Blob([content], { type: 'text/html' }));

  test('that is HTML rejects with that reason, and then accepts a right one', () =>
    withoutWasm(async () => {
      const url = answer('<!doctype html><title>Not found</title>');
      expect((await failure({ prefer: ['wasm'], wasmPaths: url })).message).toBe(
        `selectBackend: no backend starts: wasm (${url} is HTML, not a WebAssembly file)`,
      );
      await selectBackend({ prefer: ['wasm'], wasmPaths: wasmFolder });
      await expectTensorsToWork();
    }));

  test('that is something else, empty or missing rejects with that reason', () =>
    withoutWasm(async () => {
      for (const url of [answer('bytes'), answer('')]) {
        expect((await failure({ prefer: ['wasm'], wasmPaths: url })).message).toContain(
          'is something else, not a WebAssembly file',
        );
      }
      const message = (await failure({ prefer: ['wasm'], wasmPaths: 'blob:nothing' })).message;
      expect(message).toContain('blob:nothing cannot be fetched');
      await selectBackend({
        prefer: ['wasm'],
        wasmPaths: new URL(`${wasmFolder}/tfjs-backend-wasm-simd.wasm`, document.baseURI),
      });
      await expectTensorsToWork();
    }));
});
