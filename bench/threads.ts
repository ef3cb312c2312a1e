import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startThreads } from '../src/backend/wasmThreads';
import type { Row } from './support/row';

/**
 * Times rows of `bench/rows` in Node on one thread and on several, in turn.
 *
 *     npm run bench -- --threads 2 [--only part-of-a-name] [--rounds 15]
 */
const { values: options } = parseArgs({
  options: { threads: { type: 'string' }, only: { type: 'string' }, rounds: { type: 'string', default: '15' } },
  strict: false,
});
const threads = Number(options.threads);
/** Calls of a round; a worker's first calls start its modules and run before V8 has optimized them. */
const [WARM_UP, CALLS] = [20, 40];

await selectBackend({ prefer: ['wasm'], threads, trainingKernels: false });
const names = [
  ...['matMul', 'conv2dForward', 'conv2dInputGradient', 'conv2dFilterGradient', 'bilinearSamplerForward'],
  ...['bilinearSamplerGradient', 'vaeTraining', 'convTraining', 'stnTraining'],
].filter((name) => name.toLowerCase().includes(String(options.only ?? '').toLowerCase()));
const table: Record<string, Record<string, number>> = {};
for (const name of names) {
  const { default: row }: { default: Row } = await import(`./rows/${name}.ts`);
  tf.engine().startScope();
  const { ours } = row.prepare();
  const times: Record<number, number[]> = { 1: [], [threads]: [] };
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const count of [1, threads]) {
      await startThreads(count);
      for (let call = 0; call < WARM_UP + CALLS; call++) {
        const start = performance.now();
        const result = await ours();
        if (call >= WARM_UP) times[count].push(performance.now() - start);
        tf.dispose(result);
      }
    }
  }
  tf.engine().endScope();
  const [[one, fastestOne], [several, fastest]] = [times[1], times[threads]].map((list) => {
    const sorted = list.sort((a, b) => a - b);
    return [sorted[sorted.length >> 1], sorted[0]];
  });
  const columns = {
    '1 thread': one,
    [`${threads} threads`]: several,
    ratio: several / one,
    fastest: fastest / fastestOne,
  };
  table[row.title] = Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [key, Number(value.toPrecision(3))]),
  );
}
console.log('medians in ms; the ratio of these, and that of the fastest runs');
console.table(table);
process.exit(); // otherwise tfjs's WASM backend keeps Node alive
