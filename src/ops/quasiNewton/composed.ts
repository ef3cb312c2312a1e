import {
  abs,
  add,
  div,
  greater,
  max,
  maximum,
  mul,
  neg,
  type Scalar,
  scalar,
  sqrt,
  stack,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { dotProduct } from '../dotProduct/dotProduct';

/** A step s, the change y of the gradient along it, and sᵀy. */
export interface CurvaturePair {
  s: Tensor;
  y: Tensor;
  sy: number;
}

export interface InverseHessian {
  /** The last steps, oldest first. */
  pairs: readonly CurvaturePair[];
  /** The scale γ for directions that the steps do not cover. */
  gamma: number;
  /** The minimum of γ. */
  leastGamma: number;
  /** A mask of the coordinates that may move; all if undefined. */
  free?: Tensor;
}

/** Below this share of |s| |y|, float32 cannot resolve the sign of sᵀy. */
export const curvatureResolution = 1.2e-7;

export interface DirectionAttributes {
  /** 1 / sᵀy of each pair. */
  rhos: number[];
  gamma: number;
  leastGamma: number;
}

export function composedDirection(
  { gradient, free, ...pairs }: Record<string, Tensor>,
  { rhos: given, gamma, leastGamma }: DirectionAttributes,
): Tensor {
  const within = (x: Tensor) => (free ? mul(x, free) : x);
  const rhos: Scalar[] = [];
  let scale = scalar(gamma);
  for (const [i, rho] of given.entries()) {
    if (!free) {
      rhos.push(scalar(rho));
      continue;
    }
    const curvature = curvatureWithin(mul(pairs[`s${i}`], free), mul(pairs[`y${i}`], free));
    rhos.push(curvature.rho);
    scale = where(greater(curvature.rho, 0), curvature.gamma, scale);
  }
  const alphas: Scalar[] = [];
  let q = within(neg(gradient));
  for (let i = rhos.length - 1; i >= 0; i--) {
    alphas[i] = mul(rhos[i], dotProduct(pairs[`s${i}`], q));
    q = within(sub(q, mul(pairs[`y${i}`], alphas[i])));
  }
  q = mul(q, maximum(scale, leastGamma));
  for (let i = 0; i < rhos.length; i++) {
    const beta = mul(rhos[i], dotProduct(pairs[`y${i}`], q));
    q = within(add(q, mul(pairs[`s${i}`], sub(alphas[i], beta))));
  }
  return q;
}

/** ρ = 1 / sᵀy, or 0 to leave the pair out if sᵀy is not positive beyond rounding; γ = sᵀy / yᵀy. */
function curvatureWithin(s: Tensor, y: Tensor): Record<'rho' | 'gamma', Scalar> {
  const [ss, sy, yy] = [dotProduct(s, s), dotProduct(s, y), dotProduct(y, y)];
  const least = mul(sqrt(mul(ss, yy)), curvatureResolution);
  return { rho: where(greater(sy, least), div<Scalar>(1, sy), scalar(0)), gamma: div(sy, yy) };
}

/** A point x with its gradient, the point and gradient that the search started from, and its direction. */
export type LineTensors = Record<'x' | 'gradient' | 'fromX' | 'fromGradient' | 'direction', Tensor>;

export function composedMeasures({ x, gradient, fromX, fromGradient, direction }: LineTensors): Tensor {
  const s = sub(x, fromX);
  const y = sub(gradient, fromGradient);
  return stack([
    max(abs(gradient)),
    dotProduct(abs(gradient), abs(x)),
    dotProduct(gradient, direction),
    dotProduct(fromGradient, direction),
    dotProduct(fromGradient, s),
    dotProduct(s, s),
    dotProduct(s, y),
    dotProduct(y, y),
  ]);
}
