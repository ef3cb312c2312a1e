import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startSwiftShader } from '../../test/support/swiftShader';
import { type Formula, type Jax, type JaxArray, jaxArray, withJaxGradients } from '../support/jax';
import { median } from '../support/median';
import { withGradients } from '../support/withGradients';
import { type Block, blocks } from './blocks';
import { jaxBlocks } from './jaxBlocks';
import { ms } from './table';
import { difference, finished } from './timeBlock';

/**
 * Times blocks beside the same formulas in jax-js, which compiles them to programs of its own, on one GPU:
 *
 *     npm install --no-save @jax-js/jax && npx tsx bench/webgpu/jax.ts [--swiftshader] [--rounds 15]
 *
 * jax-js starts in Node because Dawn provides `navigator.gpu`.
 */
const { values: options } = parseArgs({
  options: { swiftshader: { type: 'boolean', default: false }, rounds: { type: 'string', default: '15' } },
});
/** Milliseconds that a measurement takes at least; it repeats shorter calls. */
const shortest = options.swiftshader ? 5 : 20;

if (options.swiftshader) await startSwiftShader();
const { adapter, attempts } = await selectBackend({ prefer: ['webgpu'], trainingKernels: false });
if (!adapter) throw new Error(`WebGPU does not start: ${attempts[0].reason}`);

let programs = 0;
const { prototype } = GPUComputePassEncoder;
const { dispatchWorkgroups } = prototype;
prototype.dispatchWorkgroups = function (...sizes: [number, number?, number?]) {
  programs++;
  return dispatchWorkgroups.apply(this, sizes);
};

Object.defineProperty(navigator, 'userAgent', { value: 'Node', configurable: true }); // jax-js reads it
const name = '@jax-js/jax'; // not a dependency
const jax: Jax = await import(name);
await jax.init('webgpu');
jax.defaultDevice('webgpu');

interface Form {
  run: () => unknown;
  /** Waits until the GPU has finished, and frees the results. */
  finish: (results: unknown[]) => Promise<void>;
  numbers: (result: unknown) => Promise<ArrayLike<number>[]>;
}

console.log('| Block | Size | Programs | ms | jax-js: programs | ms | Ratio | Difference |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [name, formulaFor] of Object.entries(jaxBlocks(jax))) {
  const block = blocks[name](options.swiftshader);
  const pairs = await formsOf(block, formulaFor);
  console.log(await line(name, block, pairs.alone));
  console.log(await line(`${name}, with gradients`, block, pairs.withGradients));
}
console.log(`\n${Object.values(adapter).filter(Boolean).join(' ')}, Node ${process.version}`);
process.exit(); // Dawn keeps Node alive

/** A block and its formula in jax-js, on the same numbers. */
async function formsOf({ f, inputs, constants = [] }: Block, formulaFor: (shapes: number[][]) => Formula) {
  const tensors = [...inputs, ...constants];
  const arrays: JaxArray[] = [];
  for (const tensor of tensors) arrays.push(await jaxArray(jax, tensor));
  const formula = formulaFor(tensors.map(({ shape }) => shape));
  const dy = tf.randomNormal(f(...inputs).shape, 0, 1, 'float32', 9);
  const weights = await jaxArray(jax, dy);
  const [alone, differentiated] = [jax.jit(formula), withJaxGradients(jax, formula, inputs.length)];
  const refs = () => arrays.map((x) => x.ref);
  return {
    alone: [ours(() => f(...inputs)), theirs(() => [alone(...refs())])],
    withGradients: [ours(withGradients(f, inputs, dy)), theirs(() => differentiated(...refs(), weights.ref))],
  };
}

/** Times two forms in turn, and returns a line of the table. */
async function line(name: string, { size }: Block, forms: Form[]): Promise<string> {
  const results = [];
  for (const form of forms) results.push(await form.numbers(form.run()));
  const series = [];
  for (const form of forms) {
    programs = 0;
    await clock(form, 1);
    const count = programs;
    const repeats = Math.max(1, Math.ceil(shortest / (await clock(form, 1))));
    series.push({ form, count, repeats, times: [] as number[] });
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const { form, repeats, times } of series) times.push(await clock(form, repeats));
  }
  const [a, b] = series.map(({ count, times }) => ({ count, time: median(times) }));
  const ratio = (b.time / a.time).toPrecision(3);
  const furthest = difference(results[0], results[1]).toExponential(0);
  return `| ${[name, size, a.count, ms(a.time), b.count, ms(b.time), ratio, furthest].join(' | ')} |`;
}

function ours(run: () => tf.Tensor | tf.Tensor[]): Form {
  return {
    run: () => tf.tidy(run),
    finish: async (results) => {
      tf.dispose(results as tf.Tensor[]);
      await finished();
    },
    numbers: (result) => Promise.all([result as tf.Tensor | tf.Tensor[]].flat().map((x) => x.data())),
  };
}

function theirs(run: () => JaxArray[]): Form {
  return {
    run,
    finish: async (results) => {
      const all = (results as JaxArray[][]).flat();
      for (const array of all) await array.blockUntilReady();
      for (const array of all) array.dispose();
    },
    numbers: (result) => Promise.all((result as JaxArray[]).map((x) => x.data())),
  };
}

/** Milliseconds of one call, the mean of several. */
async function clock({ run, finish }: Form, repeats: number): Promise<number> {
  const start = performance.now();
  const results = [];
  for (let i = 0; i < repeats; i++) results.push(run());
  await finish(results);
  return (performance.now() - start) / repeats;
}
