import {
  add,
  cast,
  div,
  equal,
  exp,
  expandDims,
  fill,
  less,
  logicalNot,
  max,
  mul,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';

/** A logit below this counts as −∞, with probability zero. */
export const lowest = -1e30;

/** Whether each logit is not −∞. True for NaN, so that NaN reaches the result. */
export const isPossible = (logits: Tensor): Tensor => logicalNot(less(logits, lowest));

/** The sum over the last axis, kept as an axis of size 1. */
export const rowSum = (x: Tensor): Tensor => expandDims(sumLastAxis(x), -1);

/** Logits with `lowest` instead of −∞, and the largest of each row. */
export function finiteLogits(logits: Tensor) {
  const possible = isPossible(logits);
  const finite = where(possible, logits, fill(logits.shape, lowest));
  return { possible, finite, largest: max(finite, -1, true) };
}

/** The entry of `x` at the largest logit of each row, kept as an axis of size 1. */
export const atLargest = ({ finite, largest }: { finite: Tensor; largest: Tensor }, x: Tensor): Tensor =>
  max(where(equal(finite, largest), x, fill(x.shape, lowest)), -1, true);

/**
 * The parts of softmax(logits / temperature) over the last axis. No infinity enters the arithmetic, because shaders may
 * compute it wrongly. A row of −∞ has probabilities of zero.
 */
export function soften(logits: Tensor, temperature: number) {
  const { possible, finite, largest } = finiteLogits(logits);
  const mask = cast(possible, 'float32');
  const scaled = div(sub(finite, largest), temperature);
  const weights = mul(mask, exp(scaled));
  const sum = rowSum(weights);
  const total = add(sum, cast(equal(sum, 0), 'float32'));
  return { possible, mask, finite, largest, scaled, total, probabilities: div(weights, total) };
}
