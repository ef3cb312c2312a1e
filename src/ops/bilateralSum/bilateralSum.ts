import { add, concat, mul, sum, type Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { type BilateralSumAttributes, composed } from './composed';
import { bilateralWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'guide' | 'x', BilateralSumAttributes>({
  name: 'BilateralSum',
  inputs: ['guide', 'x'],
  composed,
  gradient: (dy, { guide, x }, attributes) => ({
    x: () => adjointSum(guide as Tensor4D, dy as Tensor4D, attributes),
    guide: () => guideGradient(dy as Tensor4D, guide as Tensor4D, x as Tensor4D, attributes),
  }),
  kernels: { wasm: bilateralWasm },
});

/**
 * S(x)_i = Σ_j w_ij Π_f (g_if − g_jf) x_j over the window around each pixel, of every plane of x [planes, batch,
 * height, width] under a guide g [K, batch, height, width], with
 *
 *     w_ij = exp(−‖i − j‖² / (2 · spatialSigma²) − mean_k (g_ik − g_jk)² / (2 · sigma²))
 *
 * Its gradients are sums of the same kind, so it has gradients of every order.
 */
export const bilateralSum = (guide: Tensor4D, x: Tensor4D, attributes: BilateralSumAttributes): Tensor4D =>
  run({ guide, x }, attributes);

/** The two pixels of a pair share the same weight; each factor changes its sign. */
const adjointSum = (guide: Tensor4D, x: Tensor4D, attributes: BilateralSumAttributes): Tensor4D => {
  const sums = bilateralSum(guide, x, attributes);
  return attributes.factors.length % 2 === 0 ? sums : mul(sums, -1);
};

/**
 * For channel k of the guide: Σ_planes dy · D_k(x) + x · D_kᵀ(dy), once for each pixel of a pair, where
 *
 *     D_k = −S_{f, k} / (K σ²) + n S_{f without one k}
 *
 * where n counts how often k is among the factors f.
 */
function guideGradient(dy: Tensor4D, guide: Tensor4D, x: Tensor4D, attributes: BilateralSumAttributes): Tensor4D {
  const { sigma, factors } = attributes;
  const [channels] = guide.shape;
  const operands = concat<Tensor4D>([x, dy]);
  const cofactors = concat<Tensor4D>([dy, factors.length % 2 === 0 ? x : mul<Tensor4D>(x, -1)]);
  const perChannel = Array.from({ length: channels }, (_, k) => {
    const sums = (changed: number[]) => bilateralSum(guide, operands, { ...attributes, factors: changed });
    const ofWeight = mul<Tensor4D>(sums([...factors, k]), -1 / (channels * sigma ** 2));
    const index = factors.indexOf(k);
    if (index < 0) return sum<Tensor4D>(mul(cofactors, ofWeight), 0, true);
    const count = factors.filter((factor) => factor === k).length;
    const ofFactors = mul(sums(factors.filter((_, other) => other !== index)), count);
    return sum<Tensor4D>(mul(cofactors, add(ofWeight, ofFactors)), 0, true);
  });
  return concat(perChannel);
}
