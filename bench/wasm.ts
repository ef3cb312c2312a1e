import { readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { type MachineLimits, machineLimits } from './support/machineLimits';
import { measure, type Time, type Times } from './support/measure';
import type { Row } from './support/row';
import { startTorch } from './support/torch';

/**
 * Times every row of `bench/rows` on one thread of the WASM backend, and compares it with stock tfjs and PyTorch.
 *
 *     npm run bench -- [--only part-of-a-name] [--steps] [--rounds 15] [--json file] [--vgg19 folder] [--markdown]
 *
 * `--plain-simd` leaves out relaxed SIMD, `--steps` runs the rows that time a whole step of training, `--markdown`
 * prints rows for README's table. On a busy machine compare the fastest runs, in the last but one column.
 */
const { values: options } = parseArgs({
  options: {
    backend: { type: 'string' },
    only: { type: 'string' },
    steps: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    json: { type: 'string' },
    vgg19: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    'plain-simd': { type: 'boolean' },
  },
});
if (options.vgg19) process.env.DIFFBLOCKS_VGG19 = options.vgg19;

await selectBackend({ prefer: ['wasm'], trainingKernels: false }); // the rows named stock must run stock kernels
const torch = await startTorch();
const limits = await machineLimits();
const machine = {
  cpu: cpus()[0].model,
  node: process.version,
  tfjs: tf.version_core,
  torch: torch?.version,
  ...limits,
};
const names = (await readdir(new URL('rows', import.meta.url)))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !options.steps || name.endsWith('Training'))
  .filter((name) => name.toLowerCase().includes(options.only?.toLowerCase() ?? ''));
if (names.length === 0) throw new Error(`no row has '${options.only}' in its name`);

const rows: { name: string; title: string; share: number; times: Times }[] = [];
for (const name of names.sort()) {
  const { default: ofFile }: { default: Row | Row[] } = await import(`./rows/${name}.ts`);
  for (const row of [ofFile].flat()) {
    if (row.skip) {
      console.log(`Skipped ${row.title}: ${row.skip}`);
      continue;
    }
    const rounds = Math.min(Number(options.rounds), row.rounds ?? Number.POSITIVE_INFINITY);
    const times = await tidily(() => measure(row, torch, rounds));
    rows.push({ name, title: row.title, share: shareOfLimit(row, times, limits), times });
  }
}
torch?.stop();

console.log(
  `${machine.cpu}, one thread: WASM ${limits.relaxed ? 'relaxed ' : ''}SIMD ${limits.gigaflops.toFixed(0)} GFLOP/s, copy ` +
    `${limits.gigabytesPerSecond.toFixed(1)} GB/s; Node ${machine.node}, tfjs ${machine.tfjs}, ` +
    `PyTorch ${machine.torch ?? 'not found'}; medians in ms; the share of the limit is that of the fastest run`,
);
console.table(
  Object.fromEntries(
    rows.map(({ title, share, times: { ours, stock, torch: pytorch } }) => [
      title,
      {
        ours: rounded(ours.median),
        stock: rounded(stock?.median),
        'stock / ours': rounded(ratio(stock, ours)),
        PyTorch: rounded(pytorch?.median),
        'ours / PyTorch': rounded(ratio(ours, pytorch)),
        fastest: rounded(pytorch && ours.fastest / pytorch.fastest),
        'of the limit': `${(100 * share).toFixed(0)}%`,
      },
    ]),
  ),
);
if (options.markdown) {
  const short = (value?: number) => (value === undefined ? '–' : value < 10 ? value.toFixed(1) : value.toFixed(0));
  for (const { title, times } of rows) {
    const { ours, stock, torch: pytorch } = times;
    console.log(`| ${title} | ${short(ours.median)} | ${short(ratio(stock, ours))} | ${short(ratio(ours, pytorch))} |`);
  }
}
if (options.json) await writeFile(options.json, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`);
process.exit(); // otherwise tfjs's WASM backend keeps Node alive

function shareOfLimit({ work }: Row, { ours }: Times, limits: MachineLimits): number {
  const seconds = ours.fastest / 1000;
  if ('flops' in work) return work.flops / 1e9 / seconds / limits.gigaflops;
  return work.bytes / 1e9 / seconds / limits.gigabytesPerSecond;
}

/** Runs `f` and disposes every tensor that it leaves behind: an asynchronous `tidy`. */
async function tidily<Result>(f: () => Promise<Result>): Promise<Result> {
  tf.engine().startScope();
  try {
    return await f();
  } finally {
    tf.engine().endScope();
  }
}

function ratio(a: Time | undefined, b: Time | undefined): number | undefined {
  return a && b && a.median / b.median;
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(3));
}
