import type { Thread } from './threadPool';
import { workerSource } from './worker';

/** How long a worker may take to start. */
const PATIENCE_MS = 10_000;

/** Starts a worker on the control block at an address of a shared memory. */
export async function startWorker(memory: WebAssembly.Memory, at: number, thread: number): Promise<Thread> {
  const { worker, ready, end } = isNode() ? inNode() : inBrowser();
  worker.postMessage({ memory, at, thread });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('a worker does not start')), PATIENCE_MS);
  });
  try {
    await Promise.race([ready, late]);
    return { terminate: () => void worker.terminate() };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    end();
  }
}

const isNode = () => typeof globalThis.process?.getBuiltinModule === 'function';

/** A blob needs no file beside the program, and no rule in a bundler. */
function inBrowser() {
  const url = URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'diffblocks' });
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = ({ message }) => reject(new Error(message || 'the page blocks workers from blob: URLs'));
  });
  return { worker, ready, end: () => URL.revokeObjectURL(url) };
}

/** A worker keeps the process running only until it has started. */
function inNode() {
  const { Worker: NodeWorker } = globalThis.process.getBuiltinModule('node:worker_threads');
  const worker = new NodeWorker(workerSource, { eval: true, execArgv: [] });
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.unref();
      resolve();
    });
  });
  return { worker, ready, end: () => {} };
}
