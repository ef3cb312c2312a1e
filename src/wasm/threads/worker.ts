/** Words of the control block: the number of jobs so far, on which workers sleep. */
export const TURN = 0;
/** Parts that no thread has taken. They are taken from the last one on, so that 0 or less means that none is left. */
export const NEXT = 1;
/** Parts that are not finished. */
export const LEFT = 2;
/** 1 after an error in a worker. */
export const FAILED = 3;
/** The words are followed by the job as float64 numbers, which hold addresses and arguments alike. */
export const WORDS = 4;
export const NUMBERS = 64;
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
    const [address, bytes, name, count, units, step, first, end, own, ownBytes, ...list] = numbers;
    const f = (modules.get(address) ?? functionsOf(address, bytes))[name];
    list.length = count;
    list[first] = part * step;
    list[end] = Math.min(units, (part + 1) * step);
    if (own >= 0) list[own] += thread * ownBytes;
    f(...list);
  };
  port.postMessage('ready');
  for (;;) {
    const turn = Atomics.load(control, ${TURN});
    for (let part; (part = Atomics.sub(control, ${NEXT}, 1) - 1) >= 0; Atomics.sub(control, ${LEFT}, 1)) {
      try {
        run(part);
      } catch {
        Atomics.store(control, ${FAILED}, 1);
      }
    }
    Atomics.wait(control, ${TURN}, turn);
  }
};`;
