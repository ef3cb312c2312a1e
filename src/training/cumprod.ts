import { Cumprod, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../wasm/wasmBackend';
import { trainingKernel } from './trainingKernel';

/** Stock writes outside its tensor for a negative axis, and traps on an empty tensor. */
export const cumprod = /* @__PURE__ */ trainingKernel<'x', { axis: number }>(Cumprod, (stock) => (call) => {
  const { shape, dtype } = call.inputs.x;
  if (shape.includes(0)) return (call.backend as WasmBackend).makeOutput(shape, dtype);
  const [axis] = util.parseAxisParam(call.attrs.axis, shape);
  return stock({ ...call, attrs: { ...call.attrs, axis } });
});
