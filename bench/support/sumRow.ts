import * as tf from '@tensorflow/tfjs-core';
import { stockKernel, trainingKernel } from './kernels';
import type { Row } from './row';

const shape = [2048, 2048];

/** A sum over the given axes. The numbers are positive, so stock's rounding stays small enough for a comparison. */
export function sumRow(axis: number[]): Row {
  return {
    title: `sum of [${shape}] over ${axis.length === 2 ? 'both axes' : `axis ${axis}`}`,
    prepare() {
      const inputs = { x: tf.randomUniform(shape) };
      const [ours, stock] = [trainingKernel(tf.Sum), stockKernel(tf.Sum)];
      return { ours: () => ours(inputs, { axis }), stock: () => stock(inputs, { axis }) };
    },
    torch: { prepare: `x = torch.rand(${shape})`, run: `x.sum(${JSON.stringify(axis)})` },
    work: { bytes: 4 * shape[0] * shape[1] },
  };
}
