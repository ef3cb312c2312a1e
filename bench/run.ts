import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';

/**
 * Runs `bench/wasm.ts`, `bench/webgpu/run.ts` with `--backend webgpu`, or `bench/threads.ts` with `--threads 2`; each
 * has options of its own. WASM has relaxed SIMD, which Node 20 hides behind a flag, unless `--plain-simd` is given.
 */
const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    threads: { type: 'string' },
    'plain-simd': { type: 'boolean' },
  },
  strict: false,
});
setFlagsFromString(`--${values['plain-simd'] ? 'no-' : ''}experimental-wasm-relaxed-simd`);
if (values.threads) await import('./threads');
else if (values.backend === 'wasm') await import('./wasm');
else if (values.backend === 'webgpu') await import('./webgpu/run');
else throw new Error(`no bench for the backend '${values.backend}': expected wasm or webgpu`);
