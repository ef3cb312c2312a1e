import { MirrorPad, PadV2, Reverse, type TensorInfo, util } from '@tensorflow/tfjs-core';
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
  if (axes.length === 0) {
    const flat = { ...x, shape: [util.sizeFromShape(x.shape)] };
    return { ...stock({ ...call, inputs: { x: flat }, attrs: { dims: [] } }), shape: x.shape };
  }
  let result: TensorInfo = x;
  for (const axis of axes) {
    const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)].map(util.sizeFromShape);
    const flat = { ...result, shape: [outer, x.shape[axis], inner] };
    const next = stock({ ...call, inputs: { x: flat }, attrs: { dims: [1] } });
    if (result !== x) call.backend.disposeData(result.dataId);
    result = next;
  }
  return { ...result, shape: x.shape };
});
