import * as tf from '@tensorflow/tfjs-core';
import { mattingLaplacian } from 'diffblocks/matting';
import { composedApply, composedEnergy } from '../../src/ops/matting/composed';
import { composedWindows } from '../../src/ops/matting/composedWindows';
import type { Row } from './row';

const [height, width, channels] = [525, 700, 3];
const attributes = { radius: 1, epsilon: 1e-7 };

/** Per pixel of a window, Gram–Schmidt in place: centre at the middle pixel, then at the mean, then pair by pair. */
const COLOURS_FLOPS = 27;
/**
 * Per pixel of a window and channel of x: the same centring, three products, three subtractions, and one addition or
 * square.
 */
const CHANNEL_FLOPS = { apply: 15, energy: 16 };

/** A sparse matrix with the Laplacian's pattern, and x. The values are random: they do not affect the time. */
const sparseLaplacian = `
import numpy as np
import scipy.sparse
y, x = (coordinate.ravel() for coordinate in np.mgrid[0:${height}, 0:${width}])
rows, columns = [], []
for dy in range(-2, 3):
    for dx in range(-2, 3):
        inside = (y + dy >= 0) & (y + dy < ${height}) & (x + dx >= 0) & (x + dx < ${width})
        rows.append((y * ${width} + x)[inside])
        columns.append(((y + dy) * ${width} + x + dx)[inside])
rows, columns = np.concatenate(rows), np.concatenate(columns)
values = np.random.standard_normal(rows.size)
matrix = scipy.sparse.csr_matrix((values, (rows, columns)), shape=(y.size, y.size))
x = np.random.standard_normal((y.size, ${channels}))`;

/** Compares a method of the Laplacian with the same op composed of tfjs ops, and with SciPy's sparse matrix product. */
export function mattingRow(method: 'apply' | 'energy'): Row {
  const composed = { apply: composedApply, energy: composedEnergy }[method];
  return {
    title: `mattingLaplacian, ${method} [${height}, ${width}, ${channels}] (PyTorch: SciPy's sparse product)`,
    prepare() {
      const image = tf.randomUniform<tf.Rank.R3>([height, width, 3]);
      const x = tf.randomUniform<tf.Rank.R3>([height, width, channels]);
      const laplacian = mattingLaplacian(image, attributes);
      const planes = tf.transpose(image, [2, 0, 1]);
      const windows = tf.tidy(() => composedWindows({ image: planes }, attributes));
      return {
        ours: () => laplacian[method](x),
        stock: () => tf.tidy(() => composed({ image: planes, windows, x }, attributes)),
      };
    },
    torch: { prepare: sparseLaplacian, run: { apply: 'matrix @ x', energy: '(x * (matrix @ x)).sum()' }[method] },
    work: { flops: (height - 2) * (width - 2) * 9 * (COLOURS_FLOPS + channels * CHANNEL_FLOPS[method]) },
  };
}
