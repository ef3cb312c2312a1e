import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleFloat64, bundleMain } from './bundle';

/**
 * `npm run test:fuzz -- --calls 10000 --seed 2 --only conv2d` compares WASM, cpu and float64 by random calls.
 * `--share 3/16` makes the third of sixteen equal shares of the calls, `--seconds 60` ends in time. `--bundle folder`
 * only writes the program, `node folder/fuzz.cjs`, which then needs nothing but Node and that folder.
 */
const args = process.argv.slice(2);
const onlyBundle = args[0] === '--bundle';
const folder = onlyBundle ? args[1] : await mkdtemp(join(tmpdir(), 'fuzz-'));
await mkdir(folder, { recursive: true });
const wasmOut = join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '../wasm-out');
const wasmFiles = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];
await Promise.all([
  bundleMain(join(folder, 'fuzz.cjs')),
  bundleFloat64(join(folder, 'float64.cjs')),
  ...wasmFiles.map((file) => copyFile(join(wasmOut, file), join(folder, file))),
]);
if (!onlyBundle) {
  const program = spawn(process.execPath, [join(folder, 'fuzz.cjs'), ...args], { stdio: 'inherit' });
  program.on('exit', (code) => process.exit(code ?? 1));
}
