import { Max, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { reducedShape } from '../reducedShape';
import { trainingKernel } from '../trainingKernel';
import { ofNothing } from './emptyReduction';
import { type Exports, wasmModule } from './module.generated';

interface MaxAttributes {
  reductionIndices: number | number[];
  keepDims: boolean;
}

/**
 * Stock compares one number at a time, and leaves the maximum of nothing unwritten. It remains in use for integers, and
 * for axes other than the last ones.
 */
export const max = /* @__PURE__ */ trainingKernel<'x', MaxAttributes>(Max, (stock) => {
  const ofRows = wasmKernel<Exports, 'x', { shape: number[]; count: number }>({
    module: wasmModule,
    output: (_, { shape }) => shape,
    run: ({ largest }, at, _, { shape, count }) => largest({ ...at, rows: util.sizeFromShape(shape), count }),
  });
  const otherwise = ofNothing(stock, (dtype) => (dtype === 'int32' ? -(2 ** 31) : -Infinity));
  return (call) => {
    const { shape, dtype } = call.inputs.x;
    const { reductionIndices, keepDims } = call.attrs;
    const axes = util.parseAxisParam(reductionIndices, shape);
    const areLast = axes.every((axis) => axis >= shape.length - axes.length);
    if (dtype !== 'float32' || !areLast) return otherwise(call);
    const count = util.sizeFromShape(axes.map((axis) => shape[axis]));
    return ofRows({ ...call, attrs: { shape: reducedShape(shape, axes, keepDims), count } });
  };
});
