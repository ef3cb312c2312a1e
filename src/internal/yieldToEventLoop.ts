/**
 * Yields to the event loop, so that timers, input and rendering run. A promise alone does not yield, and browsers
 * throttle timers. In Node an open MessageChannel would keep the process alive.
 */
export const yieldToEventLoop = (): Promise<void> =>
  new Promise((resolve) => {
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
