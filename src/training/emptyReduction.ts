import { All, Any, Max, Min, Prod, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../wasm/wasmBackend';
import { type TrainingKernel, trainingKernel } from './trainingKernel';

/** A reduction whose stock kernel leaves the result unwritten if there is nothing to reduce. */
const reduction = (kernelName: string, ofNothing: (dtype: string) => number): TrainingKernel =>
  trainingKernel<'x'>(kernelName, (stock) => (call) => {
    const result = stock(call);
    if (util.sizeFromShape(call.inputs.x.shape) === 0) {
      (call.backend as WasmBackend).typedArrayFromHeap(result).fill(ofNothing(result.dtype));
    }
    return result;
  });

export const max = /* @__PURE__ */ reduction(Max, (dtype) => (dtype === 'int32' ? -(2 ** 31) : -Infinity));
export const min = /* @__PURE__ */ reduction(Min, (dtype) => (dtype === 'int32' ? 2 ** 31 - 1 : Infinity));
export const prod = /* @__PURE__ */ reduction(Prod, () => 1);
export const all = /* @__PURE__ */ reduction(All, () => 1);
export const any = /* @__PURE__ */ reduction(Any, () => 0);
