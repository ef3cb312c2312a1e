import { reshape, type Tensor, type TensorLike, topk, zeros } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { logSumExp } from '../ops/softmax/logSumExp';
import { zerosOf } from '../ops/zerosOf';
import { chosenLogits } from './chosenLogits';
import { inRows } from './logitsArguments';

/**
 * The k largest logits of a teacher, and what the others amount to. It is a type, not an interface, so that `tf.tidy`
 * and `tf.dispose` accept it.
 */
export type TopKLogits = {
  /** int32 class ids `[batch, ..., k]`. A place with an id outside the classes, such as −1, is empty. */
  classes: Tensor;
  /** The logits of these classes, `[batch, ..., k]`. */
  logits: Tensor;
  /** log Σ e^z over the other classes, `[batch, ...]`; −∞ where there are none. */
  remainder: Tensor;
};

/**
 * Keeps the k largest logits of each row, and the others as one number: a teacher of many classes in little memory, for
 * `topKDistillationLoss`.
 *
 *     remainder = log Σ exp(zᵢ) over the classes that are not kept
 *
 * The remainder is the logit of one bucket that has the probability of these classes together. It has the digits that
 * float32 leaves it: take a large common shift off the logits before. `logits` and `remainder` are differentiable for
 * the logits that they come from.
 *
 * @param logits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param k The number of classes to keep, 1 to all.
 * @returns `classes` (int32) and `logits`, both `[batch, ..., k]`, the largest first, and `remainder` `[batch, ...]`,
 * which is −∞ if k is the number of classes.
 * @throws ArgumentError if logits is a scalar, or k is not an integer from 1 to the number of classes.
 *
 * @example
 * const { classes, logits, remainder } = keepTopK([1, 4, 2, 3], 2);
 * classes.print(); // [1, 3]
 * logits.print(); // [4, 3]
 * remainder.print(); // 2.3132617
 *
 * Source: Hinton et al. 2015, "Distilling the knowledge in a neural network", section 5, joins classes in such a
 * bucket. The common practice of dropping the other classes and renormalising makes the student too confident instead.
 */
export function keepTopK(logits: Tensor | TensorLike, k: number): TopKLogits {
  return tidy(() => {
    const given = tensorArgument('keepTopK', 'logits', logits);
    const { student: rows, shape } = inRows('keepTopK', 'logits', given);
    numberArgument('keepTopK', 'k', k, { atLeast: 1, atMost: rows.shape[1], integer: true });
    const kept = shape.slice(0, -1);
    if (rows.size === 0) {
      const none = (shape: number[]) => zerosOf<Tensor>([rows], shape);
      return { classes: zeros([...kept, k], 'int32'), logits: none([...kept, k]), remainder: none(kept) };
    }
    const classes = noGradient(() => topk(rows, k).indices);
    const { chosen, others } = chosenLogits(rows, classes);
    return {
      classes: reshape(classes, [...kept, k]),
      logits: reshape(chosen, [...kept, k]),
      remainder: reshape(logSumExp(others), kept),
    };
  });
}
