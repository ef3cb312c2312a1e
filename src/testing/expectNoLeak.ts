import { dispose, memory, type TensorContainer } from '@tensorflow/tfjs-core';
import { watchTensors } from '../engine/watchTensors';
import { functionArgument } from '../internal/functionArgument';

/**
 * Rejects if `fn` leaves behind tensors or data buffers other than those that it returns, or disposes tensors that it
 * did not make. A disposed tensor does not offset a leak.
 *
 * The result of `fn` is disposed afterwards: tensors, including those within arrays and objects, and an object that has
 * `dispose()`. So return everything that should outlive the call, and nothing that has another owner. Tensors that
 * other code makes or disposes while an async `fn` runs count too.
 *
 * @param fn The code under test, sync or async.
 * @throws ArgumentError if `fn` is not a function; Error if tensors or buffers are left behind or disposed; any error
 * that `fn` throws. All as a rejection.
 *
 * @example
 * await expectNoLeak(() => tf.add(tf.square(3), 1)).catch((error) => console.log(error.message));
 * // expectNoLeak: 1 tensor and 1 data buffer were left behind
 */
export async function expectNoLeak(fn: () => unknown): Promise<void> {
  functionArgument('expectNoLeak', 'fn', fn);
  await watchTensors(async ({ made, lost }) => {
    const before = memory().numDataBuffers;
    const result = await fn();
    if (isDisposable(result)) result.dispose();
    else dispose(result as TensorContainer);
    const buffers = memory().numDataBuffers - before;
    const failure = leak(made.size, lost.size, buffers);
    if (failure) throw new Error(`expectNoLeak: ${failure}`);
  });
}

function leak(made: number, lost: number, buffers: number): string | undefined {
  if (made > 0 && lost > 0) {
    return `${counted(made, 'tensor')} left behind and ${counted(lost, 'tensor')} of others disposed`;
  }
  if (made > 0 || buffers > 0) {
    return `${counted(made, 'tensor')} and ${counted(buffers, 'data buffer')} were left behind`;
  }
  if (lost > 0 || buffers < 0) {
    return `${counted(lost, 'tensor')} and ${counted(-buffers, 'data buffer')} of others were disposed`;
  }
  return undefined;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isDisposable = (result: unknown): result is { dispose(): void } =>
  typeof (result as { dispose?: unknown } | null | undefined)?.dispose === 'function';
