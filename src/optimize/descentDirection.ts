import {
  add,
  div,
  greater,
  mul,
  neg,
  type Scalar,
  scalar,
  sqrt,
  sub,
  type Tensor,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { dot } from './dot';

/** A step s, the change y of the gradient along it, and sᵀy. */
export interface CurvaturePair {
  s: Tensor;
  y: Tensor;
  sy: number;
}

/** Below this share of |s| |y| float32 does not tell the sign of sᵀy. */
const curvatureResolution = 1.2e-7;

/** Whether sᵀy is positive beyond rounding, whatever the scale of the loss. */
export const hasCurvature = ({ ss, sy, yy }: Record<'ss' | 'sy' | 'yy', number>) =>
  sy > curvatureResolution * Math.sqrt(ss * yy);

/**
 * −H g, where H is the inverse Hessian that the pairs (oldest first) make of `gamma` times the identity. With `free`, a
 * mask of coordinates, all of it within their subspace.
 *
 * Source: Nocedal and Wright 2006, algorithm 7.4. Scalars stay on the backend, so that nothing waits for them.
 */
export function descentDirection(
  gradient: Tensor,
  pairs: readonly CurvaturePair[],
  gamma: number,
  free?: Tensor,
): Tensor {
  return tidy(() => {
    const within = (x: Tensor) => (free ? mul(x, free) : x);
    const rhos = pairs.map((pair) => (free ? inverseCurvature(within(pair.s), within(pair.y)) : scalar(1 / pair.sy)));
    const alphas: Scalar[] = [];
    let q = within(neg(gradient));
    for (let i = pairs.length - 1; i >= 0; i--) {
      alphas[i] = mul(rhos[i], dot(pairs[i].s, q));
      q = within(sub(q, mul(pairs[i].y, alphas[i])));
    }
    q = mul(q, gamma);
    for (const [i, { s, y }] of pairs.entries()) {
      const beta = mul(rhos[i], dot(y, q));
      q = within(add(q, mul(s, sub(alphas[i], beta))));
    }
    return q;
  });
}

/** 1 / sᵀy; 0, which leaves the pair out, where it is not positive. */
const inverseCurvature = (s: Tensor, y: Tensor): Scalar =>
  tidy(() => {
    const sy = dot(s, y);
    const least = mul(sqrt(mul(dot(s, s), dot(y, y))), curvatureResolution);
    return where(greater(sy, least), div(1, sy), 0) as Scalar;
  });
