import { memoryOf, type WasmBackend } from '../wasmBackend';
import { type Job, jobOf, type SharedCall } from './jobOf';
import { ARGUMENTS, FAILED, LEFT, NEXT, NUMBERS, TURN, WORDS } from './worker';

/** Threads that share the work of WASM kernels with the main thread. */
export interface ThreadPool {
  /** Including the main thread. */
  threads: number;
  /**
   * Runs a job on all threads; false if the pool is closed. A worker that fails, because it cannot start the module,
   * closes the pool, and the main thread computes its part.
   */
  run(job: Job): boolean;
  /** Runs a call as a job. It stands here, not at the caller, so that a bundle without `selectBackend` lacks jobs. */
  share(call: SharedCall): boolean;
  close(): void;
}

/** A worker that has started. */
export interface Thread {
  terminate(): void;
}

const pools = new WeakMap<object, ThreadPool>();

/** The threads that share the memory of a backend, if there are any. */
export const poolOf = ({ wasm }: Pick<WasmBackend, 'wasm'>): ThreadPool | undefined => pools.get(wasm);

/**
 * Makes a pool of workers that share a backend's memory. `start` starts a worker on the control block at an address.
 * The block is never freed, because a worker may still touch it while it ends.
 */
export async function openPool(
  backend: WasmBackend,
  threads: number,
  start: (memory: WebAssembly.Memory, at: number, thread: number) => Promise<Thread>,
): Promise<void> {
  const { wasm } = backend;
  const memory = memoryOf(backend);
  const at = wasm._malloc(4 * WORDS + 8 * NUMBERS) >>> 0;
  if (at === 0) throw new Error('the WASM memory is full');
  const block = controlBlock(memory, at);
  const starting = Array.from({ length: threads - 1 }, (_, index) => start(memory, at, index + 1));
  let isOpen = true;
  const close = () => {
    isOpen = false;
    if (pools.get(wasm) === pool) pools.delete(wasm);
    for (const thread of starting)
      thread.then(
        ({ terminate }) => terminate(),
        () => {},
      );
  };
  const pool: ThreadPool = {
    threads,
    close,
    share: (call) => isOpen && pool.run(jobOf(backend, call)),
    run(job) {
      if (!isOpen) return false;
      const step = Math.ceil(job.units / (job.partsPerThread * threads) / job.multiple) * job.multiple;
      const compute = (part: number) => computePart(job, part, step);
      announce(block, job, step);
      computeParts(block, compute);
      for (const part of failedParts(block, threads - 1)) {
        close();
        compute(part);
      }
      return true;
    },
  };
  try {
    await Promise.all(starting);
  } catch (error) {
    close();
    throw error;
  }
  pools.set(wasm, pool);
}

/** The block of shared memory through which threads communicate; `worker.ts` describes its words and numbers. */
interface ControlBlock {
  words: Int32Array;
  numbers: Float64Array;
  /** Whether the main thread may sleep on a word. That of a page may not. */
  maySleep: boolean;
}

function controlBlock({ buffer }: WebAssembly.Memory, at: number): ControlBlock {
  const words = new Int32Array(buffer, at, WORDS).fill(0);
  return { words, numbers: new Float64Array(buffer, at + 4 * WORDS, NUMBERS), maySleep: isSleepAllowed(words) };
}

function isSleepAllowed(words: Int32Array): boolean {
  try {
    Atomics.wait(words, LEFT, 1, 0); // returns at once, because the word is 0
    return true;
  } catch {
    return false;
  }
}

/** Writes a job of parts of `step` units into the block, and wakes up workers. */
function announce({ words, numbers }: ControlBlock, job: Job, step: number): void {
  const { binary, index, units, end, isLength, own, ownBytes } = job;
  const { length } = job.numbers;
  numbers.set([binary.address, binary.bytes, index, length, units, step, end, Number(isLength), own, ownBytes]);
  numbers.set(job.numbers, ARGUMENTS);
  numbers.set(job.steps, ARGUMENTS + length);
  const parts = Math.ceil(units / step);
  Atomics.store(words, LEFT, parts);
  Atomics.store(words, NEXT, parts);
  Atomics.add(words, TURN, 1);
  Atomics.notify(words, TURN, parts - 1);
}

/** Computes a part on the main thread. */
function computePart({ run, numbers, steps, end, isLength, units }: Job, part: number, step: number): void {
  const first = part * step;
  const list = numbers.map((number, i) => number + steps[i] * first);
  list[end] = Math.min(units, first + step) - (isLength ? first : 0);
  run(...list);
}

/** Takes parts while there are any, and waits until the workers have finished theirs. */
function computeParts({ words, maySleep }: ControlBlock, compute: (part: number) => void): void {
  const take = () => Atomics.sub(words, NEXT, 1) - 1;
  try {
    for (let part = take(); part >= 0; part = take()) {
      try {
        compute(part);
      } finally {
        Atomics.sub(words, LEFT, 1);
      }
    }
  } finally {
    while (take() >= 0) Atomics.sub(words, LEFT, 1); // after an error
    waitForWorkers(words, maySleep);
  }
}

/** How long the main thread waits awake before it sleeps: about as long as a thread takes to wake up. */
const AWAKE_MS = 0.1;

/** Each worker has at most one unfinished part. */
function waitForWorkers(words: Int32Array, maySleep: boolean): void {
  const awakeUntil = performance.now() + AWAKE_MS;
  for (let left = Atomics.load(words, LEFT); left > 0; left = Atomics.load(words, LEFT)) {
    if (maySleep && performance.now() > awakeUntil) Atomics.wait(words, LEFT, left);
  }
}

/** The parts that workers could not compute. */
const failedParts = ({ words }: ControlBlock, workers: number): number[] =>
  Array.from({ length: workers }, (_, worker) => Atomics.load(words, FAILED + worker) - 1).filter((part) => part >= 0);
