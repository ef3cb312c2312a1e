import { Prelu, util } from '@tensorflow/tfjs-core';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';
import { trainingKernel } from '../trainingKernel';

/** Stock cycles through alpha along the last axis, whatever its shape, and throws for empty tensors. */
export const prelu = /* @__PURE__ */ trainingKernel<'x' | 'alpha'>(Prelu, (stock) => (call) => {
  const { x, alpha } = call.inputs;
  const size = util.sizeFromShape(x.shape);
  if (size === 0) return broadcastCopy(x, x.shape, call.backend);
  const channels = x.shape.at(-1) ?? 1;
  const isPerChannel = alpha.shape.at(-1) === channels && util.sizeFromShape(alpha.shape) === channels;
  if (isPerChannel) return stock(call);
  const all = broadcastCopy(alpha, x.shape, call.backend);
  const inputs = { x: { ...x, shape: [1, size] }, alpha: { ...all, shape: [size] } };
  const result = stock({ ...call, inputs });
  call.backend.disposeData(all.dataId);
  return { ...result, shape: x.shape };
});
