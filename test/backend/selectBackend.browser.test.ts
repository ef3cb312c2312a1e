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

describe('a WASM file', () => {
  /** The backend may have started: registers it anew. */
  async function withoutWasm(run: () => Promise<void>) {
    await selectBackend({ prefer: ['wasm'], wasmPaths: wasmFolder });
    const factory = tf.findBackendFactory('wasm');
    await selectBackend({ prefer: ['cpu'] });
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory, 2);
    await run();
  }
  const answer = (content: string) => URL.createObjectURL(new Blob([content], { type: 'text/html' }));

  test('that is HTML gets an error that says so, and can be put right', () =>
    withoutWasm(async () => {
      const url = answer('<!doctype html><title>Not found</title>');
      expect((await failure({ prefer: ['wasm'], wasmPaths: url })).message).toBe(
        `selectBackend: no backend starts: wasm (${url} is HTML, not a WebAssembly file)`,
      );
      await selectBackend({ prefer: ['wasm'], wasmPaths: wasmFolder });
      await expectTensorsToWork();
    }));

  test('that is something else, empty or missing gets one too', () =>
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
