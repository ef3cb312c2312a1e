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
 * Runs `start`, which starts tfjs's threaded build. That build at once asks for eight workers that it never uses, from
 * a `blob:` address, which Node does not load and a page may block; then it would wait for them forever. In Node it
 * also replaces the global `Worker`. So until the first task of the event loop, `Worker` makes idle ones.
 */
export async function withIdleWorkers<Result>(start: () => Promise<Result>): Promise<Result> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  const { Worker } = globalThis;
  const construct = (_: object, [address, options]: ConstructorParameters<typeof Worker>) =>
    Worker && !/^blob:/.test(String(address)) ? new Worker(address, options) : new IdleWorker();
  const given = new Proxy(IdleWorker, { construct });
  Object.defineProperty(globalThis, 'Worker', { get: () => given, set: () => {}, configurable: true });
  try {
    const started = start();
    await Promise.race([started, new Promise((resolve) => setTimeout(resolve))]);
    return started;
  } finally {
    if (before) Object.defineProperty(globalThis, 'Worker', before);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
}
