import { engine, setBackend } from '@tensorflow/tfjs-core';
import { withoutCrashHandlers } from '../backend/withoutCrashHandlers';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';

/**
 * Runs `fn` once on each backend, in order, and rejects if it fails on one or if one does not start: a missing backend
 * is a failure, never a silent pass. All backends run before the rejection, which names each that failed. Afterwards
 * the previous backend is active again.
 *
 * The backends' packages must have been imported (`@tensorflow/tfjs-backend-wasm`, ...). Make new tensors on each
 * backend. In Node, tfjs's WASM module installs handlers that end the process on any unhandled rejection; these are
 * removed again.
 *
 * @param names The required backends, such as `['cpu', 'wasm', 'webgpu']`.
 * @param fn The test, sync or async; it receives the backend's name.
 * @throws ArgumentError if no backend is named or `fn` is not a function; Error if a backend is missing or `fn` failed
 * on one. Both as a rejection.
 *
 * @example
 * await forEachBackend(['cpu', 'wasm'], async () => {
 *   await expectTensorsClose(tf.square([1, 2]), [1, 4]);
 * });
 */
export async function forEachBackend(names: readonly string[], fn: (name: string) => unknown): Promise<void> {
  // `find` visits holes, which `every` skips.
  if (!Array.isArray(names) || names.length === 0 || names.findIndex((name) => typeof name !== 'string') >= 0) {
    throw new ArgumentError('forEachBackend', 'no backend is named', 'at least one name', describe(names));
  }
  functionArgument('forEachBackend', 'fn', fn);
  const previous: string | undefined = engine().backendName;
  const failures: { name: string; error: Error }[] = [];
  for (const name of names) {
    try {
      await start(name);
      await fn(name);
    } catch (thrown) {
      failures.push({ name, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
    }
  }
  if (previous) await setBackend(previous);
  if (failures.length === 0) return;
  const list = failures.map(({ name, error }) => `${name}: ${error.message}`).join('\n');
  throw new Error(`forEachBackend: ${failures.length} of ${names.length} backends failed\n${list}`, {
    cause: failures[0].error,
  });
}

async function start(name: string): Promise<void> {
  // Inherited properties such as 'constructor' are not backends.
  if (!Object.hasOwn(engine().registryFactory, name)) {
    throw new Error('the backend is not registered; import its package first');
  }
  if (!(await withoutCrashHandlers(() => setBackend(name)))) throw new Error('the backend did not start');
}
