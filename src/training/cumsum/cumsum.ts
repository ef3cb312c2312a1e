import { Cumsum, util } from '@tensorflow/tfjs-core';
import { aroundAxis } from '../../internal/aroundAxis';
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
      const sum = x.dtype === 'float32' ? wasm.cumsum : wasm.cumsumOfIntegers;
      sum({ ...at, ...aroundAxis(x.shape, axisIndex), length: x.shape[axisIndex], exclusive, reverse });
    },
  }),
);
