import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startThreads } from '../src/backend/wasmThreads';
import type { ThreadPool } from '../src/wasm/threads/threadPool';
import type { Row } from './support/row';
import { startTorch } from './support/torch';

/**
 * Times rows of `bench/rows` in Node on one thread and on several, call by call in turn, and PyTorch's one thread
 * after each pair.
 *
 *     npm run bench -- --threads 2 [--only part-of-a-name] [--seconds 5]
 */
const { values: options } = parseArgs({
  options: { threads: { type: 'string' }, only: { type: 'string' }, seconds: { type: 'string', default: '5' } },
  strict: false,
});
const threads = Number(options.threads);
const milliseconds = 1000 * Number(options.seconds);
/** The share of the time that does not count: the first calls start the modules, before V8 has optimized them. */
const WARM_UP = 0.3;
const LEAST_CALLS = 6;

/** The pools that start. Each copy of the package has one, and keeps it in a WeakMap of its own. */
const pools: ThreadPool[] = [];
const { set } = WeakMap.prototype;
WeakMap.prototype.set = function (key, value) {
  if (typeof value.threads === 'number' && typeof value.run === 'function') pools.push(value);
  return set.call(this, key, value);
};
// Rows run single kernels of the source, and whole steps on the build.
await selectBackend({ prefer: ['wasm'], threads, trainingKernels: false });
await startThreads(threads);
WeakMap.prototype.set = set;
if (pools.length !== 2) throw new Error(`expected a pool of the build and one of the source; got ${pools.length}`);
const jobs = pools.map((pool) => pool.run);
const use = (count: number) => {
  for (const [index, pool] of pools.entries()) {
    pool.threads = count;
    pool.run = (job) => count > 1 && jobs[index](job);
  }
};
const torch = await startTorch();
const names = [
  ...['vaeTraining', 'convTraining', 'stnTraining', 'vgg19', 'matMul', 'conv2dForward', 'conv2dInputGradient'],
  ...['conv2dFilterGradient', 'conv2dOneChannelGradient', 'maxPoolGradient'],
].filter((name) => name.toLowerCase().includes(String(options.only ?? '').toLowerCase()));
const table: Record<string, Record<string, number>> = {};
const rows: Row[] = [];
for (const name of names) {
  const { default: ofFile }: { default: Row | Row[] } = await import(`./rows/${name}.ts`);
  rows.push(...[ofFile].flat());
}
for (const row of rows) {
  if (row.skip) {
    console.log(`Skipped ${row.title}: ${row.skip}`);
    continue;
  }
  tf.engine().startScope();
  const { ours } = row.prepare();
  if (torch && row.torch) await torch.time({ run: 'pass', repeats: 1, prepare: row.torch.prepare });
  const times: Record<number, number[]> = { 1: [], [threads]: [] };
  const torchTimes: number[] = [];
  const cpuTimes: Record<number, number[]> = { 1: [], [threads]: [] };
  const start = performance.now();
  for (let call = 0; call < 2 * LEAST_CALLS || performance.now() < start + milliseconds; call++) {
    const count = call % 2 === 0 ? 1 : threads;
    use(count);
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const result = await ours();
    const after = performance.now();
    const { user, system } = process.cpuUsage(cpuBefore);
    tf.dispose(result);
    const torchTime =
      torch && row.torch && count > 1 ? await torch.time({ run: row.torch.run, repeats: 1 }) : undefined;
    if (call < LEAST_CALLS || after < start + WARM_UP * milliseconds) continue;
    times[count].push(after - before);
    cpuTimes[count].push(user + system);
    if (torchTime) torchTimes.push(torchTime);
  }
  tf.engine().endScope();
  const medianAndLeast = (list: number[]) => {
    const sorted = list.sort((a, b) => a - b);
    return [sorted[sorted.length >> 1], sorted[0]];
  };
  const [[one, fastestOne], [several, fastest]] = [times[1], times[threads]].map(medianAndLeast);
  const [[cpuOne], [cpuSeveral]] = [cpuTimes[1], cpuTimes[threads]].map(medianAndLeast);
  const [pytorch, fastestTorch] = medianAndLeast(torchTimes);
  const columns = {
    '1 thread': one,
    [`${threads} threads`]: several,
    ratio: several / one,
    fastest: fastest / fastestOne,
    'CPU time': cpuSeveral / cpuOne,
    PyTorch: pytorch,
    [`${threads} threads / PyTorch`]: several / pytorch,
    'fastest / PyTorch': fastest / fastestTorch,
  };
  table[row.title] = Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [key, Number(value.toPrecision(3))]),
  );
}
torch?.stop();
console.log('medians in ms; the ratio of these, that of the fastest runs, and that of the CPU time of all threads');
console.table(table);
process.exit(); // otherwise tfjs's WASM backend keeps Node alive
