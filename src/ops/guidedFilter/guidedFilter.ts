import type { Tensor4D } from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { composed, composedGuideGrad, composedInputGrad, type GuidedFilterAttributes } from './composed';
import { filterWasm, guideGradWasm, inputGradWasm } from './wasm';
import { filterWebgpu, guideGradWebgpu, inputGradWebgpu } from './webgpu';

const runFilter = /* @__PURE__ */ defineOp<'guide' | 'input', GuidedFilterAttributes>({
  name: 'GuidedFilter',
  inputs: ['guide', 'input'],
  composed,
  gradient: (dy, inputs, attributes) => {
    const [guide, input] = [inputs.guide as Tensor4D, inputs.input as Tensor4D];
    return {
      guide: () => runGuideGrad({ guide, input, dy }, attributes),
      input: () => runInputGrad({ guide, dy }, attributes),
    };
  },
  kernels: { wasm: filterWasm, webgpu: filterWebgpu },
});

/**
 * The guided filter of images [batch, height, width, channels]: with the local models (a, b) of the input in the
 * colours g of the guide, and sums S over the n pixels of the window around a pixel,
 *
 *     q = (S(a)·g + S(b)) / n
 */
export const filterByGuide = (guide: Tensor4D, input: Tensor4D, attributes: GuidedFilterAttributes): Tensor4D =>
  runFilter({ guide, input }, attributes);

/** n · filter is symmetric: the gradient for the input is n times the filter of dy / n. */
const runInputGrad = /* @__PURE__ */ defineOp<'guide' | 'dy', GuidedFilterAttributes>({
  name: 'GuidedFilterInputGrad',
  inputs: ['guide', 'dy'],
  composed: composedInputGrad,
  gradient: (dz, { guide, dy }, attributes) => ({
    guide: () => runGuideGrad({ guide, input: dz, dy }, attributes),
    dy: () => filterByGuide(guide as Tensor4D, dz as Tensor4D, attributes),
  }),
  kernels: { wasm: inputGradWasm, webgpu: inputGradWebgpu },
});

/** The gradient for the guide of Σ dy · q. */
const runGuideGrad = /* @__PURE__ */ defineOp<'guide' | 'input' | 'dy', GuidedFilterAttributes>({
  name: 'GuidedFilterGuideGrad',
  inputs: ['guide', 'input', 'dy'],
  composed: composedGuideGrad,
  kernels: { wasm: guideGradWasm, webgpu: guideGradWebgpu },
});
