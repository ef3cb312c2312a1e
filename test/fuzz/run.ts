import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';

/** `npm run test:fuzz -- --calls 10000 --seed 2 --only conv2d` compares WASM with cpu by random calls. */
const { values } = parseArgs({
  options: { calls: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const { calls = '10000', seed = '1', only = '' } = values;
const env = { ...process.env, FUZZ_CALLS: calls, FUZZ_SEED: seed, FUZZ_ONLY: only };
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'fuzz', '--testTimeout', '0'];
spawn(process.execPath, vitest, { stdio: 'inherit', env }).on('exit', (code) => process.exit(code ?? 1));
