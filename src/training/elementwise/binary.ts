import { Add, Multiply, RealDiv, SquaredDifference, Sub, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { onBroadcastPair } from './broadcastPair';

/** Stock returns zeros for more than six axes. These are so rare that a broadcast copy is good enough. */
const ofManyAxes = (kernelName: string): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, (stock) => {
    const flat = (x: TensorInfo) => ({ ...x, shape: [util.sizeFromShape(x.shape)] });
    const ofFlat = typedKernel<Record<'a' | 'b', TensorInfo>, { shape: number[] }>(({ inputs, attrs, backend }) => {
      const result = stock({ inputs: { a: flat(inputs.a), b: flat(inputs.b) }, attrs: {}, backend });
      return { ...result, shape: attrs.shape };
    });
    return (call) => {
      const { a, b } = call.inputs;
      const isRight = Math.max(a.shape.length, b.shape.length) <= 6 || a.dtype === 'string';
      return isRight ? stock(call) : onBroadcastPair(ofFlat, call);
    };
  });

export const add = /* @__PURE__ */ ofManyAxes(Add);
export const multiply = /* @__PURE__ */ ofManyAxes(Multiply);
export const realDiv = /* @__PURE__ */ ofManyAxes(RealDiv);
export const squaredDifference = /* @__PURE__ */ ofManyAxes(SquaredDifference);
export const sub = /* @__PURE__ */ ofManyAxes(Sub);
