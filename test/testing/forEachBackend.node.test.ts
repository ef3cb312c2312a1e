import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { forEachBackend } from '../../src/testing';

/** tfjs's WASM module installs handlers that throw on any stray rejection, which ends the process. */
test("forEachBackend removes the WASM backend's handlers", async () => {
  const handlers = () => [...process.listeners('unhandledRejection'), ...process.listeners('uncaughtException')];
  const before = handlers();
  const active = tf.getBackend();
  await forEachBackend(['wasm'], () => undefined);
  expect(handlers()).toEqual(before);
  expect(tf.getBackend()).toBe(active);
});
