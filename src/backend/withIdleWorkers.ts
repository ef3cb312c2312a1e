/** A worker that accepts every message and does nothing but confirm that it has loaded. */
class IdleWorker {
  onmessage?: (event: { data: { cmd: string } }) => void;
  postMessage({ cmd }: { cmd: string }): void {
    if (cmd === 'load') queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }
  on(): void {}
  unref(): void {}
  terminate(): void {}
}

/**
 * Runs `start`, which starts tfjs's threaded build in Node. The build asks for eight workers that it never uses, from a
 * `blob:` address that Node does not load, and replaces the global `Worker`. So this gives it idle ones meanwhile.
 */
export async function withIdleWorkers<Result>(start: () => Promise<Result>): Promise<Result> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  Object.defineProperty(globalThis, 'Worker', { get: () => IdleWorker, set: () => {}, configurable: true });
  try {
    return await start();
  } finally {
    if (before) Object.defineProperty(globalThis, 'Worker', before);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}
