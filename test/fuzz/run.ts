import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setup } from '../support/chromium';
import { swiftShader } from '../support/swiftShader';
import { bundleFloat64, bundleMain } from './bundle';

/**
 * `npm run test:fuzz -- --calls 10000 --seed 2 --only conv2d,maxPool` compares WASM, cpu and float64 by random calls
 * of two targets. `--share 3/16` makes the third of sixteen equal shares of the calls, `--seconds 60` ends in time.
 * `--bundle folder` only writes the program, `node folder/fuzz.cjs`, which then needs nothing but Node and that folder.
 *
 * `--backend webgpu` compares WebGPU with cpu instead, through Dawn on SwiftShader, or with `DIFFBLOCKS_GPU=1` on the
 * GPU of this machine.
 */
const args = process.argv.slice(2);
const onlyBundle = args[0] === '--bundle';
// Within node_modules, so that the program finds Dawn.
const modules = join(import.meta.dirname, '../../node_modules');
await mkdir(join(modules, '.cache'), { recursive: true });
const folder = onlyBundle ? args[1] : await mkdtemp(join(modules, '.cache/fuzz-'));
await mkdir(folder, { recursive: true });
const wasmOut = join(modules, '@tensorflow/tfjs-backend-wasm/wasm-out');
const wasmFiles = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm'];
await Promise.all([
  bundleMain(join(folder, 'fuzz.cjs')),
  bundleFloat64(join(folder, 'float64.cjs')),
  ...wasmFiles.map((file) => copyFile(join(wasmOut, file), join(folder, file))),
]);
if (!onlyBundle) {
  const onSwiftShader = args.includes('webgpu') && !process.env.DIFFBLOCKS_GPU;
  if (onSwiftShader) await setup();
  const env = { ...process.env, ...(onSwiftShader && swiftShader) };
  const program = spawn(process.execPath, [join(folder, 'fuzz.cjs'), ...args], { stdio: 'inherit', env });
  program.on('exit', async (code) => {
    await rm(folder, { recursive: true });
    process.exit(code ?? 1);
  });
}
