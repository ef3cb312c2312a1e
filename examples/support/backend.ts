import { selectBackend } from 'diffblocks/backend';

/** Starts the named backend, or throws with the reason. Returns a description of the device it runs on. */
export async function startBackend(name: 'wasm' | 'webgpu' | 'cpu'): Promise<string> {
  const { adapter, simd } = await selectBackend({ prefer: [name] });
  if (adapter) return `${name} (${adapter.description || adapter.vendor})`;
  return simd ? `${name} (SIMD)` : name;
}
