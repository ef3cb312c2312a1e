import { BatchMatMul, backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';
import { widthOfBlocks } from './widthOfBlocks';

export interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

/** A product without the stock kernel. */
export const matrixProduct = /* @__PURE__ */ wasmKernel<Exports, 'a' | 'b', MatMulAttributes>({
  module: wasmModule,
  output: (inputs, attributes) => {
    const { batch, rows, columns } = sizes(inputs, attributes);
    return [...batch, rows, columns];
  },
  ownScratch: ({ ownBytes }) => ownBytes(),
  products: (inputs, attributes) => {
    const { batch, rows, columns, depth } = sizes(inputs, attributes);
    return util.sizeFromShape(batch) * rows * columns * depth;
  },
  run: ({ blocks }, at, { a, b }, attributes, { split, threads }) => {
    const { batch, rows, columns, depth } = sizes({ a, b }, attributes);
    const { transposeA, transposeB } = attributes;
    const matrixOfA = broadcastMatrices(a, batch);
    const matrixOfB = broadcastMatrices(b, batch);
    const down = blocks({ rows });
    const width = widthOfBlocks(down, columns, threads);
    const named = { rows, columns, depth, transposeA, transposeB, width };
    for (let i = 0; i < util.sizeFromShape(batch); i++) {
      const factors = {
        a: at.a + 4 * matrixOfA(i) * rows * depth,
        b: at.b + 4 * matrixOfB(i) * columns * depth,
        output: at.output + 4 * i * rows * columns,
      };
      split('matMul', { ...factors, ...named }, down * Math.ceil(columns / width));
    }
  },
});

/**
 * Stock is over ten times slower if a or b is transposed or in batches, and sums in float32 in one pass. It also caches
 * a packed b under its data alone, so it multiplies a reshaped b as if it still had its first shape.
 */
export const batchMatMul = /* @__PURE__ */ trainingKernel<'a' | 'b', MatMulAttributes>(
  BatchMatMul,
  () => matrixProduct,
);

type Factors = Record<'a' | 'b', TensorInfo>;

function sizes({ a, b }: Factors, { transposeA, transposeB }: MatMulAttributes) {
  const batch = backend_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [rows, depth] = transposeA ? a.shape.slice(-2).reverse() : a.shape.slice(-2);
  const [depthOfB, columns] = transposeB ? b.shape.slice(-2).reverse() : b.shape.slice(-2);
  util.assert(
    depth === depthOfB,
    () =>
      `Error in matMul: inner shapes (${depth}) and (${depthOfB}) of Tensors with shapes ${a.shape} and ${b.shape} ` +
      `and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  );
  return { batch, rows, columns, depth };
}

/** The matrix of `x` that belongs to number `index` of the broadcast batch. */
function broadcastMatrices(x: TensorInfo, batch: number[]): (index: number) => number {
  const own = [...Array(batch.length + 2 - x.shape.length).fill(1), ...x.shape.slice(0, -2)];
  return (index) => {
    let [matrix, size] = [0, 1];
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      if (own[axis] > 1) matrix += (index % batch[axis]) * size;
      size *= own[axis];
      index = Math.floor(index / batch[axis]);
    }
    return matrix;
  };
}
