import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { expectTensorsClose } from '../../src/testing';
import { gaussianKL } from '../../src/variational';

const lost = /^WebGPU has lost its device \(.*\); call selectBackend to start it again$/s;

test('a lost device: steps reject by name, selectBackend starts a new one, tensors on the host are kept', async () => {
  await selectBackend({ prefer: ['webgpu'] });
  const first = tf.backend() as WebGPUBackend;
  const onHost = tf.tensor1d([1, 2, 3]);
  const onDevice = gaussianKL([1, 2], [0, 0]);
  const step = onDevice.data();
  first.device.destroy();
  await expect(step).rejects.toThrow(lost);
  await expect(onDevice.data()).rejects.toThrow(lost);
  expect(() => gaussianKL([1, 2], [0, 0])).toThrow(lost);
  expect([...(await onHost.data())]).toEqual([1, 2, 3]);

  const report = await selectBackend({ prefer: ['webgpu'] });
  expect(report.name).toBe('webgpu');
  expect(tf.backend()).not.toBe(first);
  await expectTensorsClose(gaussianKL([1, 2], [0, 0]), [0.5, 2]);
  await expectTensorsClose(tf.add(onHost, 1), [2, 3, 4]);
  expect(() => tf.add(onDevice, 1)).toThrow(lost);
});
