import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { expectTensorsToWork } from './expectTensorsToWork';

const wasmPaths = '/node_modules/@tensorflow/tfjs-backend-wasm/dist';

test('WASM starts on one thread in a page that blocks workers from blob: URLs, and the report says why', async () => {
  await selectBackend({ prefer: ['wasm'], wasmPaths, threads: 1 });
  const factory = tf.findBackendFactory('wasm');
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "worker-src 'self'";
  document.head.append(policy); // for the rest of this file, because it cannot be taken back
  expect(await selectBackend({ prefer: ['wasm'], wasmPaths, threads: 2 })).toMatchObject({
    name: 'wasm',
    threads: 1,
    withoutThreads: 'the page blocks workers from blob: URLs',
  });
  await expectTensorsToWork();
});
