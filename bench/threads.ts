import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { median } from './support/median';
import type { Row } from './support/row';
import { startSwitchableThreads } from './support/startSwitchableThreads';
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

const use = await startSwitchableThreads(threads);
const torch = await startTorch();
const names = [
  ...['vaeTraining', 'convTraining', 'stnTraining', 'vgg19', 'matMul', 'conv2dForward', 'conv2dInputGradient'],
  ...['conv2dFilterGradient', 'conv2dOneChannelGradient', 'maxPoolGradient'],
].filter((name) => name.toLowerCase().includes(String(options.only ?? '').toLowerCase()));
const table: Record<string, Record<string, number>> = {};
for (const name of names) {
  const { default: ofFile }: { default: Row | Row[] } = await import(`./rows/${name}.ts`);
  for (const row of [ofFile].flat()) {
    if (row.skip) console.log(`Skipped ${row.title}: ${row.skip}`);
    else table[row.title] = columnsOf(await measured(row));
  }
}
torch?.stop();
console.log('medians in ms; the ratio of these, that of the fastest runs, and that of the CPU time of all threads');
console.table(table);
process.exit(); // otherwise tfjs's WASM backend keeps Node alive

/** The times of calls on one thread, on several, and in PyTorch. */
async function measured(row: Row) {
  const [one, several] = [1, 2].map(() => ({ times: [] as number[], cpuTimes: [] as number[] }));
  const torchTimes: number[] = [];
  tf.engine().startScope();
  const { ours } = row.prepare();
  if (torch && row.torch) await torch.time({ run: 'pass', repeats: 1, prepare: row.torch.prepare });
  const start = performance.now();
  for (let call = 0; call < 2 * LEAST_CALLS || performance.now() < start + milliseconds; call++) {
    const isOne = call % 2 === 0;
    use(isOne ? 1 : threads);
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const result = await ours();
    const after = performance.now();
    const { user, system } = process.cpuUsage(cpuBefore);
    tf.dispose(result);
    const torchTime = torch && row.torch && !isOne ? await torch.time({ run: row.torch.run, repeats: 1 }) : undefined;
    if (call < LEAST_CALLS || after < start + WARM_UP * milliseconds) continue;
    const { times, cpuTimes } = isOne ? one : several;
    times.push(after - before);
    cpuTimes.push(user + system);
    if (torchTime) torchTimes.push(torchTime);
  }
  tf.engine().endScope();
  return { one, several, torchTimes };
}

function columnsOf({ one, several, torchTimes }: Awaited<ReturnType<typeof measured>>): Record<string, number> {
  const columns: Record<string, number> = {
    '1 thread': median(one.times),
    [`${threads} threads`]: median(several.times),
    ratio: median(several.times) / median(one.times),
    fastest: Math.min(...several.times) / Math.min(...one.times),
    'CPU time': median(several.cpuTimes) / median(one.cpuTimes),
  };
  if (torchTimes.length > 0) {
    columns.PyTorch = median(torchTimes);
    columns[`${threads} threads / PyTorch`] = median(several.times) / columns.PyTorch;
    columns['fastest / PyTorch'] = Math.min(...several.times) / Math.min(...torchTimes);
  }
  return Object.fromEntries(Object.entries(columns).map(([key, value]) => [key, Number(value.toPrecision(3))]));
}
