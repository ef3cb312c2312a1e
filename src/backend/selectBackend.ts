import { engine, setBackend } from '@tensorflow/tfjs-core';
import { engineInternals } from '../engine/engineInternals';
import { keepGradients } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describe, numberArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { setDeterministic } from '../webgpu/deterministic';
import { history } from './backendReport';
import { type BackendAttempt, type BackendReport, describeBackend } from './describeBackend';
import { startBackend } from './startBackend';
import { isWasmPaths, type WasmPaths } from './wasmFiles';
import { startThreads, stopThreads } from './wasmThreads';

export interface SelectBackendOptions {
  /** The backends to try, in order: those of tfjs's packages, or any that is registered. */
  prefer?: readonly ('webgpu' | 'wasm' | 'cpu' | (string & {}))[];
  /**
   * The location of the WASM backend's files: their folder, the one `.wasm` file to use, or the location of each by
   * name. Node finds them without it.
   */
  wasmPaths?: WasmPaths;
  /** Install the corrected and fast training kernels over tfjs's own. */
  trainingKernels?: boolean;
  /**
   * On WebGPU, make the samplers' gradients for images bit-equal at every call; they take longer. Otherwise the order of
   * their sums changes from call to call. On WASM and cpu it never changes.
   */
  deterministic?: boolean;
  /**
   * Threads that share the work of this package's large WASM kernels, the calling one included; by default the
   * hardware's up to 8, in Node one. They need shared memory: a page that is `crossOriginIsolated`, or in Node a
   * number given before WASM starts. Results have the same bits for any number.
   */
  threads?: number;
  /** Called for each backend that is skipped. */
  onFallback?: (skipped: { name: string; reason: string }) => void;
}

/**
 * Starts the first backend that works, and makes it the active one.
 *
 * It imports the backend's package; for WebGPU in Node also the npm package `webgpu` (Dawn). A backend that is not
 * installed, has no adapter or fails to start is skipped, and the report says why; so is WebGPU if the adapter has
 * lower limits than WebGPU guarantees. If WebGPU has lost its device, another is started: tensors whose values are on
 * the host move to it, and `data()` of the others rejects. Tensors work as soon as the promise resolves. Until then,
 * and if all fail, the previous backend stays active. Concurrent calls run one after another; the last one decides.
 *
 * By default it tries `'webgpu'`, `'wasm'` and `'cpu'`, in this order. If another backend is active, such as `'webgl'`
 * or tfjs-node's `'tensorflow'`, that one is tried before `'cpu'`. `prefer` is used unchanged.
 *
 * In a browser the WASM backend needs the location of its file. With Vite and webpack that takes one line:
 *
 *     import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
 *     const wasmPaths = new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url);
 *
 * Otherwise, copy the files of `@tensorflow/tfjs-backend-wasm/dist` to a folder and pass its address.
 *
 * In Node, tfjs's WASM module installs handlers that end the process on any unhandled rejection; they are removed
 * again.
 *
 * @param options `prefer`, `wasmPaths`, `trainingKernels` (default true), `deterministic` (default false), `threads`
 * (default the hardware's up to 8, in Node 1) and `onFallback`.
 * @returns The active backend, the backends tried, and the hardware or threads that the active one uses.
 * @throws ArgumentError if an option is unknown or has the wrong type.
 * @throws Error if no backend starts; it lists each with its reason. Its `cause` is the list of attempts.
 *
 * @example
 * const report = await selectBackend({ prefer: ['no-such', 'cpu'] });
 * report.name; // 'cpu'
 * report.attempts[0].reason; // 'no backend of this name is registered'
 */
export async function selectBackend(options?: SelectBackendOptions): Promise<BackendReport> {
  const { prefer, ...others } = optionsArgument('selectBackend', options, {
    prefer: defaultBackends(),
    wasmPaths: undefined,
    trainingKernels: true,
    deterministic: false,
    threads: undefined,
    onFallback: undefined,
  });
  const { wasmPaths, trainingKernels, deterministic, threads, onFallback } = others;
  // `find` visits holes, which `every` skips.
  if (!Array.isArray(prefer) || prefer.length === 0 || prefer.findIndex((name) => typeof name !== 'string') >= 0) {
    throw new ArgumentError('selectBackend', 'prefer is not a list of backends', 'an array of names', describe(prefer));
  }
  if (wasmPaths !== undefined && !isWasmPaths(wasmPaths)) {
    const expected = 'a folder, a file or an object of files';
    throw new ArgumentError('selectBackend', 'wasmPaths is not a location', expected, describe(wasmPaths));
  }
  booleanArgument('selectBackend', 'trainingKernels', trainingKernels);
  booleanArgument('selectBackend', 'deterministic', deterministic);
  if (threads !== undefined) {
    numberArgument('selectBackend', 'threads', threads, { atLeast: 1, atMost: MOST_THREADS, integer: true });
  }
  if (onFallback !== undefined) functionArgument('selectBackend', 'onFallback', onFallback);
  return inTurn(() => selectFirst(prefer, others));
}

const MOST_THREADS = 64;

async function selectFirst(
  names: readonly string[],
  { wasmPaths, trainingKernels, deterministic = false, threads, onFallback }: SelectBackendOptions,
): Promise<BackendReport> {
  keepGradients();
  const attempts: BackendAttempt[] = [];
  for (const name of names) {
    try {
      await startBackend(name, wasmPaths, threads);
    } catch (error) {
      const reason =
        error instanceof Error ? error.message : ((error as { message?: string })?.message ?? String(error));
      attempts.push({ name, ok: false, reason });
      onFallback?.({ name, reason });
      continue;
    }
    attempts.push({ name, ok: true });
    await setBackend(name);
    setDeterministic(engine().registry[name], deterministic);
    if (name === 'wasm') await startThreads(threads);
    else stopThreads();
    // A dynamic import, so that a program that does not need the kernels does not load them.
    if (trainingKernels) (await import('./installTrainingKernels')).installTrainingKernels(name);
    history.attempts = attempts;
    return describeBackend(name, attempts);
  }
  const reasons = attempts.map(({ name, reason }) => `${name} (${reason})`);
  throw new Error(`selectBackend: no backend starts: ${reasons.join('; ')}`, { cause: attempts });
}

/** Another active backend comes before cpu: it is faster, or the user chose it. */
function defaultBackends(): string[] {
  const { backendName } = engine();
  const others =
    engineInternals().backendInstance && !['webgpu', 'wasm', 'cpu'].includes(backendName) ? [backendName] : [];
  return ['webgpu', 'wasm', ...others, 'cpu'];
}

let turn: Promise<unknown> = /* @__PURE__ */ Promise.resolve();

/** Runs `task` after all earlier ones have settled. */
function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = turn.then(task, task);
  turn = result;
  return result;
}
