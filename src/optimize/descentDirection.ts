import {
  add,
  div,
  greater,
  maximum,
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
import { dotProduct } from '../ops/dotProduct/dotProduct';

/** A step s, the change y of the gradient along it, and sᵀy. */
export interface CurvaturePair {
  s: Tensor;
  y: Tensor;
  sy: number;
}

/** Below this share of |s| |y|, float32 cannot resolve the sign of sᵀy. */
const curvatureResolution = 1.2e-7;

/** Whether sᵀy is positive beyond rounding, whatever the scale of the loss. */
export const hasCurvature = ({ ss, sy, yy }: Record<'ss' | 'sy' | 'yy', number>) =>
  sy > curvatureResolution * Math.sqrt(ss * yy);

interface InverseHessian {
  /** The last steps, oldest first. */
  pairs: readonly CurvaturePair[];
  /** The scale γ for directions that the steps do not cover. */
  gamma: number;
  /** The minimum of γ. */
  leastGamma: number;
  /** A mask of the coordinates that may move; all if undefined. */
  free?: Tensor;
}

/**
 * −H g, where H is the inverse Hessian that the pairs build from γ times the identity. With `free`, everything stays
 * within the subspace of those coordinates, and γ comes from the last pair with curvature there.
 *
 * @see Nocedal and Wright 2006, algorithm 7.4. Scalars stay on the backend, so nothing waits for them.
 */
export function descentDirection(gradient: Tensor, { pairs, gamma, leastGamma, free }: InverseHessian): Tensor {
  return tidy(() => {
    const within = (x: Tensor) => (free ? mul(x, free) : x);
    const rhos: Scalar[] = [];
    let scale = scalar(gamma);
    for (const { s, y, sy } of pairs) {
      if (!free) {
        rhos.push(scalar(1 / sy));
        continue;
      }
      const curvature = curvatureWithin(mul(s, free), mul(y, free));
      rhos.push(curvature.rho);
      scale = where(greater(curvature.rho, 0), curvature.gamma, scale);
    }
    const alphas: Scalar[] = [];
    let q = within(neg(gradient));
    for (let i = pairs.length - 1; i >= 0; i--) {
      alphas[i] = mul(rhos[i], dotProduct(pairs[i].s, q));
      q = within(sub(q, mul(pairs[i].y, alphas[i])));
    }
    q = mul(q, maximum(scale, leastGamma));
    for (const [i, { s, y }] of pairs.entries()) {
      const beta = mul(rhos[i], dotProduct(y, q));
      q = within(add(q, mul(s, sub(alphas[i], beta))));
    }
    return q;
  });
}

/** ρ = 1 / sᵀy, or 0 to leave the pair out if sᵀy is not positive beyond rounding; γ = sᵀy / yᵀy. */
function curvatureWithin(s: Tensor, y: Tensor): Record<'rho' | 'gamma', Scalar> {
  const [ss, sy, yy] = [dotProduct(s, s), dotProduct(s, y), dotProduct(y, y)];
  const least = mul(sqrt(mul(ss, yy)), curvatureResolution);
  return { rho: where(greater(sy, least), div<Scalar>(1, sy), scalar(0)), gamma: div(sy, yy) };
}
