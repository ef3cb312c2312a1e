import {
  abs,
  fill,
  greater,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  mul,
  scalar,
  sub,
  type Tensor,
  type TensorLike,
  tensor1d,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, tensorArgument } from '../internal/arguments';
import type { OwnedTensors } from '../internal/ownedTensors';
import { recordArgument } from '../internal/recordArgument';
import { toFloat } from '../internal/toFloat';
import type { LbfgsBounds, LbfgsVariables } from './lbfgsOptions';
import { join, type Unknowns } from './unknowns';

/** The bounds as tensors: scalars or tensors in the shape of the flat x. */
export type Box = { lower: Tensor; upper: Tensor };

/** A bound for all of x, or one for each element. */
type Bound = number | Tensor;

/** The bounds as given, flat. */
export type Sides = Record<'lower' | 'upper', Bound>;

/** Replaces infinity, because a shader may assume that it never occurs. */
const unbounded = 3e38;

/** A coordinate this close to its bound, relative to itself, counts as being on it, because x + (bound − x) rounds. */
const rounding = 2.4e-7;

/** The bounds in lbfgs's options, flat; within the caller's tidy. */
export function boundsArgument(bounds: LbfgsBounds<LbfgsVariables>, unknowns: Unknowns): Sides {
  const { lower = -unbounded, upper = unbounded } = recordArgument('lbfgs', 'bounds', bounds, ['lower', 'upper']);
  return {
    lower: boundArgument('bounds.lower', lower, unknowns),
    upper: boundArgument('bounds.upper', upper, unknowns),
  };
}

function boundArgument(name: string, bound: unknown, unknowns: Unknowns): Bound {
  if (typeof bound === 'number') return Math.fround(bound);
  const parts = unknowns.parts(bound);
  if (!parts)
    throw new ArgumentError('lbfgs', `${name} differs in form from initial`, 'a number or that form', describe(bound));
  const tensors = parts.map((part, index) => {
    const shape = unknowns.shapes[index];
    if (typeof part === 'number') return fill(shape, part);
    return tensorArgument('lbfgs', `${name}${unknowns.names[index]}`, part as Tensor | TensorLike, { shape });
  });
  return join(tensors);
}

/** The box of these bounds. Reads their values: NaN, or a lower bound above its upper bound, is an error. */
export async function readBox(owned: OwnedTensors, bounds: Sides): Promise<Box> {
  const values = async (bound: Bound) => (typeof bound === 'number' ? [bound] : bound.data());
  const [lower, upper] = await Promise.all([values(bounds.lower), values(bounds.upper)]);
  requireNumbers('bounds.lower', lower);
  requireNumbers('bounds.upper', upper);
  for (let i = 0; i < Math.max(lower.length, upper.length); i++) {
    const [least, most] = [lower, upper].map((side) => side[Math.min(i, side.length - 1)]);
    if (least <= most) continue;
    throw new ArgumentError('lbfgs', 'bounds.lower is above bounds.upper', `at most ${most}`, String(least));
  }
  const box = (side: ArrayLike<number>) => {
    const finite = Float32Array.from(side, (bound) => Math.min(Math.max(bound, -unbounded), unbounded));
    return owned.add(side.length === 1 ? scalar(finite[0]) : tensor1d(finite));
  };
  return { lower: box(lower), upper: box(upper) };
}

function requireNumbers(name: string, values: ArrayLike<number>): void {
  if (!Array.prototype.some.call(values, Number.isNaN)) return;
  throw new ArgumentError('lbfgs', `${name} is not a number`, 'numbers', 'NaN');
}

/** The nearest point within the box. */
export const project = <T extends Tensor>(x: T, { lower, upper }: Box): T => minimum(maximum(x, lower), upper) as T;

/** A step clipped to end within the box. Adding x first would round a small one away. */
export const projectStep = (step: Tensor, x: Tensor, { lower, upper }: Box): Tensor =>
  minimum(maximum(step, sub(lower, x)), sub(upper, x));

/** 0 for coordinates that a descent would push out of the box, 1 for those that may move. */
export function freeCoordinates(x: Tensor, gradient: Tensor, { lower, upper }: Box): Tensor {
  const near = mul(abs(x), rounding);
  const pinnedBelow = logicalAnd(lessEqual(sub(x, lower), near), greater(gradient, 0));
  const pinnedAbove = logicalAnd(lessEqual(sub(upper, x), near), less(gradient, 0));
  return sub(1, toFloat(logicalOr(pinnedBelow, pinnedAbove)));
}
