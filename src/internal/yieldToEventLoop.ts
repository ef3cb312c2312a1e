/**
 * Yields to the event loop, so that timers, input and rendering run. Throws if the signal aborts, before or meanwhile.
 */
export async function yieldToEventLoop(signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await nextTask();
  signal?.throwIfAborted();
}

/**
 * A promise alone does not yield, and browsers throttle timers. In Node an open MessageChannel keeps the process alive.
 */
const nextTask = () =>
  new Promise<void>((resolve) => {
    if (typeof globalThis.setImmediate === 'function') {
      globalThis.setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
