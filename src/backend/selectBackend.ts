import { setBackend } from '@tensorflow/tfjs-core';
import { keepGradients } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describe } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { history } from './backendReport';
import { type BackendAttempt, type BackendReport, describeBackend } from './describeBackend';
import { startBackend } from './startBackend';
import { isWasmPaths, type WasmPaths } from './wasmFiles';

export interface SelectBackendOptions {
  /** The backends to try, in order: those of tfjs's packages or any that is registered. */
  prefer?: readonly ('webgpu' | 'wasm' | 'cpu' | (string & {}))[];
  /**
   * Where the files of the WASM backend are: their folder, the one `.wasm` file to use, or the place of each by its name.
   * Node finds them by itself.
   */
  wasmPaths?: WasmPaths;
  /** Install the mended and fast training kernels over tfjs's own. */
  trainingKernels?: boolean;
  /** Called for each backend that is skipped. */
  onFallback?: (skipped: { name: string; reason: string }) => void;
}

/**
 * Starts the first backend that works, and makes it the active one.
 *
 * It imports the backend's package itself; one that is not installed, has no adapter or fails to start is skipped with
 * its reason. When it resolves tensors work at once. Until then, and if all fail, the backend that was active stays so.
 * Concurrent calls take their turns, and the last one decides.
 *
 * In a browser the WASM backend has to be told where its file is: by one line in Vite, one in webpack, else by the address
 * of the folder that the files of `@tensorflow/tfjs-backend-wasm/dist` were copied to.
 *
 *     import wasmPaths from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
 *     const wasmPaths = new URL('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm', import.meta.url);
 *
 * In Node tfjs's WASM module installs handlers that end the process on any stray rejection; these are taken off again.
 *
 * @returns Which backend is active, which ones were tried, and what it runs on.
 * @throws ArgumentError if an option is unknown or has the wrong type.
 * @throws Error if no backend starts; it lists each with its reason, and has the attempts as its `cause`.
 *
 * @example
 * const report = await selectBackend({ prefer: ['no-such', 'cpu'] });
 * report.name; // 'cpu'
 * report.attempts[0].reason; // 'no backend of this name is registered'
 */
export async function selectBackend(options?: SelectBackendOptions): Promise<BackendReport> {
  keepGradients();
  const { prefer, wasmPaths, trainingKernels, onFallback } = optionsArgument('selectBackend', options, {
    prefer: ['webgpu', 'wasm', 'cpu'],
    wasmPaths: undefined,
    trainingKernels: true,
    onFallback: undefined,
  });
  // `find` sees holes, which `every` passes over.
  if (!Array.isArray(prefer) || prefer.length === 0 || prefer.findIndex((name) => typeof name !== 'string') >= 0) {
    throw new ArgumentError('selectBackend', 'prefer is not a list of backends', 'an array of names', describe(prefer));
  }
  if (wasmPaths !== undefined && !isWasmPaths(wasmPaths)) {
    const expected = 'a folder, a file or an object of files';
    throw new ArgumentError('selectBackend', 'wasmPaths is not a place', expected, describe(wasmPaths));
  }
  booleanArgument('selectBackend', 'trainingKernels', trainingKernels);
  if (onFallback !== undefined) functionArgument('selectBackend', 'onFallback', onFallback);
  return inTurn(() => selectFirst(prefer, { wasmPaths, trainingKernels, onFallback }));
}

async function selectFirst(
  names: readonly string[],
  { wasmPaths, trainingKernels, onFallback }: SelectBackendOptions,
): Promise<BackendReport> {
  const attempts: BackendAttempt[] = [];
  for (const name of names) {
    try {
      await startBackend(name, wasmPaths);
    } catch (error) {
      const reason =
        error instanceof Error ? error.message : ((error as { message?: string })?.message ?? String(error));
      attempts.push({ name, ok: false, reason });
      onFallback?.({ name, reason });
      continue;
    }
    attempts.push({ name, ok: true });
    await setBackend(name);
    // Only who has them installed loads them.
    if (trainingKernels) (await import('./installTrainingKernels')).installTrainingKernels(name);
    history.attempts = attempts;
    return describeBackend(name, attempts);
  }
  const reasons = attempts.map(({ name, reason }) => `${name} (${reason})`);
  throw new Error(`selectBackend: no backend starts: ${reasons.join('; ')}`, { cause: attempts });
}

let turn: Promise<unknown> = /* @__PURE__ */ Promise.resolve();

/** Runs `task` when those before it have ended, well or badly. */
function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = turn.then(task, task);
  turn = result;
  return result;
}
