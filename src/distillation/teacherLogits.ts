import { clone, concat, reshape, slice, type Tensor, type TensorLike, util } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { isTensor } from '../internal/describe';
import { functionArgument } from '../internal/functionArgument';
import { ignoreRejection } from '../internal/ignoreRejection';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { keepTopK, type TopKLogits } from './keepTopK';
import { loadTensors, saveTensors, storeArgument } from './tensorStore';

export interface TeacherLogitsOptions<K extends number | undefined = number | undefined> {
  /** The number of examples per call of the teacher. */
  batchSize?: number;
  /** Keep only the k largest logits of each row, as `keepTopK` does. */
  k?: K;
  /** Where to keep the result: `'indexeddb://NAME'` in a browser, `'file://PATH'` in Node. */
  cache?: string;
  /** Called after each batch with the number of examples done and their total. */
  onProgress?(progress: { step: number; total: number }): void;
  /** Stops early: the promise rejects with the signal's reason, and nothing is saved. */
  signal?: AbortSignal;
}

/** All logits, or for a number k the result of `keepTopK`. */
export type KeptLogits<K extends number | undefined> = K extends number ? TopKLogits : Tensor;

/**
 * Runs a teacher once over a data set, in batches, and returns its logits for training a student. They are constants,
 * which every epoch would otherwise compute again.
 *
 * With `cache`, a second call loads the result of the first and does not run the teacher. The cache knows the number of
 * examples, `k` and the classes, but not the teacher or the examples, so use a separate name for each pair of them.
 *
 * @param teacher A function from examples `[b, ...]` to their logits `[b, ..., classes]`, such as
 * `(x) => model.predict(x)`; called within a `tf.tidy`, so it may not be async.
 * @param examples `[N, ...]`.
 * @param options `batchSize` (default 256); `k` (default: keep all logits); `cache`; `onProgress({step, total})`;
 * `signal`. The function yields to the event loop after each batch.
 * @returns The logits `[N, ..., classes]`, for `distillationLoss`; with `k` their `classes`, `logits` and `remainder`,
 * for `topKDistillationLoss`. The caller disposes of them. Take a batch of them with `tf.gather`.
 * @throws ArgumentError (as a rejection) if examples is a scalar or empty, the teacher returns something else, an
 * option is wrong, or the cache is damaged or holds logits for another number of examples or another `k`.
 *
 * @example
 * const teacher = (x) => tf.matMul(x, [[1, 2], [3, 4]]);
 * const logits = await teacherLogits(teacher, tf.tensor2d([[1, 0], [0, 1], [1, 1]]), { batchSize: 2 });
 * logits.print(); // [[1, 2], [3, 4], [4, 6]]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 2, where the transfer set holds
 * them.
 */
export async function teacherLogits<K extends number | undefined = undefined>(
  teacher: (examples: Tensor) => Tensor,
  examples: Tensor | TensorLike,
  options?: TeacherLogitsOptions<K>,
): Promise<KeptLogits<K>> {
  const name = 'teacherLogits';
  const { batchSize, k, cache, onProgress, signal } = optionsArgument(name, options as TeacherLogitsOptions, {
    batchSize: 256,
    k: undefined,
    cache: undefined,
    onProgress: undefined,
    signal: undefined,
  });
  functionArgument(name, 'teacher', teacher);
  numberArgument(name, 'batchSize', batchSize, { atLeast: 1, integer: true });
  if (k !== undefined) numberArgument(name, 'k', k, { atLeast: 1, integer: true });
  if (onProgress !== undefined) functionArgument(name, 'onProgress', onProgress);
  signalArgument(name, signal);
  const store = cache === undefined ? undefined : storeArgument(name, cache);
  const owned = new OwnedTensors();
  try {
    // A copy, because the caller may dispose the examples while this function waits.
    const given = tidy(() => owned.add(clone(tensorArgument(name, 'examples', examples))));
    const [count = 0, ...shape] = given.shape;
    if (count === 0) {
      const got = `shape ${describeShape(given.shape)}`;
      throw new ArgumentError(name, 'examples is empty', 'at least 1 example', got);
    }
    signal?.throwIfAborted();
    const saved = store && (await loadTensors(store));
    if (saved) return kept(saved, count, k) as KeptLogits<K>;

    const parts: Record<string, Tensor>[] = [];
    for (let from = 0; from < count; from += batchSize) {
      const size = Math.min(batchSize, count - from);
      const part = tidy(() => {
        const rows = reshape(given, [count, util.sizeFromShape(shape)]); // on WebGPU, slice takes up to six axes
        const batch = reshape(slice(rows, [from, 0], [size, -1]), [size, ...shape]);
        return ofBatch(teacher(batch), size, k);
      });
      for (const tensor of Object.values(part)) owned.add(tensor);
      parts.push(part);
      onProgress?.({ step: from + size, total: count });
      await yieldToEventLoop(signal);
    }
    const whole = tidy(() =>
      Object.fromEntries(Object.keys(parts[0]).map((key) => [key, concat(parts.map((part) => part[key]))])),
    );
    for (const tensor of Object.values(whole)) owned.add(tensor);
    if (store) await saveTensors(store, whole);
    for (const tensor of Object.values(whole)) owned.release(tensor);
    return (k === undefined ? whole.logits : whole) as KeptLogits<K>;
  } finally {
    owned.dispose();
  }
}

/** The part of a batch's logits that is kept. */
function ofBatch(logits: unknown, size: number, k: number | undefined): Record<string, Tensor> {
  if (!isTensor(logits) || logits.rank < 2 || logits.shape[0] !== size) {
    ignoreRejection(logits);
    const expected = `logits [${size}, ..., classes]`;
    throw new ArgumentError('teacherLogits', 'teacher does not return logits', expected, describe(logits));
  }
  // The teacher may return a tensor that it owns.
  if (k === undefined) return { logits: clone(tensorArgument('teacherLogits', 'the teacher', logits)) };
  const classes = logits.shape[logits.rank - 1];
  numberArgument('teacherLogits', 'k', k, { atLeast: 1, atMost: classes, integer: true });
  return { ...keepTopK(logits, k) };
}

/** The logits from a cache, if they match the request. */
function kept(saved: Record<string, Tensor>, count: number, k: number | undefined): Tensor | TopKLogits {
  const { logits, classes, remainder } = saved;
  const isTopK = classes !== undefined && remainder !== undefined;
  const savedK = isTopK ? classes.shape[classes.rank - 1] : undefined;
  if (logits?.shape[0] === count && savedK === k) return isTopK ? { classes, logits, remainder } : logits;
  for (const tensor of Object.values(saved)) tensor.dispose();
  const describeKept = (count: number, k?: number) =>
    `${count} examples, ${k === undefined ? 'all logits' : `k = ${k}`}`;
  const got = describeKept(logits?.shape[0] ?? 0, savedK);
  throw new ArgumentError('teacherLogits', 'the cache holds other logits', describeKept(count, k), got);
}
