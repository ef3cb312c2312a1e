import { FusedBatchNorm, type TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastCopy } from './stridedCopy/broadcastCopy';
import { trainingKernel } from './trainingKernel';

type Input = 'x' | 'mean' | 'variance' | 'scale' | 'offset';

/**
 * Stock cycles through mean, variance, scale and offset whatever their shape, so it is right only if they belong to the
 * last axes.
 */
export const batchNorm = /* @__PURE__ */ trainingKernel<Input>(FusedBatchNorm, (stock) => (call) => {
  const { x, ...parameters } = call.inputs;
  const copies: TensorInfo[] = [];
  const inputs = { ...call.inputs };
  for (const [name, parameter] of Object.entries(parameters) as [Exclude<Input, 'x'>, TensorInfo | undefined][]) {
    if (!parameter || isOfLastAxes(parameter.shape, x.shape)) continue;
    inputs[name] = broadcastCopy(parameter, x.shape, call.backend);
    copies.push(inputs[name]);
  }
  const result = stock({ ...call, inputs });
  for (const { dataId } of copies) call.backend.disposeData(dataId);
  return result;
});

/** Whether broadcasting repeats a tensor of that shape as a whole. */
function isOfLastAxes(shape: number[], broadcast: number[]): boolean {
  const first = shape.findIndex((size) => size !== 1);
  const own = first < 0 ? [] : shape.slice(first);
  return own.every((size, axis) => size === broadcast[broadcast.length - own.length + axis]);
}
