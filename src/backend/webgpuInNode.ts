import { env } from '@tensorflow/tfjs-core';

/** The exports of the npm package `webgpu`, which is Dawn, the WebGPU implementation of Chromium. */
interface Dawn {
  create(options: string[]): GPU;
  globals: object;
}

/**
 * The entry point of WebGPU: that of the browser, or in Node that of the package `webgpu`, if it is installed and the
 * machine has an adapter. tfjs expects it at `navigator.gpu`, so it is put there.
 */
export async function webgpu(): Promise<GPU> {
  const { gpu } = globalThis.navigator ?? {};
  if (gpu) return gpu;
  if (!env().getBool('IS_NODE')) {
    throw new Error('WebGPU is unavailable: navigator.gpu is missing (browsers require HTTPS or localhost)');
  }
  const { create, globals } = await importDawn();
  const dawn = create([]);
  if (await dawn.requestAdapter()) {
    Object.assign(globalThis, globals);
    // Node has a navigator from version 21.
    if (!globalThis.navigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    Object.defineProperty(navigator, 'gpu', { value: dawn, configurable: true });
  }
  return dawn;
}

async function importDawn(): Promise<Dawn> {
  // A variable, so that bundlers for browsers do not look for the package.
  const name = 'webgpu';
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const missing = code?.endsWith('MODULE_NOT_FOUND');
    const reason = missing ? 'Node needs the npm package webgpu' : `the package webgpu fails to load: ${message}`;
    throw new Error(`WebGPU is unavailable: ${reason}`, { cause: error });
  }
}
