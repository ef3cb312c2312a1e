import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, env } from '@tensorflow/tfjs-core';
import { hasWasmSimd } from '../internal/hasWasmSimd';
import { hasRelaxedSimd } from '../wasm/relaxedSimd';
import type { WasmBackend } from '../wasm/wasmBackend';
import { wasmThreads } from './wasmThreads';

/** One backend that `selectBackend` tried. */
export interface BackendAttempt {
  name: string;
  ok: boolean;
  /** Why it was skipped. */
  reason?: string;
}

/** A graphics adapter as WebGPU describes it; a browser may leave any field empty. */
export interface BackendAdapter {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
}

/** The active backend and how it was chosen. */
export interface BackendReport {
  name: string;
  /** The backends tried, in order; the last one is the active one. */
  attempts: BackendAttempt[];
  /** WebGPU: the graphics adapter. */
  adapter?: BackendAdapter;
  /** WASM: the number of threads on which the kernels of this package run; those of tfjs run on one. */
  threads?: number;
  /** WASM: why these run on one thread, if they do. */
  withoutThreads?: string;
  /** WASM: whether tfjs's build with vector instructions runs. */
  simd?: boolean;
  /** WASM: whether the kernels of this package use relaxed SIMD. */
  relaxedSimd?: boolean;
  /** WASM: why tfjs's own kernels run instead of this package's, if they do. */
  withoutKernels?: string;
}

/** The report of a backend that has started. */
export function describeBackend(name: string, attempts: BackendAttempt[]): BackendReport {
  const report = { name, attempts: attempts.map((attempt) => ({ ...attempt })) };
  const instance = engine().registry[name];
  if (name === 'wasm') {
    const threads = wasmThreads(instance as WasmBackend);
    const vectors = { simd: env().getBool('WASM_HAS_SIMD_SUPPORT'), relaxedSimd: hasRelaxedSimd() };
    const withoutKernels = hasWasmSimd() ? {} : { withoutKernels: 'this engine has no WASM SIMD' };
    return { ...report, ...threads, ...vectors, ...withoutKernels };
  }
  return name === 'webgpu' ? { ...report, adapter: adapterOf(instance as WebGPUBackend) } : report;
}

/** The GPU as the browser names it. tfjs declares the fields of its `adapterInfo` private, hence the cast. */
function adapterOf({ device, adapterInfo }: WebGPUBackend): BackendAdapter {
  const { vendor = '', architecture = '' } = adapterInfo as unknown as Partial<BackendAdapter>;
  // In newer browsers the device itself has more information.
  const { adapterInfo: more } = device as GPUDevice & { adapterInfo?: GPUAdapterInfo };
  return { vendor, architecture, device: more?.device ?? '', description: more?.description ?? '' };
}
