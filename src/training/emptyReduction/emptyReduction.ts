import { All, Any, type KernelBackend, Max, Min, Prod, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { TrainingKernel } from '../trainingKernel';

interface WasmHeap extends KernelBackend {
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** A reduction whose stock kernel leaves the result unwritten where there is nothing to reduce. */
const reduction = (kernelName: string, ofNothing: (dtype: string) => number): TrainingKernel => ({
  kernelName,
  kernel: (stock) => (call) => {
    const result = stock!(call) as TensorInfo;
    if (util.sizeFromShape(call.inputs.x!.shape) === 0) {
      (call.backend as WasmHeap).typedArrayFromHeap(result).fill(ofNothing(result.dtype));
    }
    return result;
  },
});

export const max = /* @__PURE__ */ reduction(Max, (dtype) => (dtype === 'int32' ? -(2 ** 31) : -Infinity));
export const min = /* @__PURE__ */ reduction(Min, (dtype) => (dtype === 'int32' ? 2 ** 31 - 1 : Infinity));
export const prod = /* @__PURE__ */ reduction(Prod, () => 1);
export const all = /* @__PURE__ */ reduction(All, () => 1);
export const any = /* @__PURE__ */ reduction(Any, () => 0);
