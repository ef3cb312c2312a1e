import asc from 'assemblyscript/asc';
import { fuseMultiplyAdd, hasRelaxedSimd } from '../../src/wasm/relaxedSimd';

export interface MachineLimits {
  /** Whether a multiplication and an addition are one instruction of relaxed SIMD. */
  relaxed: boolean;
  gigaflops: number;
  gigabytesPerSecond: number;
}

/** Both limits are measured in turn: V8 recompiles hot WASM on another thread, and a busy machine delays that. */
const ROUNDS = 4;

/** The limits of one thread: WASM SIMD arithmetic on registers, and a copy of arrays too large for any cache. */
export async function machineLimits(): Promise<MachineLimits> {
  const multiplyAndAdd = await compiledArithmetic();
  const limits = { relaxed: hasRelaxedSimd(), gigaflops: 0, gigabytesPerSecond: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    limits.gigaflops = Math.max(limits.gigaflops, gigaflops(multiplyAndAdd));
    limits.gigabytesPerSecond = Math.max(limits.gigabytesPerSecond, gigabytesPerSecond());
  }
  return limits;
}

/** Enough independent chains to hide latency, and few enough to stay in registers. */
const CHAINS = Array.from({ length: 12 }, (_, index) => index);

const source = `export function multiplyAndAdd(repeats: i32, factor: f32, summand: f32): f32 {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(summand);
  ${CHAINS.map((k) => `let sum${k} = f32x4.splat(${k});`).join('\n')}
  for (let i = 0; i < repeats; i++) {
    ${CHAINS.map((k) => `sum${k} = f32x4.add(f32x4.mul(sum${k}, a), b);`).join('\n')}
  }
  ${CHAINS.map((k) => `sum0 = f32x4.add(sum0, sum${k});`).join('\n')}
  return f32x4.extract_lane(sum0, 0);
}`;

type Arithmetic = (repeats: number, factor: number, summand: number) => number;

async function compiledArithmetic(): Promise<Arithmetic> {
  const { binary, error, stderr } = await asc.compileString(source, {
    optimizeLevel: 3,
    runtime: 'stub',
    enable: ['simd'],
  });
  if (error || !binary) throw new Error(`${stderr}`, { cause: error });
  if (hasRelaxedSimd()) fuseMultiplyAdd(binary);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary as BufferSource));
  return exports.multiplyAndAdd as Arithmetic;
}

function gigaflops(multiplyAndAdd: Arithmetic): number {
  const repeats = 1e6;
  return (repeats * CHAINS.length * 2 * 4) / (shortest(() => multiplyAndAdd(repeats, 0.5, 1)) * 1e6);
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
