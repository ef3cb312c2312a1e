import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, env } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { afterEach } from 'vitest';
import { useBackend } from './useBackend';

await useBackend('webgpu');
// Otherwise tfjs computes small tensors on the CPU, and no shader is tested.
env().set('WEBGPU_CPU_FORWARD', false);

// One invalid dispatch makes all others of its command buffer return zeros, so it must fail the test.
const errors: string[] = [];
(backend() as WebGPUBackend).device.addEventListener('uncapturederror', (event) =>
  errors.push((event as GPUUncapturedErrorEvent).error.message),
);
afterEach(() => {
  const messages = errors.splice(0);
  if (messages.length > 0) throw new Error(`WebGPU reported: ${messages.join('\n')}`);
});
