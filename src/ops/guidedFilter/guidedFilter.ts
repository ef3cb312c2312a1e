import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composedFilter, composedGuideGradient, composedInputGradient, type FilterAttributes } from './composed';
import { filterWasm, guideGradientWasm, inputGradientWasm } from './wasm';

const runFilter = /* @__PURE__ */ defineOp<'guide' | 'input', FilterAttributes>({
  name: 'GuidedFilter',
  inputs: ['guide', 'input'],
  composed: composedFilter,
  gradient: (dy, inputs, attributes) => {
    const [guide, input] = [inputs.guide as Tensor4D, inputs.input as Tensor4D];
    return {
      guide: () => runGuideGradient({ guide, input, dy }, attributes),
      input: () => runInputGradient({ guide, dy }, attributes),
    };
  },
  kernels: { wasm: filterWasm },
});

/**
 * The guided filter of images [batch, height, width, channels]: with the local models (a, b) of the input in the
 * colours g of the guide, and sums S over the n pixels of the window around a pixel,
 *
 *     q = (S(a)·g + S(b)) / n
 */
export const filterByGuide = (guide: Tensor4D, input: Tensor4D, attributes: FilterAttributes): Tensor4D =>
  runFilter({ guide, input }, attributes);

/** n · filter is symmetric: the gradient for the input is n times the filter of dy / n. */
const runInputGradient = /* @__PURE__ */ defineOp<'guide' | 'dy', FilterAttributes>({
  name: 'GuidedFilterInputGradient',
  inputs: ['guide', 'dy'],
  composed: composedInputGradient,
  gradient: (dz, { guide, dy }, attributes) => ({
    guide: () => runGuideGradient({ guide, input: dz, dy }, attributes),
    dy: () => filterByGuide(guide as Tensor4D, dz as Tensor4D, attributes),
  }),
  kernels: { wasm: inputGradientWasm },
});

/** The gradient for the guide of Σ dy · q. */
const runGuideGradient = /* @__PURE__ */ defineOp<'guide' | 'input' | 'dy', FilterAttributes>({
  name: 'GuidedFilterGuideGradient',
  inputs: ['guide', 'input', 'dy'],
  composed: composedGuideGradient,
  kernels: { wasm: guideGradientWasm },
});
