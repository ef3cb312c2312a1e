import { selectBackend } from 'diffblocks/backend';

/** Starts exactly the backend asked for, or fails with the reason; says what it runs on. */
export async function startBackend(name: 'wasm' | 'webgpu' | 'cpu'): Promise<string> {
  if (name === 'webgpu' && !globalThis.navigator?.gpu) await giveNodeWebGPU();
  const { adapter, simd } = await selectBackend({ prefer: [name] });
  if (adapter) return `${name} (${adapter.description || adapter.vendor})`;
  return simd ? `${name} (SIMD)` : name;
}

/** Node has no WebGPU of its own; the npm package `webgpu` brings Dawn, which needs a graphics driver. */
async function giveNodeWebGPU(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
}
