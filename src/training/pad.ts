import { fill, PadV2, reshape, tidy, util } from '@tensorflow/tfjs-core';
import { alongEachAxis } from './alongEachAxis';
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
    if (x.shape.includes(0) && constantValue !== undefined) {
      const shape = x.shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]);
      // WebGPU's program for a constant has at most six axes too.
      return tidy(() => reshape(fill([util.sizeFromShape(shape)], constantValue, x.dtype), shape));
    }
    const padded = [...paddings.keys()].filter((axis) => paddings[axis][0] + paddings[axis][1] !== 0);
    // Without axes to pad, one call copies x.
    return alongEachAxis(x, padded.length > 0 ? padded : [0], call.backend, (rows, axis) => {
      const attrs = { ...call.attrs, paddings: [[0, 0], paddings[axis], [0, 0]] as [number, number][] };
      return stock({ ...call, inputs: { x: rows }, attrs });
    });
  });

/** Stock writes garbage for more than six axes. */
export const pad = /* @__PURE__ */ padByAxis(PadV2, 6);
