import * as tf from '@tensorflow/tfjs-core';

/** Points `[side², 2]` at the quantiles (i + ½) / side of the standard normal, from the top left. */
export function gaussianGrid(side: number): tf.Tensor2D {
  const quantiles = Array.from({ length: side }, (_, i) => normalQuantile((i + 0.5) / side));
  return tf.tensor2d(quantiles.flatMap((y) => quantiles.map((x) => [x, -y])));
}

/** The inverse of the normal distribution function, by bisection; good for probabilities from 1e-4 to 1 − 1e-4. */
function normalQuantile(probability: number): number {
  let [low, high] = [-4, 4];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** ½ + φ(z) (z + z³/3 + z⁵/(3·5) + ...) */
function normalDistribution(z: number): number {
  let [term, sum] = [z, z];
  for (let odd = 3; odd < 120; odd += 2) {
    term *= z ** 2 / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-(z ** 2) / 2)) / Math.sqrt(2 * Math.PI);
}
