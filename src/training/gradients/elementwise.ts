import {
  add,
  broadcastTo,
  cast,
  div,
  equal,
  FusedBatchNorm,
  greaterEqual,
  lessEqual,
  logicalNot,
  Max,
  Maximum,
  Mean,
  Min,
  Minimum,
  max,
  maximum,
  min,
  mul,
  neg,
  ones,
  reshape,
  rsqrt,
  Square,
  SquaredDifference,
  Sum,
  slice,
  sub,
  sum,
  type Tensor,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import type { MendedGradient } from '../../engine/recordAs';
import { twiceProduct } from '../elementwise/twiceProduct';
import { reducedShape } from '../reducedShape';
import { centredDot } from '../reduction/centredDot';
import { sumTo } from './sumTo';

/** tfjs does not sum the gradient of a broadcast input. The gradient of a tie goes to the first input, as in tfjs. */
const chosen = (kernelName: string, isFirst: (a: Tensor, b: Tensor) => Tensor): MendedGradient => ({
  kernelName,
  inputs: ['a', 'b'],
  gradient: (dy, { a, b }) => {
    const first = isFirst(a, b);
    return {
      a: () => sumTo(mul(dy, cast(first, 'float32')), a.shape),
      b: () => sumTo(mul(dy, cast(logicalNot(first), 'float32')), b.shape),
    };
  },
});

/** tfjs gives each of several equal extrema the whole gradient. Here they share it. */
const extremum = (kernelName: string, reduce: typeof max): MendedGradient => ({
  kernelName,
  inputs: ['x'],
  gradient: (dy, { x }, { axis, reductionIndices }) => ({
    x: () => {
      const axes = util.parseAxisParam(reductionIndices ?? axis, x.shape);
      const kept = reducedShape(x.shape, axes, true);
      const shares = noGradient(() => {
        const extrema = cast(equal(x, reduce(x, axes, true)), 'float32');
        return div(extrema, maximum(sum(extrema, axes, true), 1));
      });
      return mul(reshape(dy, kept), shares);
    },
  }),
});

/** tfjs does not sum the gradient of a broadcast input. */
const squaredDifferenceGradient: MendedGradient = {
  kernelName: SquaredDifference,
  inputs: ['a', 'b'],
  gradient: (dy, { a, b }) => {
    const slope = () => mul(dy, mul(2, sub(a, b)));
    return { a: () => sumTo(slope(), a.shape), b: () => sumTo(neg(slope()), b.shape) };
  },
};

/**
 * tfjs fails without scale or offset, and if mean and variance do not have the shape of the last axis. Every gradient
 * but that of x comes from Σ dy and Σ dy (x − mean).
 */
const batchNormGradient: MendedGradient = {
  kernelName: FusedBatchNorm,
  inputs: ['x', 'mean', 'variance', 'scale'],
  defaults: ({ mean }) => ({ scale: ones(mean.shape), offset: zeros(mean.shape) }),
  gradient: (dy, { x, mean, variance, scale }, { varianceEpsilon }) => {
    const inverse = rsqrt(add(variance, varianceEpsilon));
    const factor = mul(scale, inverse);
    const total = sumTo(dy, factor.shape);
    const isPerChannel = mean.rank === 1 && factor.rank === 1 && mean.size === x.shape[x.rank - 1];
    const weighted = isPerChannel ? centredDot(dy, x, mean) : sumTo(mul(dy, sub(x, mean)), factor.shape);
    return {
      x: () => mul(dy, factor),
      mean: () => sumTo(neg(mul(total, factor)), mean.shape),
      variance: () => sumTo(mul(mul(weighted, factor), mul(mul(inverse, inverse), -0.5)), variance.shape),
      scale: () => sumTo(mul(weighted, inverse), scale.shape),
      offset: () => sumTo(total, scale.shape),
    };
  },
};

/** tfjs multiplies by 2 and by x in two passes. */
const squareGradient: MendedGradient = {
  kernelName: Square,
  inputs: ['x'],
  gradient: (dy, { x }) => ({ x: () => twiceProduct(dy, cast(x, 'float32')) }),
};

/** tfjs multiplies by ones of the shape of x, which it makes in JavaScript. */
const summed = (kernelName: string): MendedGradient => ({
  kernelName,
  inputs: ['x'],
  gradient: (dy, { x }, { axis }) => ({
    x: () => {
      const axes = util.parseAxisParam(axis, x.shape);
      const kept = reducedShape(x.shape, axes, true);
      const count = util.sizeFromShape(axes.map((index) => x.shape[index]));
      const each = kernelName === Mean ? div(dy, count) : dy;
      const upright = reshape(each, kept);
      // tfjs's broadcastTo does not shorten an axis of 1 to 0.
      const isEmpty = x.shape.includes(0);
      const sizes = kept.map((size, index) => Math.min(size, x.shape[index]));
      return broadcastTo(isEmpty ? slice(upright, Array(x.rank).fill(0), sizes) : upright, x.shape);
    },
  }),
});

export const elementwiseGradients: readonly MendedGradient[] = [
  chosen(Maximum, greaterEqual),
  chosen(Minimum, lessEqual),
  extremum(Max, max),
  extremum(Min, min),
  squaredDifferenceGradient,
  squareGradient,
  batchNormGradient,
  summed(Sum),
  summed(Mean),
];
