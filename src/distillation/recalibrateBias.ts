import { add, reshape, type Tensor, type TensorLike, tensor1d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { numberArgument, tensorArgument } from '../internal/arguments';
import type { SameShape } from '../internal/ByRank';
import { classList } from './classList';
import { inRows } from './logitsArguments';

/**
 * Adds a number to the logits of some classes, which corrects a student that never saw examples of them: its biases for
 * these classes are much too low.
 *
 *     zᵢ + shift   for each i in classes
 *
 * @param logits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param classes The ids of the classes.
 * @param shift The number to add; choose the one that gives the classes their share of a validation set.
 * @returns Logits of the same shape. A logit of −∞ stays −∞.
 * @throws ArgumentError if logits is a scalar, `classes` are not distinct class ids, or `shift` is not finite.
 *
 * @example
 * recalibrateBias([[1, 2, 3], [4, 5, 6]], [0], 3.5).print(); // [[4.5, 2, 3], [7.5, 5, 6]]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 3: a student that never saw a 3
 * makes 206 test errors, and 109 with 3.5 added to its bias for 3.
 */
export function recalibrateBias<T extends Tensor | TensorLike, Result extends SameShape<T> = SameShape<T>>(
  logits: T,
  classes: readonly number[],
  shift: number,
): Result {
  return tidy(() => {
    const given = tensorArgument('recalibrateBias', 'logits', logits);
    const { rows } = inRows('recalibrateBias', 'logits', given);
    const size = rows.shape[1];
    const shifted = new Set(classList('recalibrateBias', 'classes', classes, size));
    numberArgument('recalibrateBias', 'shift', shift);
    const bias = tensor1d(Float32Array.from({ length: size }, (_, index) => (shifted.has(index) ? shift : 0)));
    return reshape(rows.size > 0 ? add(rows, bias) : rows, given.shape) as Result;
  });
}
