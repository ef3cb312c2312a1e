import { selectBackend } from 'diffblocks/backend';
import { startThreads } from '../../src/backend/wasmThreads';
import type { ThreadPool } from '../../src/wasm/threads/threadPool';

/** Starts threads, and returns a function that chooses the number for later calls: 1 or all. */
export async function startSwitchableThreads(threads: number): Promise<(count: number) => void> {
  const pools = await poolsSetBy(async () => {
    // Rows run single kernels of the source, and whole steps on the build.
    await selectBackend({ prefer: ['wasm'], threads, trainingKernels: false });
    await startThreads(threads);
  });
  if (pools.length !== 2) throw new Error(`expected a pool of the build and one of the source; got ${pools.length}`);
  const jobs = pools.map((pool) => pool.run);
  return (count) => {
    for (const [index, pool] of pools.entries()) {
      pool.threads = count;
      pool.run = (job) => count > 1 && jobs[index](job);
    }
  };
}

/**
 * The pools that are opened meanwhile. Each copy of the package keeps its own in a WeakMap, and that of the build is
 * bundled, out of reach; so this replaces the method by which they get there.
 */
async function poolsSetBy(open: () => Promise<void>): Promise<ThreadPool[]> {
  const pools: ThreadPool[] = [];
  const { set } = WeakMap.prototype;
  WeakMap.prototype.set = function (key, value) {
    if (typeof value.threads === 'number' && typeof value.run === 'function') pools.push(value);
    return set.call(this, key, value);
  };
  try {
    await open();
  } finally {
    WeakMap.prototype.set = set;
  }
  return pools;
}
