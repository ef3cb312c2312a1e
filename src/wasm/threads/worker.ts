/** Words of the control block: the number of jobs so far, on which workers sleep. */
export const TURN = 0;
/** Parts that no thread has taken. They are taken from the last one on, so that 0 or less means that none is left. */
export const NEXT = 1;
/** Parts that are not finished, on which the main thread may sleep. */
export const LEFT = 2;
/** A word for each worker: 1 more than the number of the part that it could not compute, after which it stops. */
export const FAILED = 4;
/** The words are followed by the job as float64 numbers, which hold addresses and arguments alike. */
export const WORDS = 68;
export const NUMBERS = 96;
/** The first argument among these numbers; the worker names those before it. */
export const ARGUMENTS = 10;

/**
 * The program of a worker. It takes parts while there are any, then sleeps until the next job. A worker that wakes up
 * late does no harm: it reads a job only after it has taken a part, and a job with a taken part cannot end. The memory
 * may have grown since its buffer was last read; `grow(0)` renews it.
 */
export const workerSource = `
const port = (typeof require === 'function' && require('node:worker_threads').parentPort) || self;
port.onmessage = ({ data: { memory, at, thread } }) => {
  const control = new Int32Array(memory.buffer, at, ${WORDS});
  const numbers = new Float64Array(memory.buffer, at + ${4 * WORDS}, ${NUMBERS});
  const modules = new Map();
  const functionsOf = (address, bytes) => {
    memory.grow(0);
    const module = new WebAssembly.Module(new Uint8Array(memory.buffer, address, bytes).slice());
    const functions = Object.values(new WebAssembly.Instance(module, { env: { memory } }).exports);
    modules.set(address, functions);
    return functions;
  };
  const run = (part) => {
    const [address, bytes, name, count, units, step, end, isLength, own, ownBytes, ...rest] = numbers;
    const f = (modules.get(address) ?? functionsOf(address, bytes))[name];
    const start = part * step;
    const list = rest.slice(0, count);
    for (let i = 0; i < count; i++) list[i] += rest[count + i] * start;
    list[end] = Math.min(units, start + step) - isLength * start;
    if (own >= 0) list[own] += thread * ownBytes;
    f(...list);
  };
  port.postMessage('ready');
  for (;;) {
    const turn = Atomics.load(control, ${TURN});
    for (let part; (part = Atomics.sub(control, ${NEXT}, 1) - 1) >= 0; ) {
      let failed = 0;
      try {
        run(part);
      } catch {
        failed = part + 1;
        Atomics.store(control, ${FAILED} + thread - 1, failed);
      }
      if (Atomics.sub(control, ${LEFT}, 1) === 1) Atomics.notify(control, ${LEFT});
      if (failed) return;
    }
    Atomics.wait(control, ${TURN}, turn);
  }
};`;
