import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposingAll } from '../../webgpu/disposing';
import { modelsWebgpu, referenceColours } from '../localModels/webgpu';
import { guideGradientWebgpu } from '../localModels/webgpuGuideGradient';
import { predictionsWebgpu } from '../localModels/webgpuPredictions';
import type { GuidedFilterAttributes } from './composed';

/** The filter of `values`, or n times the filter of values / n for the n pixels in the window around each. */
const filter = (isAdjoint: boolean) =>
  typedKernel<Record<'guide' | 'values', TensorInfo>, GuidedFilterAttributes>(({ inputs, attrs, backend }) =>
    disposingAll(backend, (intermediate) => {
      const { guide } = inputs;
      const means = intermediate(referenceColours({ inputs: { guide }, attrs, backend }));
      const of = { ...inputs, means };
      const planes = intermediate(modelsWebgpu(backend, of, { ...attrs, perWindow: false, shared: isAdjoint }));
      return predictionsWebgpu(backend, { ...of, planes }, { ...attrs, isAdjoint });
    }),
  );

const [forward, adjoint] = [/* @__PURE__ */ filter(false), /* @__PURE__ */ filter(true)];

export const filterWebgpu = /* @__PURE__ */ typedKernel<Record<'guide' | 'input', TensorInfo>, GuidedFilterAttributes>(
  ({ inputs: { guide, input }, attrs, backend }) => forward({ inputs: { guide, values: input }, attrs, backend }),
);

export const inputGradWebgpu = /* @__PURE__ */ typedKernel<Record<'guide' | 'dy', TensorInfo>, GuidedFilterAttributes>(
  ({ inputs: { guide, dy }, attrs, backend }) => adjoint({ inputs: { guide, values: dy }, attrs, backend }),
);

export const guideGradWebgpu = /* @__PURE__ */ typedKernel<
  Record<'guide' | 'input' | 'dy', TensorInfo>,
  GuidedFilterAttributes
>(({ inputs: { guide, input: values, dy }, attrs, backend }) =>
  disposingAll(backend, (intermediate) => {
    const means = intermediate(referenceColours({ inputs: { guide }, attrs, backend }));
    const modelsOf = (values: TensorInfo, shared: boolean) =>
      intermediate(modelsWebgpu(backend, { guide, means, values }, { ...attrs, perWindow: false, shared }));
    const [models, adjoints] = [modelsOf(values, false), modelsOf(dy, true)];
    return guideGradientWebgpu(backend, { guide, means, values, dy, models, adjoints }, attrs);
  }),
);
