import { ScatterNd, UnsortedSegmentSum, zeros } from '@tensorflow/tfjs-core';
import { trainingKernel } from '../trainingKernel';

/** Stock is invalid without updates. */
export const scatterNd = /* @__PURE__ */ trainingKernel<'indices' | 'updates', { shape: number[] }>(
  ScatterNd,
  (stock) => (call) => {
    const { updates } = call.inputs;
    return updates.shape.includes(0) ? zeros(call.attrs.shape, updates.dtype) : stock(call);
  },
);

/** The same. */
export const unsortedSegmentSum = /* @__PURE__ */ trainingKernel<'x' | 'segmentIds', { numSegments: number }>(
  UnsortedSegmentSum,
  (stock) => (call) => {
    const { x } = call.inputs;
    return x.shape.includes(0) ? zeros([call.attrs.numSegments, ...x.shape.slice(1)], x.dtype) : stock(call);
  },
);
