import { type Scalar, scalar, type Tensor, type Tensor3D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { type BandedMatrix, packed, transposed } from './banded';
import { composed } from './composed';
import { bandedProductWasm } from './wasm';

const run = /* @__PURE__ */ defineOp<'x' | 'starts' | 'firsts' | 'weights' | 'wanted', BandedMatrix>({
  name: 'BandedProduct',
  inputs: ['x', 'starts', 'firsts', 'weights', 'wanted'],
  composed,
  gradient: (dy, { wanted }, matrix) => ({
    x: () => bandedProduct(dy as Tensor3D, transposed(matrix), wanted as Scalar),
  }),
  kernels: { wasm: bandedProductWasm },
});

/**
 * Multiplies `x` [outer, size, inner] by `matrix` along its second axis, which may not be empty: [outer, rows, inner]. If
 * `wanted` is 0 the result is 0, whatever x holds, and costs nothing on WASM.
 */
export const bandedProduct = (x: Tensor3D, matrix: BandedMatrix, wanted?: Scalar): Tensor3D =>
  tidy(() => {
    const { starts, firsts, weights } = packed(matrix);
    const inputs = { x, starts: tensor1d(starts), firsts: tensor1d(firsts), weights: tensor1d(weights) };
    return run({ ...inputs, wanted: wanted ?? scalar(1) }, matrix) as Tensor as Tensor3D;
  });
