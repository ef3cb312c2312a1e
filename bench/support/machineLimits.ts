import asc from 'assemblyscript/asc';

export interface MachineLimits {
  gigaflops: number;
  gigabytesPerSecond: number;
}

/** Both limits are measured in turn: V8 recompiles hot WASM on another thread, and a busy machine delays that. */
const ROUNDS = 4;

/** The limits of one thread: WASM SIMD arithmetic on registers, and a copy of arrays too large for any cache. */
export async function machineLimits(): Promise<MachineLimits> {
  const multiplyAndAdd = await compiledArithmetic();
  const limits = { gigaflops: 0, gigabytesPerSecond: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    limits.gigaflops = Math.max(limits.gigaflops, gigaflops(multiplyAndAdd));
    limits.gigabytesPerSecond = Math.max(limits.gigabytesPerSecond, gigabytesPerSecond());
  }
  return limits;
}

/** Enough independent chains of each kind to hide latency, and few enough to stay in registers. */
const CHAINS = Array.from({ length: 7 }, (_, index) => index);

const source = `export function multiplyAndAdd(repeats: i32): f32 {
  const one = f32x4.splat(1);
  ${CHAINS.map((k) => `let sum${k} = f32x4.splat(${k}); let product${k} = f32x4.splat(${k});`).join('\n')}
  for (let i = 0; i < repeats; i++) {
    ${CHAINS.map((k) => `sum${k} = f32x4.add(sum${k}, one); product${k} = f32x4.mul(product${k}, one);`).join('\n')}
  }
  ${CHAINS.map((k) => `sum0 = f32x4.add(sum0, f32x4.add(sum${k}, product${k}));`).join('\n')}
  return f32x4.extract_lane(sum0, 0);
}`;

async function compiledArithmetic(): Promise<(repeats: number) => number> {
  const { binary, error, stderr } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd'],
  });
  if (error || !binary) throw new Error(`${stderr}`, { cause: error });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary as BufferSource));
  return exports.multiplyAndAdd as (repeats: number) => number;
}

function gigaflops(multiplyAndAdd: (repeats: number) => number): number {
  const repeats = 1e6;
  return (repeats * CHAINS.length * 2 * 4) / (shortest(() => multiplyAndAdd(repeats)) * 1e6);
}

function gigabytesPerSecond(): number {
  const from = new Float32Array(2 ** 24).fill(1);
  const to = new Float32Array(from.length).fill(2);
  return (2 * from.byteLength) / (shortest(() => to.set(from)) * 1e6);
}

/** Milliseconds of the fastest run within half a second. */
function shortest(f: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (const begin = performance.now(); performance.now() < begin + 500; ) {
    const start = performance.now();
    f();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
