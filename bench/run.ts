import { parseArgs } from 'node:util';

/**
 * Runs `bench/wasm.ts`, `bench/webgpu/run.ts` with `--backend webgpu`, or `bench/threads.ts` with `--threads 2`; each
 * has options of its own.
 */
const { values } = parseArgs({
  options: { backend: { type: 'string', default: 'wasm' }, threads: { type: 'string' } },
  strict: false,
});
if (values.threads) await import('./threads');
else if (values.backend === 'wasm') await import('./wasm');
else if (values.backend === 'webgpu') await import('./webgpu/run');
else throw new Error(`no bench for the backend '${values.backend}': expected wasm or webgpu`);
