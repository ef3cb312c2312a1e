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

/** Milliseconds that the main thread waits awake for the parts of the others. A thread takes as long to wake up. */
const AWAKE_MS = 0.1;

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
  const control = new Int32Array(memory.buffer, at, WORDS).fill(0);
  const job = new Float64Array(memory.buffer, at + 4 * WORDS, NUMBERS);
  const sleeps = maySleep(control);
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
    run({ binary, index, run, numbers, steps, end, isLength, own, ownBytes, units, multiple, partsPerThread }) {
      if (!isOpen) return false;
      const step = Math.ceil(units / (partsPerThread * threads) / multiple) * multiple;
      const parts = Math.ceil(units / step);
      const { length } = numbers;
      job.set([binary.address, binary.bytes, index, length, units, step, end, Number(isLength), own, ownBytes]);
      job.set(numbers, ARGUMENTS);
      job.set(steps, ARGUMENTS + length);
      Atomics.store(control, LEFT, parts);
      Atomics.store(control, NEXT, parts);
      Atomics.add(control, TURN, 1);
      Atomics.notify(control, TURN, parts - 1);
      const compute = (part: number) => {
        const first = part * step;
        const list = numbers.map((number, i) => number + steps[i] * first);
        list[end] = Math.min(units, first + step) - (isLength ? first : 0);
        run(...list);
      };
      try {
        for (let part = take(); part >= 0; part = take()) {
          try {
            compute(part);
          } finally {
            Atomics.sub(control, LEFT, 1);
          }
        }
      } finally {
        while (take() >= 0) Atomics.sub(control, LEFT, 1); // after an error
        waitForOthers();
      }
      for (let worker = 0; worker < threads - 1; worker++) {
        const failed = Atomics.load(control, FAILED + worker);
        if (failed === 0) continue;
        close();
        compute(failed - 1);
      }
      return true;
    },
  };
  const take = () => Atomics.sub(control, NEXT, 1) - 1;
  /** At most one part of each worker is unfinished. */
  const waitForOthers = () => {
    const awakeUntil = performance.now() + AWAKE_MS;
    for (let left = Atomics.load(control, LEFT); left > 0; left = Atomics.load(control, LEFT)) {
      if (sleeps && performance.now() > awakeUntil) Atomics.wait(control, LEFT, left);
    }
  };
  try {
    await Promise.all(starting);
  } catch (error) {
    close();
    throw error;
  }
  pools.set(wasm, pool);
}

/** Whether this thread may sleep. That of a page may not. */
function maySleep(control: Int32Array): boolean {
  try {
    Atomics.wait(control, LEFT, 1, 0); // returns at once, because the word is 0
    return true;
  } catch {
    return false;
  }
}
