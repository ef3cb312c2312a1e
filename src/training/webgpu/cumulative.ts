import { Cumprod, Cumsum, reverse, type Tensor, tidy, util, zeros } from '@tensorflow/tfjs-core';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { fromRows, rowsAlong } from './rows';
import { tensorOf } from './tensorOf';

interface CumulativeAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Stock takes up to four axes, and in reverse every call uses the length of the first. */
const cumulative = (kernelName: string): TrainingKernel =>
  trainingKernel<'x', CumulativeAttributes>(
    kernelName,
    (stock) =>
      ({ inputs, attrs, backend }) =>
        tidy(() => {
          const x = inputs.x as Tensor;
          if (x.size === 0) return zeros(x.shape, x.dtype);
          const [axis] = util.parseAxisParam(attrs.axis, x.shape);
          const inOrder = (rows: Tensor) => (attrs.reverse ? reverse(rows, 1) : rows);
          const rows = inOrder(rowsAlong(x, [axis]));
          const result = stock({ inputs: { x: rows }, attrs: { ...attrs, axis: 1, reverse: false }, backend });
          return fromRows(inOrder(tensorOf(result)), x.shape, axis);
        }),
  );

export const cumsum = /* @__PURE__ */ cumulative(Cumsum);
export const cumprod = /* @__PURE__ */ cumulative(Cumprod);
