import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks/backend';
import { onnxModel } from './support/onnxModel';
import { type Case, type JaxOnWasm, peerCases } from './support/peerCases';
import type { JaxArray } from './webgpu/jaxBlocks';

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

/** Runs once, and returns the results and what frees them. */
type Run = () => Promise<{ first: () => Promise<ArrayLike<number>>; free: () => void }>;

function ourRun({ ours, gradients }: Case, inputs: tf.Tensor[], dy: tf.Tensor): Run {
  const withGradients = tf.valueAndGrads(ours);
  return async () => {
    const results = tf.tidy(() => {
      if (!gradients) return [ours(...inputs)];
      const { value, grads } = withGradients(inputs, dy);
      return [value, ...grads];
    });
    return { first: () => results[0].data(), free: () => tf.dispose(results) };
  };
}

async function jaxRun(ours: Case, inputs: tf.Tensor[], dy: tf.Tensor): Promise<Run | undefined> {
  if (!jax || !ours.jax) return undefined;
  const arrayOf = async (x: tf.Tensor) => jax.numpy.array((await x.data()) as Float32Array, { shape: x.shape });
  const arrays = await Promise.all([...inputs, dy].map(arrayOf));
  const formula = ours.jax(jax);
  const gradients = jax.grad(
    (...given) =>
      formula(...given.slice(0, -1))
        .mul(given.at(-1)!)
        .sum(),
    { argnums: inputs.map((_, index) => index) },
  );
  const compiled = ours.gradients
    ? jax.jit((...given: JaxArray[]) => [formula(...given.slice(0, -1).map((x) => x.ref)), ...gradients(...given)])
    : jax.jit((...given: JaxArray[]) => [formula(...given)]);
  if (!ours.gradients) arrays.pop()!.dispose();
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
  const session = await onnx.InferenceSession.create(
    onnxModel(
      op,
      inputs.map(({ shape }) => shape),
      output,
      attributes,
    ),
  );
  const feeds: Record<string, OnnxTensor> = {};
  for (const [index, x] of inputs.entries()) {
    feeds[String.fromCharCode(97 + index)] = new onnx.Tensor('float32', (await x.data()) as Float32Array, x.shape);
  }
  return async () => {
    const { y } = await session.run(feeds);
    return { first: async () => y.data, free: () => {} };
  };
}

/** The mean size of the numbers, whatever their order. */
const meanSize = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + Math.abs(value), 0) / values.length;

/** Peers that have failed. */
const broken = new Set<string>();
console.log(`Fastest of ${options.rounds} runs in ms, on one thread; Node ${process.version}. jax-js takes minutes.\n`);
console.log('| | ours | jax-js | onnxruntime |\n|---|---|---|---|');
for (const ours of peerCases.filter(({ title }) => title.includes(options.only))) {
  const inputs = ours.shapes.map((shape, index) => tf.randomNormal(shape, 0, 1, 'float32', index + 1));
  const theirs = inputs.map((x, index) => (ours.orders ? tf.transpose(x, ours.orders[index]) : x));
  const { shape } = ours.ours(...inputs);
  const dy = tf.randomNormal(shape, 0, 1, 'float32', 9);
  const theirShape = ours.orders ? [0, 3, 1, 2].map((axis) => shape[axis]) : shape;
  const runs = {
    ours: ourRun(ours, inputs, dy),
    'jax-js': await jaxRun(ours, theirs, tf.reshape(dy, theirShape)),
    onnxruntime: await onnxRun(ours, theirs, theirShape),
  };
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
  if (sizes.some((size) => Math.abs(size / sizes[0] - 1) > 1e-3))
    throw new Error(`${ours.title}: means differ: ${sizes}`);
  // V8 optimizes a module after tens of calls.
  for (let round = -15; round < Number(options.rounds); round++) {
    for (const { run, times } of series) {
      const start = performance.now();
      const { free } = await run();
      if (round >= 0) times.push(performance.now() - start);
      free();
    }
  }
  const cells = Object.keys(runs).map((name) => {
    const own = series.find((one) => one.name === name);
    return own ? Number(Math.min(...own.times).toPrecision(3)) : '–';
  });
  console.log(`| ${[ours.title, ...cells].join(' | ')} |`);
}
process.exit(); // tfjs's WASM backend keeps Node alive
