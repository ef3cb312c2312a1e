import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from './kernels';
import type { Row } from './row';

const shape = [2048, 2048];

/** A sum over the given axes. The numbers are positive, so stock's rounding stays small enough for a comparison. */
export function sumRow(axis: number[]): Row {
  return {
    title: `sum of [${shape}] over ${axis.length === 2 ? 'both axes' : `axis ${axis}`}`,
    prepare() {
      return bothKernels(tf.Sum, { x: tf.randomUniform(shape) }, { axis });
    },
    torch: { prepare: `x = torch.rand(${shape})`, run: `x.sum(${JSON.stringify(axis)})` },
    work: { bytes: 4 * shape[0] * shape[1] },
  };
}
