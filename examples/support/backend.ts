import { selectBackend } from 'diffblocks/backend';

/** Starts the named backend, or throws with the reason. Returns a description of the device it runs on. */
export async function startBackend(name: 'wasm' | 'webgpu' | 'cpu'): Promise<string> {
  if (name === 'webgpu' && !globalThis.navigator?.gpu) await giveNodeWebGPU();
  const { adapter, simd } = await selectBackend({ prefer: [name] });
  if (adapter) return `${name} (${adapter.description || adapter.vendor})`;
  return simd ? `${name} (SIMD)` : name;
}

/** Node itself has no WebGPU. The npm package `webgpu` provides Dawn, which needs a graphics driver. */
async function giveNodeWebGPU(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
}
