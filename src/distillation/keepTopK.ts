import {
  clipByValue,
  isNaN as isNotANumber,
  reshape,
  type Tensor,
  type TensorLike,
  topk,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { largestFloat32 } from '../internal/largestFloat32';
import { logSumExp } from '../ops/softmax/logSumExp';
import { zerosOf } from '../ops/zerosOf';
import { chosenLogits } from './chosenLogits';
import { inRows } from './logitsArguments';

/**
 * The k largest logits of a teacher, and one number for the others. It is a type, not an interface, so that `tf.tidy`
 * and `tf.dispose` accept it.
 */
export type TopKLogits = {
  /** int32 class ids `[batch, ..., k]`. An id that is out of range, such as −1, marks an empty slot. */
  classes: Tensor;
  /** The logits of these classes, `[batch, ..., k]`. */
  logits: Tensor;
  /** log Σ e^z over the other classes, `[batch, ...]`; −∞ if there are none. */
  remainder: Tensor;
};

/**
 * Keeps the k largest logits of each row, and one number for the others, so that a teacher with many classes takes
 * little memory; for `topKDistillationLoss`.
 *
 *     remainder = log Σ exp(zᵢ) over the classes that are not kept
 *
 * The remainder is the logit of one bucket with the total probability of these classes. It has only the digits that
 * float32 leaves it, so subtract a large common shift from the logits first. A NaN is kept first, as in PyTorch's
 * `topk`. `logits` and `remainder` are differentiable in `logits`, the argument.
 *
 * @param logits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param k The number of classes to keep, from 1 to all.
 * @returns `classes` (int32) and `logits`, both `[batch, ..., k]`, largest first, and `remainder` `[batch, ...]`, which
 * is −∞ if k is the number of classes.
 * @throws ArgumentError if logits is a scalar, or k is not an integer from 1 to the number of classes.
 *
 * @example
 * const { classes, logits, remainder } = keepTopK([1, 4, 2, 3], 2);
 * classes.print(); // [1, 3]
 * logits.print(); // [4, 3]
 * remainder.print(); // 2.3132617
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 5, which merges classes into such
 * a bucket. The common alternative of dropping the other classes and renormalizing makes the student overconfident.
 */
export function keepTopK(logits: Tensor | TensorLike, k: number): TopKLogits {
  return tidy(() => {
    const given = tensorArgument('keepTopK', 'logits', logits);
    const { rows, shape } = inRows('keepTopK', 'logits', given);
    numberArgument('keepTopK', 'k', k, { atLeast: 1, atMost: rows.shape[1], integer: true });
    const kept = shape.slice(0, -1);
    if (rows.size === 0) {
      const none = (shape: number[]) => zerosOf<Tensor>([rows], shape);
      return { classes: zeros([...kept, k], 'int32'), logits: none([...kept, k]), remainder: none(kept) };
    }
    const classes = noGradient(() => topk(sortable(rows), k).indices);
    const { chosen, others } = chosenLogits(rows, classes);
    return {
      classes: reshape(classes, [...kept, k]),
      logits: reshape(chosen, [...kept, k]),
      remainder: reshape(logSumExp(others), kept),
    };
  });
}

/**
 * Finite numbers in the order of x, since tfjs's `topk` subtracts to compare, and ∞ − ∞ is not a number. NaN becomes the
 * largest, ∞ the second largest.
 */
const sortable = (x: Tensor): Tensor =>
  where(isNotANumber(x), largestFloat32, clipByValue(x, -largestFloat32, largestFloat32 * (1 - 2 ** -24)));
