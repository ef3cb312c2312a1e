import { All, Any, Min, Prod, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../internal/typedKernel';
import type { WasmBackend } from '../../wasm/wasmBackend';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';

/** A reduction whose stock kernel leaves the result unwritten if there is nothing to reduce. */
export const ofNothing =
  <Attributes>(
    stock: (call: KernelCall<Record<'x', TensorInfo>, Attributes>) => TensorInfo,
    result: (dtype: string) => number,
  ): typeof stock =>
  (call) => {
    const reduced = stock(call);
    if (util.sizeFromShape(call.inputs.x.shape) === 0) {
      (call.backend as WasmBackend).typedArrayFromHeap(reduced).fill(result(reduced.dtype));
    }
    return reduced;
  };

const reduction = (kernelName: string, result: (dtype: string) => number): TrainingKernel =>
  trainingKernel<'x'>(kernelName, (stock) => ofNothing(stock, result));

export const min = /* @__PURE__ */ reduction(Min, (dtype) => (dtype === 'int32' ? 2 ** 31 - 1 : Infinity));
export const prod = /* @__PURE__ */ reduction(Prod, () => 1);
export const all = /* @__PURE__ */ reduction(All, () => 1);
export const any = /* @__PURE__ */ reduction(Any, () => 0);
