import type { Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedDirection, type DirectionAttributes, type InverseHessian } from './composed';
import { descentDirectionWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<string, DirectionAttributes>({
  name: 'DescentDirection',
  inputs: ['gradient'], // beside the optional mask `free`, and s0, y0, s1, y1, ...
  composed: composedDirection,
  kernels: { wasm: descentDirectionWasm },
});

/**
 * −H g, where H is the inverse Hessian that the pairs build from γ times the identity. With `free`, everything stays
 * within the subspace of those coordinates, and γ comes from the last pair with curvature there. No gradients.
 *
 * @see Nocedal and Wright 2006, algorithm 7.4. Scalars stay on the backend, so nothing waits for them.
 */
export function descentDirection(gradient: Tensor, { pairs, free, gamma, leastGamma }: InverseHessian): Tensor {
  const inputs: Record<string, Tensor> = free ? { gradient, free } : { gradient };
  for (const [i, { s, y }] of pairs.entries()) Object.assign(inputs, { [`s${i}`]: s, [`y${i}`]: y });
  return run(inputs, { rhos: pairs.map(({ sy }) => 1 / sy), gamma, leastGamma });
}
