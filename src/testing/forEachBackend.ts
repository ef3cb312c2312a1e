import { engine, setBackend } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';

/**
 * Runs `fn` once on each backend, in order, and rejects if it fails on one or if one does not start: a backend that is
 * missing is a failure, never a silent pass. Every backend gets its turn before the rejection, which names all that
 * failed. The backend that was active before is active again afterwards.
 *
 * The backends' packages must have been imported (`@tensorflow/tfjs-backend-wasm`, ...). Tensors made on one backend
 * are best made anew on the next.
 *
 * @param names Backends that are required, such as `['cpu', 'wasm', 'webgpu']`.
 * @param fn The test, sync or async; it is given the backend's name.
 * @throws ArgumentError if no backend is named or `fn` is no function; Error (as a rejection) if a backend is missing or `fn` failed on one.
 *
 * @example
 * await forEachBackend(['cpu', 'wasm'], async () => {
 *   await expectTensorsClose(tf.square([1, 2]), [1, 4]);
 * });
 */
export async function forEachBackend(names: readonly string[], fn: (name: string) => unknown): Promise<void> {
  if (!Array.isArray(names) || names.length === 0) {
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
  if (!engine().registryFactory[name]) throw new Error('the backend is not registered; import its package first');
  if (!(await setBackend(name))) throw new Error('the backend did not start');
}
