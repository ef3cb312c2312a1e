import { Add, backend_util, Multiply, RealDiv, SquaredDifference, Sub, util } from '@tensorflow/tfjs-core';
import { mostAxes } from '../mostAxes';
import { broadcastCopy } from '../stridedCopy/broadcastCopy';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';

/** Stock returns zeros for more than six axes. These are so rare that a broadcast copy is good enough. */
const ofManyAxes = (kernelName: string): TrainingKernel =>
  trainingKernel<'a' | 'b'>(kernelName, (stock) => (call) => {
    const { a, b } = call.inputs;
    if (Math.max(a.shape.length, b.shape.length) <= mostAxes || a.dtype === 'string') return stock(call);
    const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
    const flat = [util.sizeFromShape(shape)];
    const [first, second] = [a, b].map((x) => broadcastCopy(x, shape, call.backend));
    const result = stock({ ...call, inputs: { a: { ...first, shape: flat }, b: { ...second, shape: flat } } });
    call.backend.disposeData(first.dataId);
    call.backend.disposeData(second.dataId);
    return { ...result, shape };
  });

export const add = /* @__PURE__ */ ofManyAxes(Add);
export const multiply = /* @__PURE__ */ ofManyAxes(Multiply);
export const realDiv = /* @__PURE__ */ ofManyAxes(RealDiv);
export const squaredDifference = /* @__PURE__ */ ofManyAxes(SquaredDifference);
export const sub = /* @__PURE__ */ ofManyAxes(Sub);
