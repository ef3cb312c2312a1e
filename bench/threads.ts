import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startThreads } from '../src/backend/wasmThreads';
import { poolOf } from '../src/wasm/threads/threadPool';
import type { WasmBackend } from '../src/wasm/wasmBackend';
import type { Row } from './support/row';

/**
 * Times rows of `bench/rows` in Node on one thread and on several, call by call in turn.
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

// The training kernels come from the source, all others from the build: these run on one thread in both columns.
for (const count of [threads, 1]) await selectBackend({ prefer: ['wasm'], threads: count, trainingKernels: false });
await startThreads(threads);
const pool = poolOf(tf.backend() as WasmBackend)!;
const runJob = pool.run;
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
  const times: Record<number, number[]> = { 1: [], [threads]: [] };
  const cpuTimes: Record<number, number[]> = { 1: [], [threads]: [] };
  const start = performance.now();
  for (let call = 0; call < 2 * LEAST_CALLS || performance.now() < start + milliseconds; call++) {
    const count = call % 2 === 0 ? 1 : threads;
    pool.threads = count;
    pool.run = (job) => count > 1 && runJob(job);
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const result = await ours();
    const after = performance.now();
    const { user, system } = process.cpuUsage(cpuBefore);
    if (call >= LEAST_CALLS && after > start + WARM_UP * milliseconds) {
      times[count].push(after - before);
      cpuTimes[count].push(user + system);
    }
    tf.dispose(result);
  }
  tf.engine().endScope();
  const medianAndLeast = (list: number[]) => {
    const sorted = list.sort((a, b) => a - b);
    return [sorted[sorted.length >> 1], sorted[0]];
  };
  const [[one, fastestOne], [several, fastest]] = [times[1], times[threads]].map(medianAndLeast);
  const [[cpuOne], [cpuSeveral]] = [cpuTimes[1], cpuTimes[threads]].map(medianAndLeast);
  const columns = {
    '1 thread': one,
    [`${threads} threads`]: several,
    ratio: several / one,
    fastest: fastest / fastestOne,
    'CPU time': cpuSeveral / cpuOne,
  };
  table[row.title] = Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [key, Number(value.toPrecision(3))]),
  );
}
console.log('medians in ms; the ratio of these, that of the fastest runs, and that of the CPU time of all threads');
console.table(table);
process.exit(); // otherwise tfjs's WASM backend keeps Node alive
