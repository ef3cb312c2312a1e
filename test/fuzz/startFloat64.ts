import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Exactly } from './differences';
import type { Request } from './float64';

/** Starts the worker that evaluates calls in float64, from the file that `bundleFloat64` writes. */
export function startFloat64(file: string): { exactly: Exactly; stop: () => Promise<unknown> } {
  const worker = new Worker(file);
  return {
    exactly: async (group, name, calls) => {
      worker.postMessage({ group, name, calls } satisfies Request);
      return (await once(worker, 'message'))[0];
    },
    stop: () => worker.terminate(),
  };
}
