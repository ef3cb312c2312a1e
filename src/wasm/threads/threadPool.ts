import { memoryOf, type WasmBackend } from '../wasmBackend';
import { ARGUMENTS, FAILED, LEFT, NEXT, NUMBERS, TURN, WORDS } from './worker';

/** A call of a WASM function whose output is computed in parts: units `first` to `end` − 1 of it at a time. */
export interface Job {
  /** Where the binary of the module lies in the memory. */
  binary: { address: number; bytes: number };
  /** The number of the function among the exports, and the function itself. */
  index: number;
  run: (...numbers: number[]) => void;
  /** The arguments, and the positions among them of `first`, `end` and `own` (−1 without own space). */
  numbers: number[];
  first: number;
  end: number;
  own: number;
  /** Bytes of temporary space of a thread; `own` is the address of the main thread's, which comes first. */
  ownBytes: number;
  units: number;
}

/** Threads that share the work of WASM kernels with the main thread. */
export interface ThreadPool {
  /** Including the main thread. */
  threads: number;
  /** Runs a job on all threads; false if one of them failed, which ends the pool and leaves garbage in the output. */
  run(job: Job): boolean;
  close(): void;
}

/** A worker that has started. */
export interface Thread {
  terminate(): void;
}

/** Parts for each thread, so that one that is slow or wakes up late takes fewer. */
const PARTS_PER_THREAD = 4;

const pools = new WeakMap<object, ThreadPool>();

/** The threads that share the memory of a backend, if there are any. */
export const poolOf = ({ wasm }: WasmBackend): ThreadPool | undefined => pools.get(wasm);

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
    run({ binary, index, run, numbers, first, end, own, ownBytes, units }) {
      if (!isOpen) return false;
      const step = Math.ceil(units / (PARTS_PER_THREAD * threads));
      const parts = Math.ceil(units / step);
      job.set([binary.address, binary.bytes, index, numbers.length, units, step, first, end, own, ownBytes]);
      job.set(numbers, ARGUMENTS);
      Atomics.store(control, LEFT, parts);
      Atomics.store(control, NEXT, parts);
      Atomics.add(control, TURN, 1);
      Atomics.notify(control, TURN, parts - 1);
      for (let part = take(); part >= 0; part = take()) {
        numbers[first] = part * step;
        numbers[end] = Math.min(units, (part + 1) * step);
        try {
          run(...numbers);
        } catch {
          Atomics.store(control, FAILED, 1);
        }
        Atomics.sub(control, LEFT, 1);
      }
      // At most one part of each worker is unfinished. The main thread of a page must not sleep.
      while (Atomics.load(control, LEFT) > 0);
      const succeeded = Atomics.load(control, FAILED) === 0;
      if (!succeeded) close();
      return succeeded;
    },
  };
  const take = () => Atomics.sub(control, NEXT, 1) - 1;
  try {
    await Promise.all(starting);
  } catch (error) {
    close();
    throw error;
  }
  pools.set(wasm, pool);
}
