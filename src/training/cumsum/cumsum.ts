import { Cumsum, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import { numberType } from '../numberType';
import { trainingKernel } from '../trainingKernel';
import { type Exports, wasmModule } from './module.generated';

interface CumsumAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Stock writes outside its tensor for a negative axis, and adds in float32. */
export const cumsum = /* @__PURE__ */ trainingKernel<'x', CumsumAttributes>(Cumsum, () =>
  wasmKernel<Exports, 'x', CumsumAttributes>({
    module: wasmModule,
    dtypes: ({ x }) => ({ x: numberType(x), output: numberType(x) }),
    output: ({ x }) => x.shape,
    run: (wasm, at, { x }, { axis, exclusive, reverse }) => {
      const [axisIndex] = util.parseAxisParam(axis, x.shape);
      const outer = util.sizeFromShape(x.shape.slice(0, axisIndex));
      const inner = util.sizeFromShape(x.shape.slice(axisIndex + 1));
      const sum = x.dtype === 'float32' ? wasm.cumsum : wasm.cumsumOfIntegers;
      sum({ ...at, outer, length: x.shape[axisIndex], inner, exclusive, reverse });
    },
  }),
);
