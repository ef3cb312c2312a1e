import * as tf from '@tensorflow/tfjs-core';
import { bothKernels } from './kernels';
import type { Row } from './row';

const size = 512;

/** A product of two square matrices, each possibly transposed. */
export function matMulRow(transposeA: boolean, transposeB: boolean): Row {
  const [a, b] = [transposeA ? 'aᵀ' : 'a', transposeB ? 'bᵀ' : 'b'];
  return {
    title: `matMul ${a} · ${b}, ${size} × ${size}`,
    prepare() {
      const inputs = { a: tf.randomNormal([size, size]), b: tf.randomNormal([size, size]) };
      return bothKernels(tf.BatchMatMul, inputs, { transposeA, transposeB });
    },
    torch: {
      prepare: `a, b = torch.randn(${size}, ${size}), torch.randn(${size}, ${size})`,
      run: `${transposeA ? 'a.T' : 'a'} @ ${transposeB ? 'b.T' : 'b'}`,
    },
    work: { flops: 2 * size ** 3 },
  };
}
