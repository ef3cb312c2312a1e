import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { gramMatrix } from '../../src/style';
import { withoutBrowser } from '../support/chromium';
import { startSwiftShader } from '../support/swiftShader';

const before = globalThis.navigator;

afterEach(() => {
  Object.defineProperty(globalThis, 'navigator', { value: before, configurable: true });
});

test.skipIf(withoutBrowser)('the package webgpu (Dawn) serves Node: a program and its gradient', async () => {
  await startSwiftShader();
  const report = await selectBackend({ prefer: ['webgpu'] });
  expect(report.name).toBe('webgpu');
  expect(report.adapter).toMatchObject({ vendor: 'google', architecture: 'swiftshader' });
  const x = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
  expect([...(await gramMatrix(x).data())]).toEqual([5, 7, 7, 10]);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(gramMatrix(x as tf.Tensor3D)))(x);
  expect([...(await gradient.data())]).toEqual([3, 3, 7, 7]);
});
