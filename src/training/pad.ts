import { PadV2, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { mostAxes } from './mostAxes';
import { type TrainingKernel, trainingKernel } from './trainingKernel';

interface PadAttributes {
  paddings: [number, number][];
}

/** A stock kernel that pads up to `most` axes; more are padded one after the other. */
export const padByAxis = (kernelName: string, most: number): TrainingKernel =>
  trainingKernel<'x', PadAttributes>(kernelName, (stock) => (call) => {
    const { paddings } = call.attrs;
    const { x } = call.inputs;
    if (x.shape.length <= most || x.shape.includes(0)) return stock(call);
    const shape = [...x.shape];
    let result: TensorInfo = x;
    for (const [axis, sides] of paddings.entries()) {
      // The last axis makes a new tensor in any case.
      if (sides[0] + sides[1] === 0 && (axis < shape.length - 1 || result !== x)) continue;
      const [outer, inner] = [shape.slice(0, axis), shape.slice(axis + 1)].map(util.sizeFromShape);
      const next = stock({
        ...call,
        inputs: { x: { ...result, shape: [outer, shape[axis], inner] } },
        attrs: { ...call.attrs, paddings: [[0, 0], sides, [0, 0]] }, // biome-ignore format: one line
      });
      if (result !== x) call.backend.disposeData(result.dataId);
      result = next;
      shape[axis] += sides[0] + sides[1];
    }
    return { ...result, shape };
  });

/** Stock writes garbage for more than six axes. */
export const pad = /* @__PURE__ */ padByAxis(PadV2, mostAxes);
