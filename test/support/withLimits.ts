import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend } from '@tensorflow/tfjs-core';

export type Limits = Partial<Record<'maxComputeWorkgroupsPerDimension' | 'maxStorageBufferBindingSize', number>>;

/** Runs `f` as on a device with other limits. Those of the device itself cannot be replaced in Dawn. */
export function withLimits<Result>(changed: Limits, f: () => Result): Result {
  const instance = backend() as WebGPUBackend;
  const { device } = instance;
  const { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize } = device.limits; // those that anybody reads
  const limits = { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize, ...changed };
  const limited = new Proxy(device, {
    get(target, key) {
      if (key === 'limits') return limits;
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  try {
    Object.assign(instance, { device: limited });
    return f();
  } finally {
    Object.assign(instance, { device });
  }
}
