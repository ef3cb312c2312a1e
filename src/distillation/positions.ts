import {
  div,
  expandDims,
  mul,
  notEqual,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type TensorLike,
  where,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { tensorArgument } from '../internal/arguments';
import { nonZero } from '../ops/nonZero';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';

/** The weights of the rows of logits: [rows]. */
export function weightsArgument(functionName: string, weights: Tensor | TensorLike, shape: number[]): Tensor1D {
  const given = tensorArgument(functionName, 'weights', weights, { shape: shape.slice(0, -1) });
  return reshape(given, [given.size]);
}

/** Replaces rows of weight 0 with zeros, so they cause neither NaN nor infinity. */
export function leaveOut(logits: Tensor2D, weights: Tensor1D): Tensor2D {
  if (logits.size === 0) return logits;
  const isIn = noGradient(() => expandDims(notEqual(weights, 0), 1));
  return where(isIn, logits, 0);
}

/** The mean over the positions of each example, weighted if there are weights; 0 where they sum to 0. */
export function meanOfPositions(perRow: Tensor1D, weights: Tensor | undefined, shape: [number, number]): Tensor1D {
  if (!weights && shape[1] === 1) return perRow;
  const values = reshape(perRow, shape);
  if (!weights) return div(sumLastAxis(values), Math.max(shape[1], 1));
  const ofPositions = reshape(weights, shape);
  return div(sumLastAxis(mul(ofPositions, values)), nonZero(sumLastAxis(ofPositions)));
}
