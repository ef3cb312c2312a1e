import { parseArgs } from 'node:util';

/** Runs `bench/wasm.ts`, or `bench/webgpu/run.ts` with `--backend webgpu`; each has options of its own. */
const { values } = parseArgs({ options: { backend: { type: 'string', default: 'wasm' } }, strict: false });
if (values.backend === 'wasm') await import('./wasm');
else if (values.backend === 'webgpu') await import('./webgpu/run');
else throw new Error(`no bench for the backend '${values.backend}': expected wasm or webgpu`);
