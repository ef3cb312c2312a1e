import { dispose, memory, type TensorContainer } from '@tensorflow/tfjs-core';
import { functionArgument } from '../internal/functionArgument';

/**
 * Rejects if `fn` leaves tensors or data buffers behind besides what it returns, or disposes what is not its own.
 *
 * What `fn` returns is disposed here: tensors, also within arrays and objects, and an object that has `dispose()`. So
 * return what is meant to outlive the call, and nothing that others own. Tensors that other code makes while an async
 * `fn` runs are counted too.
 *
 * @param fn The code under test, sync or async.
 * @throws ArgumentError if `fn` is no function; Error if tensors or buffers are more or fewer than before; what `fn`
 * throws. All as a rejection.
 *
 * @example
 * await expectNoLeak(() => tf.add(tf.square(3), 1)).catch((error) => console.log(error.message));
 * // expectNoLeak: 1 tensor and 1 data buffer were left behind
 */
export async function expectNoLeak(fn: () => unknown): Promise<void> {
  functionArgument('expectNoLeak', 'fn', fn);
  const before = memory();
  const result = await fn();
  if (isDisposable(result)) result.dispose();
  else dispose(result as TensorContainer);
  const after = memory();
  const tensors = after.numTensors - before.numTensors;
  const buffers = after.numDataBuffers - before.numDataBuffers;
  if (tensors > 0 || buffers > 0) {
    throw new Error(
      `expectNoLeak: ${counted(tensors, 'tensor')} and ${counted(buffers, 'data buffer')} were left behind`,
    );
  }
  if (tensors < 0 || buffers < 0) {
    throw new Error(
      `expectNoLeak: ${counted(-tensors, 'tensor')} and ${counted(-buffers, 'data buffer')} of others were disposed`,
    );
  }
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isDisposable = (result: unknown): result is { dispose(): void } =>
  typeof (result as { dispose?: unknown } | null | undefined)?.dispose === 'function';
