import {
  add,
  cast,
  concat,
  equal,
  expandDims,
  greaterEqual,
  less,
  logicalAnd,
  range,
  squeeze,
  type Tensor,
  type Tensor2D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { gatherRows, scatterRows } from '../ops/gatherRows';

/**
 * Splits rows of logits [rows, classes] by int32 class ids [rows, k]. Returns the logits of these classes (−∞ for an id
 * that is out of range), whether each id is a class, and all logits with those of these classes set to −∞.
 * Differentiable in the logits.
 */
export function chosenLogits(logits: Tensor2D, classes: Tensor) {
  const [rows, size] = logits.shape;
  const { indices, isClass, isOther } = noGradient(() => {
    const isClass = logicalAnd(greaterEqual(classes, 0), less(classes, size));
    const inRange = where(isClass, classes, zerosLike(classes));
    const ofRows = add(zerosLike(classes), expandDims(range(0, rows, 1, 'int32'), 1));
    const indices = concat([expandDims(ofRows, 2), expandDims(inRange, 2)], 2);
    const times = scatterRows(expandDims(cast(isClass, 'float32'), 2), indices, [rows, size]);
    return { indices, isClass, isOther: equal(squeeze(times, [2]), 0) };
  });
  const chosen = squeeze(gatherRows(expandDims(logits, 2), indices), [2]);
  const ruledOut = Number.NEGATIVE_INFINITY;
  return { chosen: where(isClass, chosen, ruledOut), isClass, others: where(isOther, logits, ruledOut) };
}
