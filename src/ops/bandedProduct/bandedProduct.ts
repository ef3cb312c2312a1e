import { type Tensor, type Tensor3D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { type BandedMatrix, transposed } from './banded';
import { composed } from './composed';
import { bandedProductWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'x' | 'starts' | 'firsts' | 'weights', BandedMatrix>({
  name: 'BandedProduct',
  inputs: ['x', 'starts', 'firsts', 'weights'],
  composed,
  gradient: (dy, _, matrix) => ({ x: () => bandedProduct(dy as Tensor3D, transposed(matrix)) }),
  kernels: { wasm: bandedProductWasm },
});

/** `matrix` times `x` [outer, size, inner] along its second axis, which may not be empty: [outer, rows, inner]. */
export const bandedProduct = (x: Tensor3D, matrix: BandedMatrix): Tensor3D =>
  tidy(() => {
    const { rows } = matrix;
    const starts = new Int32Array(rows.length + 1);
    for (const [row, { weights }] of rows.entries()) starts[row + 1] = starts[row] + weights.length;
    const firsts = rows.map(({ first }) => first);
    const weights = new Float32Array(starts[rows.length]);
    for (const [row, band] of rows.entries()) weights.set(band.weights, starts[row]);
    const inputs = { x, starts: tensor1d(starts), firsts: tensor1d(firsts, 'int32'), weights: tensor1d(weights) };
    return run(inputs, matrix) as Tensor as Tensor3D;
  });
