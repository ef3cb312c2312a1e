import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import {
  add,
  cast,
  concat,
  div,
  expandDims,
  eye,
  matMul,
  mul,
  notEqual,
  reshape,
  slice,
  sub,
  sum,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';
import { absolutePower } from '../ops/absolutePower';
import { nonZero } from '../ops/nonZero';
import { sumOverPositions } from '../ops/sumOverPositions';
import { gramOfFeatures } from './gramOfFeatures';
import type { Match } from './match';

/** Gives an image the mean and covariance of the reference: y = Σᵣ^½ Σ^−½ (x − μ) + μᵣ, each covariance plus ε. */
export const matchCovariance =
  (epsilon: number): Match =>
  (image, reference, masks) => {
    const from = statistics(image, masks?.image);
    const to = statistics(reference, masks?.reference);
    // Both in one iteration, which on WebGPU costs the same for any number of matrices.
    const { roots, inverses } = squareRoots(concat([from.covariance, to.covariance], 0), epsilon);
    const [batch, height, width, channels] = image.shape;
    const transform = matMul(slice(inverses, 0, batch), slice(roots, batch));
    const deviations = reshape(sub(image, from.mean), [batch, height * width, channels]);
    const matched = add<Tensor4D>(reshape(matMul(deviations, transform), image.shape), to.mean);
    if (!from.isPresent || !to.isPresent) return matched;
    // A class without pixels in one of the two images keeps its colours.
    return add<Tensor4D>(image, mul(mul(from.isPresent, to.isPresent), sub(matched, image)));
  };

interface Statistics {
  /** [batch, 1, 1, channels] */
  mean: Tensor;
  /** [batch, channels, channels] */
  covariance: Tensor3D;
  /** Whether the mask has a pixel: [batch, 1, 1, 1]. */
  isPresent?: Tensor;
}

/** Mean and covariance of colours, weighted by a mask [batch, h, w, 1] if given. */
function statistics(x: Tensor4D, mask?: Tensor4D): Statistics {
  const [batch, height, width, channels] = x.shape;
  if (!mask) {
    const mean = div(sumOverPositions(x), height * width);
    return { mean, covariance: gramOfFeatures(x, { center: true }) };
  }
  const total = sumOverPositions(mask);
  const count = nonZero(total);
  const mean = div(sumOverPositions(mul(mask, x)), count);
  const deviations = reshape(sub(x, mean), [batch * height, width, channels]);
  const products = reshape(mul(expandDims(deviations, 3), expandDims(deviations, 2)), [
    batch,
    height,
    width,
    channels ** 2,
  ]);
  const covariance = reshape(div(sumOverPositions(mul(mask, products)), count), [batch, channels, channels]);
  return { mean, covariance: covariance as Tensor3D, isPresent: noGradient(() => cast(notEqual(total, 0), 'float32')) };
}

/** Enough for the roots of matrices with condition numbers up to 1e6 to converge. */
const steps = 24;

/**
 * (A + ε)^½ and (A + ε)^−½ of symmetric matrices [batch, n, n], by the coupled Newton–Schulz iteration, which needs
 * only products:
 *   Y = (A + ε) / trace, Z = I;   T = (3 I − Z Y) / 2,  Y ← Y T,  Z ← T Z
 */
function squareRoots(matrices: Tensor3D, epsilon: number): { roots: Tensor3D; inverses: Tensor3D } {
  const identity = expandDims<Tensor3D>(eye(matrices.shape[1]), 0);
  const threeHalves = mul(identity, 1.5);
  const a = add(matrices, mul(identity, epsilon));
  const trace = sum(sum(mul(a, identity), 2, true), 1, true);
  let y: Tensor = div(a, trace);
  let z: Tensor = add(mul(a, 0), identity);
  for (let step = 0; step < steps; step++) {
    const t = sub(threeHalves, mul(matMul(z, y), 0.5));
    [y, z] = [matMul(y, t), matMul(t, z)];
  }
  return { roots: mul(y, absolutePower(trace, 0.5)), inverses: mul(z, absolutePower(trace, -0.5)) };
}
