import { engine, setBackend } from '@tensorflow/tfjs-core';
import { withoutCrashHandlers } from '../backend/withoutCrashHandlers';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';

/**
 * Runs `fn` once on each backend, in order, and rejects if it fails on one or if one does not start: a missing backend is
 * a failure, never a silent pass. All backends are run before the rejection, which names each that failed. The backend
 * that was active before is active again afterwards.
 *
 * The backends' packages must have been imported (`@tensorflow/tfjs-backend-wasm`, ...). Make tensors anew on each
 * backend. In Node tfjs's WASM module installs handlers that end the process on any stray rejection; these are taken off
 * again.
 *
 * @param names Backends that are required, such as `['cpu', 'wasm', 'webgpu']`.
 * @param fn The test, sync or async; it is given the backend's name.
 * @throws ArgumentError if no backend is named or `fn` is not a function; Error if a backend is missing or `fn` failed on
 * one. Both as a rejection.
 *
 * @example
 * await forEachBackend(['cpu', 'wasm'], async () => {
 *   await expectTensorsClose(tf.square([1, 2]), [1, 4]);
 * });
 */
export async function forEachBackend(names: readonly string[], fn: (name: string) => unknown): Promise<void> {
  // `find` sees holes, which `every` passes over.
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
  // A name that every object has, such as 'constructor', is not a backend.
  if (!Object.hasOwn(engine().registryFactory, name)) {
    throw new Error('the backend is not registered; import its package first');
  }
  if (!(await withoutCrashHandlers(() => setBackend(name)))) throw new Error('the backend did not start');
}
