import { add, concat, div, mul, sub, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, type LocalModelsAttributes, windowSizes, windowSolutions } from './composed';
import { windowMean, windowSum } from './windowMean';
import { planesFrom } from './windowMoments';

const run = /* @__PURE__ */ defineOp<'guide' | 'values', LocalModelsAttributes>({
  name: 'LocalModels',
  inputs: ['guide', 'values'],
  composed,
  gradient: (dy, inputs, attributes) => {
    const [guide, values] = [inputs.guide as Tensor4D, inputs.values as Tensor4D];
    const adjoint = () => adjointModels(guide, dy as Tensor4D, attributes);
    return {
      values: () =>
        tidy(() => {
          const sums = windowSum(adjoint(), attributes.radius);
          return applyModels(sums, guide);
        }),
      guide: () =>
        tidy(() => guideGradient(guide, values, localModels(guide, values, attributes), adjoint(), attributes.radius)),
    };
  },
});

/**
 * The affine models of values [C, batch, height, width] in the colours of a guide [K, batch, height, width] that fit
 * best in the window around each pixel, cut at the border:
 *
 *     min_{a,b} mean_{i∈window} (value_i − a·guide_i − b)² + ridge |a|²
 *
 * so that a = M⁻¹ cov(guide, value), M = Σ + ridge Id, and b = mean(value) − a·mean(guide). The planes hold the slopes
 * of all values for the first colour, then for the second one, ..., then the intercepts.
 */
export const localModels = (guide: Tensor4D, values: Tensor4D, attributes: LocalModelsAttributes): Tensor4D =>
  run({ guide, values }, attributes);

/** The prediction of the models from the guide, Σ_k a_k g_k + b. */
export function applyModels(models: Tensor4D, guide: Tensor4D): Tensor4D {
  const [channels] = guide.shape;
  const count = models.shape[0] / (channels + 1);
  let result = planesFrom(models, channels * count);
  for (let k = 0; k < channels; k++) {
    const sum = result;
    result = tidy(() => add(sum, mul(planesFrom(models, k * count, count), planesFrom(guide, k, 1))));
    sum.dispose();
  }
  return result;
}

/**
 * From the gradient (da, db) of the models, computes the models whose sums are the gradient for the values. The
 * gradient of value i is the sum of v·g_i + h over the windows around it. With n pixels in a window and their mean
 * colour ḡ,
 *
 *     v = M⁻¹ (da − ḡ db) / n,   h = (db − M⁻¹ (da − ḡ db)·ḡ) / n
 */
function adjointModels(guide: Tensor4D, dy: Tensor4D, attributes: LocalModelsAttributes): Tensor4D {
  const [channels] = guide.shape;
  const count = dy.shape[0] / (channels + 1);
  return tidy(() => {
    const mean = windowMean(guide, attributes.radius);
    const ofIntercept = planesFrom(dy, channels * count);
    const ofSlopes = Array.from({ length: channels }, (_, k) =>
      tidy(() => sub<Tensor4D>(planesFrom(dy, k * count, count), mul(planesFrom(mean, k, 1), ofIntercept))),
    );
    const slopes = windowSolutions(guide, concat(ofSlopes), attributes);
    const models = concat([slopes, ofIntercept]);
    const negative = mul<Tensor4D>(mean, -1);
    const intercept = applyModels(models, negative);
    return div<Tensor4D>(concat([slopes, intercept]), windowSizes(guide.shape, attributes.radius));
  });
}

/**
 * The gradient for the guide of Σ_k Σ_{i∈k} y_i (a_k·g_i + b_k). The models (a, b) of the values and (v, h) of y belong
 * to the same windows k, and each fits its own data best:
 *
 *     ∂g_j = Σ_c value_c S(v_jc) − S(Σ_c (v_jc b_c + a_jc h_c)) − Σ_l g_l S(Σ_c (v_jc a_lc + a_jc v_lc))
 *
 * S sums over the windows around a pixel. With the residuals r of the values and s of y, the gradient is
 * Σ_k (v_k r_k + a_k s_k). It has no term in y itself, because models of windows have none.
 */
export function guideGradient(
  guide: Tensor4D,
  values: Tensor4D,
  models: Tensor4D,
  adjoint: Tensor4D,
  radius: number,
): Tensor4D {
  const [channels] = guide.shape;
  const [count] = values.shape;
  const part = (of: Tensor4D, k: number) => planesFrom(of, k * count, count);
  const pairing = (j: number, l: number) =>
    tidy(() => overPlanes(add(mul(part(adjoint, j), part(models, l)), mul(part(models, j), part(adjoint, l)))));
  const gradients = Array.from({ length: channels }, (_, j) =>
    tidy(() => {
      const direct = tidy(() => overPlanes(mul(values, windowSum(part(adjoint, j), radius))));
      const pairings = concat(Array.from({ length: channels + 1 }, (_, l) => pairing(j, l)));
      return sub<Tensor4D>(direct, applyModels(windowSum(pairings, radius), guide));
    }),
  );
  return concat(gradients);
}

/** Σ over planes, as a single plane. */
export const overPlanes = (x: Tensor): Tensor4D => {
  let total = planesFrom(x as Tensor4D, 0, 1);
  for (let plane = 1; plane < x.shape[0]!; plane++) {
    const sum = total;
    total = tidy(() => add(sum, planesFrom(x as Tensor4D, plane, 1)));
    sum.dispose();
  }
  return total;
};
