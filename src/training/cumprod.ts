import { Cumprod, util } from '@tensorflow/tfjs-core';
import { trainingKernel } from './trainingKernel';

/** Stock writes outside its tensor for a negative axis. */
export const cumprod = /* @__PURE__ */ trainingKernel<'x', { axis: number }>(Cumprod, (stock) => (call) => {
  const [axis] = util.parseAxisParam(call.attrs.axis, call.inputs.x.shape);
  return stock({ ...call, attrs: { ...call.attrs, axis } });
});
