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
import { sumLastAxis } from '../../internal/sumLastAxis';

/** A logit below this counts as −∞, probability zero. */
const lowest = -1e30;

/** Whether each logit is not −∞. True for NaN, so that NaN reaches the result. */
export const isPossible = (logits: Tensor): Tensor => logicalNot(less(logits, lowest));

/** The sum over the last axis, kept as an axis of size 1. */
export const rowSum = (x: Tensor): Tensor => expandDims(sumLastAxis(x), -1);

/**
 * The parts of softmax(logits / temperature) over the last axis. No infinity enters the arithmetic, because shaders may
 * compute it wrongly. A row of −∞ has probabilities of zero.
 */
export function soften(logits: Tensor, temperature: number) {
  const possible = isPossible(logits);
  const mask = cast(possible, 'float32');
  const finite = where(possible, logits, fill(logits.shape, lowest));
  const largest = max(finite, -1, true);
  const scaled = div(sub(finite, largest), temperature);
  const weights = mul(mask, exp(scaled));
  const sum = rowSum(weights);
  const total = add(sum, cast(equal(sum, 0), 'float32'));
  return { possible, mask, finite, largest, scaled, total, probabilities: div(weights, total) };
}
