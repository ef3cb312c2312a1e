import {
  abs,
  div,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  max,
  maximum,
  minimum,
  mul,
  type Scalar,
  scalar,
  sub,
  type Tensor,
  type TensorLike,
  where,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { tensorArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { toFloat } from '../internal/toFloat';

export interface LbfgsBounds {
  /** A number, or a tensor of the shape of x; −∞ for none. */
  lower?: number | Tensor | TensorLike;
  /** A number, or a tensor of the shape of x; ∞ for none. */
  upper?: number | Tensor | TensorLike;
}

/** The bounds as tensors: scalars or of the shape of x. */
export type Box = { lower: Tensor; upper: Tensor };

/** Stands for infinity, which a shader may assume never to meet. */
const unbounded = 3e38;

/** A coordinate this near to its bound, relative to itself, is there: x + (bound − x) rounds. */
const rounding = 2.4e-7;

/** The bounds of a function's options, within the caller's tidy. */
export function boxArgument(functionName: string, bounds: LbfgsBounds, x: Tensor): Box {
  const none = { lower: -unbounded, upper: unbounded };
  const { lower, upper } = optionsArgument(functionName, bounds, none, 'bound');
  if (typeof lower === 'number' && typeof upper === 'number' && lower > upper) {
    throw new ArgumentError(functionName, 'bounds.lower is above bounds.upper', `at most ${upper}`, String(lower));
  }
  return {
    lower: boundArgument(functionName, 'bounds.lower', lower, x),
    upper: boundArgument(functionName, 'bounds.upper', upper, x),
  };
}

function boundArgument(functionName: string, name: string, bound: number | Tensor | TensorLike, x: Tensor): Tensor {
  if (typeof bound === 'number') {
    if (Number.isNaN(bound)) throw new ArgumentError(functionName, `${name} is not a number`, 'a number', 'NaN');
    return scalar(Math.min(Math.max(bound, -unbounded), unbounded));
  }
  const given = tensorArgument(functionName, name, bound, { shape: x.shape });
  return minimum(maximum(given, -unbounded), unbounded);
}

/** The nearest point within the box. */
export const project = <T extends Tensor>(x: T, { lower, upper }: Box): T => minimum(maximum(x, lower), upper) as T;

/** A step cut to end within the box; adding x first would swallow a small one. */
export const projectStep = (step: Tensor, x: Tensor, { lower, upper }: Box): Tensor =>
  minimum(maximum(step, sub(lower, x)), sub(upper, x));

/** 0 for coordinates that a descent would push out of the box, 1 for those that may move. */
export function freeCoordinates(x: Tensor, gradient: Tensor, { lower, upper }: Box): Tensor {
  const near = mul(abs(x), rounding);
  const pinnedBelow = logicalAnd(lessEqual(sub(x, lower), near), greater(gradient, 0));
  const pinnedAbove = logicalAnd(lessEqual(sub(upper, x), near), less(gradient, 0));
  return sub(1, toFloat(logicalOr(pinnedBelow, pinnedAbove)));
}

/** The inverse of the longest step along a direction that stays in the box; 0 where there is no longest one. */
export function inverseOfLongestStep(x: Tensor, direction: Tensor, { lower, upper }: Box): Scalar {
  const room = where(greater(direction, 0), sub(upper, x), sub(x, lower));
  return max(div(abs(direction), maximum(room, 1e-30)));
}
