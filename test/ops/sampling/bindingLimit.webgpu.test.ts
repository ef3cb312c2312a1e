import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { SamplingAttributes } from '../../../src/ops/sampling/attributes';
import { gridSampleImagesGrad } from '../../../src/ops/sampling/gridSample';
import { expectTensorsClose, seededTensor } from '../../../src/testing';

const imagesShape = [2, 3, 4, 3];
const sampling: SamplingAttributes = { interpolation: 'linear', padding: 'border', alignCorners: false };

/** Runs `f` on a device that binds no more than some bytes at once. */
function withBindingLimit<Result>(bytes: number, f: () => Result): Result {
  const { device } = tf.backend() as WebGPUBackend;
  const { maxComputeWorkgroupsPerDimension } = device.limits; // the one that tfjs reads
  const value = { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize: bytes };
  Object.defineProperty(device, 'limits', { configurable: true, value });
  try {
    return f();
  } finally {
    Reflect.deleteProperty(device, 'limits'); // the getter of GPUDevice again
  }
}

test("the images' gradient is the same where its rounding errors do not fit a binding", async () => {
  const [dy, grid] = [seededTensor([2, 4, 5, 3], { seed: 1 }), seededTensor([2, 4, 5, 2], { seed: 2 })];
  const gradient = () => gridSampleImagesGrad(dy, grid, imagesShape, sampling);
  const bytes = 4 * Math.max(dy.size, grid.size);
  await expectTensorsClose(withBindingLimit(bytes, gradient), gradient());
  expect(() => withBindingLimit(bytes - 4, gradient)).toThrow(`this GPU binds at most ${bytes - 4} bytes`);
});
