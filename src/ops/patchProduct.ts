import { expandDims, squeeze, type Tensor2D, type Tensor3D, transpose, zeros } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { type MatMulAttributes, matrixProduct as matrixProductWasm } from '../training/matMul/batchMatMul';
import { matrixProduct } from './matrixProduct';
import { productOverPositions } from './productOverPositions';

const run = /* @__PURE__ */ defineOp<'patches' | 'kernel'>({
  name: 'PatchProduct',
  inputs: ['patches', 'kernel'],
  composed: ({ patches, kernel }) => matrixProduct(patches as Tensor2D, kernel as Tensor2D),
  gradient: (dy, { patches, kernel }) => ({
    patches: () => matrixProduct(dy as Tensor2D, transpose(kernel) as Tensor2D),
    kernel: () => kernelGrad(patches as Tensor2D, dy as Tensor2D),
  }),
});

/** aᵀ b, the sum over positions. */
const runGrad = /* @__PURE__ */ defineOp<'a' | 'b', MatMulAttributes>({
  name: 'PatchProductGrad',
  inputs: ['a', 'b'],
  composed: ({ a, b }) =>
    a.shape[0] === 0
      ? zeros([a.shape[1]!, b.shape[1]!])
      : squeeze(productOverPositions(expandDims(a) as Tensor3D, expandDims(b) as Tensor3D), [0]),
  gradient: (v, { a, b }) => ({
    a: () => matrixProduct(b as Tensor2D, transpose(v) as Tensor2D),
    b: () => patchProduct(a as Tensor2D, v as Tensor2D),
  }),
  kernels: { wasm: matrixProductWasm },
});

const kernelGrad = (patches: Tensor2D, dy: Tensor2D): Tensor2D =>
  runGrad<Tensor2D>({ a: patches, b: dy }, { transposeA: true, transposeB: false });

/**
 * `patches` [positions, size] times `kernel` [size, outputs]. The gradient for the kernel is accurate over any number
 * of positions.
 */
export const patchProduct = (patches: Tensor2D, kernel: Tensor2D): Tensor2D => run<Tensor2D>({ patches, kernel });
