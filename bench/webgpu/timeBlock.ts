import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { median } from '../support/median';
import { withGradients } from '../support/withGradients';
import type { Block } from './blocks';

/** Of one call: programs that the GPU runs, and milliseconds until it has finished them. */
export interface Cost {
  programs: number;
  /** The median. */
  ms: number;
}

/** The cost of a block by its programs, and by the same formula composed of tfjs ops. */
export interface Comparison {
  size: string;
  ours: Cost;
  composed: Cost;
  /** The largest difference between their numbers, relative to the largest of each tensor. */
  difference: number;
}

export interface Timing {
  small: boolean;
  rounds: number;
  /** Milliseconds that a measurement takes at least; it repeats shorter calls. */
  shortest: number;
  /** Milliseconds since some moment, by default those that have passed. */
  now?: () => number;
}

/** Milliseconds after which three rounds are enough. */
const LONGEST = 5000;

/**
 * A copy of tfjs's WebGPU backend under another name, for which our ops have no programs: there they are composed of
 * tfjs ops. Call it before any op has run, and call `setBackend('webgpu')` afterwards.
 */
export async function startComposed(): Promise<void> {
  tf.registerBackend('composed', tf.engine().registryFactory.webgpu.factory);
  tf.copyRegisteredKernels('webgpu', 'composed');
  if (!(await tf.setBackend('composed'))) throw new Error('The second WebGPU backend does not start.');
}

/** Times a block alone, then with its gradients. */
export async function timeBlock(
  make: (small: boolean) => Block,
  { small, rounds, shortest, now = () => performance.now() }: Timing,
): Promise<{ forward: Comparison; withGradients: Comparison }> {
  const [ours, composed] = [await runsOn('webgpu', make, small), await runsOn('composed', make, small)];
  const compare = async (kind: 'forward' | 'withGradients'): Promise<Comparison> => {
    const forms = [ours, composed].map(({ backendName, ...run }) => ({ backendName, run: run[kind] }));
    const [a, b] = [await numbers(forms[0]), await numbers(forms[1])];
    const costs = await costsOf(forms, { rounds, shortest, now });
    return { size: ours.size, ours: costs[0], composed: costs[1], difference: difference(a, b) };
  };
  const result = { forward: await compare('forward'), withGradients: await compare('withGradients') };
  for (const { backendName, dispose } of [ours, composed]) {
    await tf.setBackend(backendName);
    dispose();
  }
  return result;
}

type Run = () => tf.Tensor | tf.Tensor[];

/** A call, and the backend that it runs on. */
interface Form {
  backendName: string;
  run: Run;
}

/** Runs both forms in turn, round by round, so that other load affects both alike. */
async function costsOf(forms: Form[], { rounds, shortest, now }: Required<Omit<Timing, 'small'>>): Promise<Cost[]> {
  const series = [];
  for (const { backendName, run } of forms) {
    await tf.setBackend(backendName);
    const programs = programsOf(run);
    series.push({
      backendName,
      run,
      programs,
      repeats: await enoughRepeats(run, shortest, now),
      times: [] as number[],
    });
  }
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round > 2 && performance.now() - start > LONGEST) break;
    for (const { backendName, run, repeats, times } of series) {
      await tf.setBackend(backendName);
      times.push(await clock(run, repeats, now));
    }
  }
  return series.map(({ programs, times }) => ({ programs, ms: median(times) }));
}

/** The number of calls that takes the shortest time worth measuring. */
async function enoughRepeats(run: Run, shortest: number, now: () => number): Promise<number> {
  let repeats = 1;
  for (let i = 0; i < 4; i++) {
    const enough = Math.ceil(shortest / (await clock(run, repeats, now)));
    if (enough <= repeats) break;
    repeats = enough;
  }
  return repeats;
}

/** The block's calls on a backend, with tensors of its own. */
async function runsOn(backendName: string, make: (small: boolean) => Block, small: boolean) {
  await tf.setBackend(backendName);
  tf.engine().startScope();
  const { size, f, inputs } = make(small);
  const value = f(...inputs);
  const dy = tf.randomNormal(value.shape, 0, 1, 'float32', 9);
  const kept = tf.engine().state.activeScope.track.slice();
  for (const tensor of kept) tf.keep(tensor);
  tf.engine().endScope();
  return {
    backendName,
    size,
    forward: () => f(...inputs),
    withGradients: withGradients(f, inputs, dy),
    dispose: () => tf.dispose(kept),
  };
}

/** Milliseconds of one call, the mean of several, until the GPU has finished. */
async function clock(run: Run, repeats: number, now: () => number): Promise<number> {
  await finished();
  const start = now();
  for (let i = 0; i < repeats; i++) tf.dispose(tf.tidy(run));
  await finished();
  return (now() - start) / repeats;
}

/** Submits the programs that tfjs has held back, and waits until the GPU has run them all. */
export async function finished(): Promise<void> {
  const backend = tf.backend() as WebGPUBackend & { endComputePassEncoder(): void };
  backend.endComputePassEncoder();
  backend.ensureCommandEncoderReady();
  backend.submitQueue();
  await backend.queue.onSubmittedWorkDone();
}

function programsOf(run: Run): number {
  const backend = tf.backend() as WebGPUBackend;
  const original = backend.runWebGPUProgram;
  let count = 0;
  backend.runWebGPUProgram = (...args) => {
    count++;
    return original.apply(backend, args);
  };
  try {
    tf.dispose(tf.tidy(run));
  } finally {
    backend.runWebGPUProgram = original;
  }
  return count;
}

async function numbers({ backendName, run }: Form): Promise<ArrayLike<number>[]> {
  await tf.setBackend(backendName);
  const tensors = [tf.tidy(run)].flat();
  const values = [];
  for (const tensor of tensors) values.push(await tensor.data());
  tf.dispose(tensors);
  return values;
}

/** The largest difference, relative to the largest number of each tensor. */
export const difference = (a: ArrayLike<number>[], b: ArrayLike<number>[]) =>
  Math.max(
    ...a.map((values, index) => {
      let [largest, furthest] = [0, 0];
      for (let i = 0; i < values.length; i++) {
        largest = Math.max(largest, Math.abs(b[index][i]));
        furthest = Math.max(furthest, Math.abs(values[i] - b[index][i]));
      }
      return furthest / (largest || 1);
    }),
  );
