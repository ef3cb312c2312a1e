import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { type JaxArray, jaxArray, withJaxGradients } from './support/jax';
import { onnxModel } from './support/onnxModel';
import { type Case, type JaxOnWasm, peerCases } from './support/peerCases';
import { withGradients } from './support/withGradients';

/**
 * Times computations on WASM beside jax-js and onnxruntime-web, each on one thread, in turn:
 *
 *     npm install --no-save @jax-js/jax onnxruntime-web && npx tsx bench/peers.ts [--only part-of-a-title] [--rounds 25]
 *
 * A peer that is not installed has no column. Peers get inputs in their own order of axes, and no gradients are timed
 * in onnxruntime-web, which computes none.
 */
const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, rounds: { type: 'string', default: '25' } },
});
setFlagsFromString('--experimental-wasm-relaxed-simd'); // as in bench/run.ts
await selectBackend({ prefer: ['wasm'] });
// jax-js reads it; Node has no navigator before version 21.
Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Node' }, configurable: true });

// onnxruntime-web defines it later, and then the programs of jax-js ask for shared memory, which it did not make.
Object.defineProperty(globalThis, 'Worker', { get: () => undefined, set: () => {} });

/** A package that is not a dependency. */
const installed = (name: string) => import(name).catch(() => undefined);
const jax: JaxOnWasm | undefined = await installed('@jax-js/jax');
await jax?.init('wasm');
jax?.defaultDevice('wasm');

/** The part of onnxruntime-web that is used here. */
interface Onnx {
  env: { wasm: { numThreads: number } };
  Tensor: new (type: string, values: Float32Array, shape: number[]) => OnnxTensor;
  InferenceSession: {
    create(model: Uint8Array): Promise<{ run(feeds: Record<string, OnnxTensor>): Promise<OnnxResult> }>;
  };
}
type OnnxTensor = { data: Float32Array };
type OnnxResult = { y: OnnxTensor };
const onnx: Onnx | undefined = await installed('onnxruntime-web');
if (onnx) onnx.env.wasm.numThreads = 1;

/** Runs once, and returns the first result and what frees all of them. */
type Run = () => Promise<{ first: () => Promise<ArrayLike<number>>; free: () => void }>;

/** V8 optimizes a module after tens of calls. */
const WARM_UPS = 15;

/** Peers that have failed. */
const broken = new Set<string>();

console.log(`Fastest of ${options.rounds} runs in ms, on one thread; Node ${process.version}. jax-js takes minutes.\n`);
console.log('| | ours | jax-js | onnxruntime |\n|---|---|---|---|');
for (const ours of peerCases.filter(({ title }) => title.includes(options.only))) {
  const runs = await runsOf(ours);
  const times = await timesOf(ours.title, runs);
  const cells = Object.keys(runs).map((name) => (times[name] ? Number(Math.min(...times[name]).toPrecision(3)) : '–'));
  console.log(`| ${[ours.title, ...cells].join(' | ')} |`);
}
process.exit(); // tfjs's WASM backend keeps Node alive

/** The same computation here and in the peers that have it. */
async function runsOf(ours: Case): Promise<Record<string, Run | undefined>> {
  const inputs = ours.shapes.map((shape, index) => tf.randomNormal(shape, 0, 1, 'float32', index + 1));
  const theirs = inputs.map((x, index) => (ours.orders ? tf.transpose(x, ours.orders[index]) : x));
  const { shape } = ours.ours(...inputs);
  const dy = tf.randomNormal(shape, 0, 1, 'float32', 9);
  const theirShape = ours.orders ? [0, 3, 1, 2].map((axis) => shape[axis]) : shape;
  return {
    ours: ourRun(ours, inputs, dy),
    'jax-js': await jaxRun(ours, theirs, tf.reshape(dy, theirShape)),
    onnxruntime: await onnxRun(ours, theirs, theirShape),
  };
}

function ourRun({ ours, gradients }: Case, inputs: tf.Tensor[], dy: tf.Tensor): Run {
  const run = gradients ? withGradients(ours, inputs, dy) : () => [ours(...inputs)];
  return async () => {
    const results = tf.tidy(run);
    return { first: () => results[0].data(), free: () => tf.dispose(results) };
  };
}

async function jaxRun(ours: Case, inputs: tf.Tensor[], dy: tf.Tensor): Promise<Run | undefined> {
  if (!jax || !ours.jax) return undefined;
  const formula = ours.jax(jax);
  const compiled = ours.gradients
    ? withJaxGradients(jax, formula, inputs.length)
    : jax.jit((...given: JaxArray[]) => [formula(...given)]);
  const arrays: JaxArray[] = [];
  for (const x of ours.gradients ? [...inputs, dy] : inputs) arrays.push(await jaxArray(jax, x));
  return async () => {
    const results = compiled(...arrays.map((x) => x.ref));
    for (const result of results) await result.blockUntilReady();
    return {
      first: () => results[0].ref.data(),
      free: () => {
        for (const result of results) result.dispose();
      },
    };
  };
}

async function onnxRun(ours: Case, inputs: tf.Tensor[], output: number[]): Promise<Run | undefined> {
  if (!onnx || !ours.onnx) return undefined;
  const { op, attributes } = ours.onnx;
  const shapes = inputs.map(({ shape }) => shape);
  const session = await onnx.InferenceSession.create(onnxModel(op, shapes, output, attributes));
  const feeds: Record<string, OnnxTensor> = {};
  for (const [index, x] of inputs.entries()) {
    feeds[String.fromCharCode(97 + index)] = new onnx.Tensor('float32', (await x.data()) as Float32Array, x.shape);
  }
  return async () => {
    const { y } = await session.run(feeds);
    return { first: async () => y.data, free: () => {} };
  };
}

/** Times the runs in turn. Their results must have numbers of the same mean size. */
async function timesOf(title: string, runs: Record<string, Run | undefined>): Promise<Record<string, number[]>> {
  const series: { name: string; run: Run; times: number[] }[] = [];
  const sizes: number[] = [];
  for (const [name, run] of Object.entries(runs)) {
    if (!run || broken.has(name)) continue;
    try {
      const { first, free } = await run();
      sizes.push(meanSize(await first()));
      free();
      series.push({ name, run, times: [] });
    } catch (error) {
      broken.add(name);
      console.error(`${name} does not run here: ${(error as Error).message}`);
    }
  }
  if (sizes.some((size) => Math.abs(size / sizes[0] - 1) > 1e-3)) throw new Error(`${title}: means differ: ${sizes}`);
  for (let round = -WARM_UPS; round < Number(options.rounds); round++) {
    for (const { run, times } of series) {
      const start = performance.now();
      const { free } = await run();
      if (round >= 0) times.push(performance.now() - start);
      free();
    }
  }
  return Object.fromEntries(series.map(({ name, times }) => [name, times]));
}

/** The mean size of the numbers, whatever their order. */
function meanSize(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
