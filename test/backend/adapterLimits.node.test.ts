import { afterEach, expect, test, vi } from 'vitest';
import { selectBackend } from '../../src/backend';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('an adapter with lower limits than WebGPU guarantees is skipped, with the limit as the reason', async () => {
  const limits = {
    maxStorageBuffersPerShaderStage: 4,
    maxStorageBufferBindingSize: 2 ** 27,
    maxComputeWorkgroupStorageSize: 16384,
    maxComputeInvocationsPerWorkgroup: 256,
    maxComputeWorkgroupSizeX: 256,
  };
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ limits }) } });
  const { name, attempts } = await selectBackend({ prefer: ['webgpu', 'cpu'] });
  expect(name).toBe('cpu');
  const reason = "the adapter's maxStorageBuffersPerShaderStage is 4; WebGPU programs need 8";
  expect(attempts[0]).toEqual({ name: 'webgpu', ok: false, reason });
});
