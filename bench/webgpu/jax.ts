import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { startSwiftShader } from '../../test/support/swiftShader';
import { blocks } from './blocks';
import { type Jax, type JaxArray, jaxBlocks } from './jaxBlocks';
import { ms } from './table';
import { difference, finished, median } from './timeBlock';

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
  const { size, f, inputs, constants = [] } = blocks[name](options.swiftshader);
  const tensors = [...inputs, ...constants];
  const arrays: JaxArray[] = [];
  for (const tensor of tensors) {
    arrays.push(jax.numpy.array((await tensor.data()) as Float32Array, { shape: tensor.shape }));
  }
  const formula = formulaFor(tensors.map(({ shape }) => shape));
  const dy = tf.randomNormal(f(...inputs).shape, 0, 1, 'float32', 9);
  const weights = jax.numpy.array((await dy.data()) as Float32Array, { shape: dy.shape });
  const gradients = jax.grad(
    (...given) =>
      formula(...given.slice(0, -1))
        .mul(given.at(-1)!)
        .sum(),
    {
      argnums: inputs.map((_, index) => index),
    },
  );
  const [alone, withGradients] = [
    jax.jit(formula),
    jax.jit((...given: JaxArray[]) => {
      const own = given.slice(0, -1).map((x) => x.ref);
      return [formula(...own), ...gradients(...given)];
    }),
  ];
  const refs = () => arrays.map((x) => x.ref);
  const valueAndGrads = tf.valueAndGrads(f);
  const pairs: Record<string, [Form, Form]> = {
    '': [ours(() => f(...inputs)), theirs(() => [alone(...refs())])],
    ', with gradients': [
      ours(() => {
        const { value, grads } = valueAndGrads(inputs, dy);
        return [value, ...grads];
      }),
      theirs(() => withGradients(...refs(), weights.ref)),
    ],
  };
  for (const [suffix, forms] of Object.entries(pairs)) {
    const results = [];
    for (const form of forms) results.push(await form.numbers(form.run()));
    const series = [];
    for (const form of forms) {
      programs = 0;
      await clock(form, 1);
      const count = programs;
      const repeats = Math.max(1, Math.ceil((options.swiftshader ? 5 : 20) / (await clock(form, 1))));
      series.push({ form, count, repeats, times: [] as number[] });
    }
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const { form, repeats, times } of series) times.push(await clock(form, repeats));
    }
    const [a, b] = series.map(({ count, times }) => ({ count, time: median(times) }));
    const cells = [`${name}${suffix}`, size, a.count, ms(a.time), b.count, ms(b.time)];
    const ratio = (b.time / a.time).toPrecision(3);
    console.log(`| ${[...cells, ratio, difference(results[0], results[1]).toExponential(0)].join(' | ')} |`);
  }
}
console.log(`\n${Object.values(adapter).filter(Boolean).join(' ')}, Node ${process.version}`);
process.exit(); // Dawn keeps Node alive

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
