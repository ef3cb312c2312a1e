import { MirrorPad, PadV2, Reverse, util } from '@tensorflow/tfjs-core';
import { alongEachAxis } from '../alongEachAxis';
import { padByAxis } from '../pad';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';

/** Axes that these stock programs handle. */
const mostAxes = 4;

/** The stock programs of both pads are invalid for more axes. */
export const pad: TrainingKernel = /* @__PURE__ */ padByAxis(PadV2, mostAxes);
export const mirrorPad: TrainingKernel = /* @__PURE__ */ padByAxis(MirrorPad, mostAxes);

/** Stock reverses up to five axes. */
export const reverse = /* @__PURE__ */ trainingKernel<'x', { dims: number[] }>(Reverse, (stock) => (call) => {
  const { x } = call.inputs;
  const axes = util.parseAxisParam(call.attrs.dims, x.shape);
  if (x.shape.length <= mostAxes) return stock(call);
  // Without axes to reverse, one call copies x.
  const [reversed, dims] = axes.length > 0 ? [axes, [1]] : [[0], []];
  return alongEachAxis(x, reversed, call.backend, (rows) => stock({ ...call, inputs: { x: rows }, attrs: { dims } }));
});
