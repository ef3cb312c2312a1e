import * as tf from '@tensorflow/tfjs-core';
import { guidedFilter } from 'diffblocks/matting';
import type { Row } from './row';
import { withGradients } from './withGradients';

const [height, width, radius, epsilon] = [1024, 1024, 8, 1e-3];
const channels = 1;

/** Numbers that the windows of a pixel sum: colours and their products, values and theirs, and the models. */
const sums = (colours: number) =>
  colours + (colours * (colours + 1)) / 2 + channels * (colours + 1) + channels * (colours + 1);

/** The same for both gradients: the filter again, and for the guide its products with dy and pairs of models. */
const gradientSums = (colours: number) =>
  sums(colours) + sums(colours) + channels * (colours + 1) + colours * 2 + (colours * (colours + 1)) / 2;

/** The filter in NumPy and SciPy, with box filters along both axes, in float32. */
const scipy = (colours: number) => `
import numpy as np
from scipy.ndimage import uniform_filter
guide = np.random.rand(${colours}, ${height}, ${width}).astype(np.float32)
value = np.random.rand(${height}, ${width}).astype(np.float32)
def box(x):
    return uniform_filter(x, ${2 * radius + 1}, mode='constant')
share = box(np.ones_like(value))
def mean(x):
    return box(x) / share
def guided_filter():
    means = [mean(g) for g in guide]
    of_value = mean(value)
    f = [mean(g * value) - m * of_value for g, m in zip(guide, means)]
    s = {(k, l): mean(guide[k] * guide[l]) - means[k] * means[l] + ${epsilon} * (k == l)
         for k in range(${colours}) for l in range(k, ${colours})}
    if ${colours} == 1:
        slopes = [f[0] / s[0, 0]]
    else:
        c00 = s[1, 1] * s[2, 2] - s[1, 2] ** 2
        c01 = s[0, 2] * s[1, 2] - s[0, 1] * s[2, 2]
        c02 = s[0, 1] * s[1, 2] - s[0, 2] * s[1, 1]
        c11 = s[0, 0] * s[2, 2] - s[0, 2] ** 2
        c12 = s[0, 2] * s[0, 1] - s[0, 0] * s[1, 2]
        c22 = s[0, 0] * s[1, 1] - s[0, 1] ** 2
        determinant = s[0, 0] * c00 + s[0, 1] * c01 + s[0, 2] * c02
        slopes = [(c00 * f[0] + c01 * f[1] + c02 * f[2]) / determinant,
                  (c01 * f[0] + c11 * f[1] + c12 * f[2]) / determinant,
                  (c02 * f[0] + c12 * f[1] + c22 * f[2]) / determinant]
    intercept = of_value - sum(a * m for a, m in zip(slopes, means))
    return sum(mean(a) * g for a, g in zip(slopes, guide)) + mean(intercept)`;

/** Compares the filter of one channel with SciPy, or times it with both gradients, which SciPy does not have. */
export function guidedFilterRow(colours: 1 | 3, gradients = false): Row {
  const title = `guidedFilter [${height}, ${width}, ${channels}], guide of ${colours}, radius ${radius}`;
  return {
    title: title + (gradients ? ' and its gradients' : ' (PyTorch: SciPy)'),
    prepare() {
      const guide = tf.randomUniform<tf.Rank.R4>([1, height, width, colours]);
      const input = tf.randomUniform<tf.Rank.R4>([1, height, width, channels]);
      const filter = (g: tf.Tensor, x: tf.Tensor) => guidedFilter(g, x as tf.Tensor4D, { radius, epsilon });
      if (!gradients) return { ours: () => filter(guide, input) };
      return { ours: withGradients(filter, [guide, input], tf.randomUniform(input.shape)) };
    },
    torch: gradients ? undefined : { prepare: scipy(colours), run: 'guided_filter()' },
    // Sums without subtraction take three additions per axis and number. The gradients have more sums; see the kernel.
    work: { flops: height * width * (sums(colours) + (gradients ? gradientSums(colours) : 0)) * 6 },
    rounds: 5,
  };
}
