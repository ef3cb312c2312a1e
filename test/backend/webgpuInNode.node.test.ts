import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { gramMatrix } from '../../src/style';
import { chromium, setup, withoutBrowser } from '../support/chromium';

const before = globalThis.navigator;

afterEach(() => {
  Object.defineProperty(globalThis, 'navigator', { value: before, configurable: true });
});

test.skipIf(withoutBrowser)('the package webgpu (Dawn) serves Node: a program and its gradient', async () => {
  await setup();
  useSwiftShader(chromium.env.LD_LIBRARY_PATH);
  const report = await selectBackend({ prefer: ['webgpu'] });
  expect(report.name).toBe('webgpu');
  expect(report.adapter).toMatchObject({ vendor: 'google', architecture: 'swiftshader' });
  const x = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
  expect([...(await gramMatrix(x).data())]).toEqual([5, 7, 7, 10]);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(gramMatrix(x as tf.Tensor3D)))(x);
  expect([...(await gradient.data())]).toEqual([3, 3, 7, 7]);
});

/** Chromium brings a Vulkan loader and SwiftShader, which needs no GPU. */
function useSwiftShader(libraries: string) {
  const folder = join(libraries, '..');
  process.env.VK_ICD_FILENAMES = join(folder, 'vk_swiftshader_icd.json');
  const [now, stayOpen] = [0x2, 0x1000];
  // It is no module of Node, which therefore throws; the library stays open.
  expect(() => process.dlopen({ exports: {} }, join(folder, 'libvulkan.so.1'), now | stayOpen)).toThrow('register');
}
