import { fill, PadV2, reshape, type TensorInfo, tidy, util } from '@tensorflow/tfjs-core';
import { mostAxes } from './mostAxes';
import { type TrainingKernel, trainingKernel } from './trainingKernel';

interface PadAttributes {
  paddings: [number, number][];
  /** Not for mirrored pads, which an empty tensor cannot have. */
  constantValue?: number;
}

/** A stock kernel that pads up to `most` axes; more are padded one after the other. */
export const padByAxis = (kernelName: string, most: number): TrainingKernel =>
  trainingKernel<'x', PadAttributes>(kernelName, (stock) => (call) => {
    const { paddings, constantValue } = call.attrs;
    const { x } = call.inputs;
    if (x.shape.length <= most) return stock(call);
    const shape = [...x.shape];
    if (shape.includes(0) && constantValue !== undefined) {
      const padded = shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]);
      // WebGPU's program for a constant has at most six axes too.
      return tidy(() => reshape(fill([util.sizeFromShape(padded)], constantValue, x.dtype), padded));
    }
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
