import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposingAll } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { constantsOf, type ModelConstants, modelsWebgpu, referenceColours, sizesOf } from '../localModels/webgpu';
import { guideGradientWebgpu } from '../localModels/webgpuGuideGradient';
import { guidePixels, windowOfPixel } from '../localModels/wgsl/pixels';
import type { GuidedFilterAttributes } from './composed';

/** The sums of planes [planes, pixels] over each window's row. */
const rowSums = /* @__PURE__ */ webgpuKernel<'guide' | 'planes', GuidedFilterAttributes>({
  name: 'windowRowSums',
  inputs: ['planes'],
  output: ({ planes }) => planes.shape,
  integers: ({ guide }, { radius }) => sizesOf(guide, radius),
  code: () => /* wgsl */ `
    ${windowOfPixel}
    fn valueAt(index: i32) -> f32 {
      let run = alongRow(index % uniforms.pixels);
      var sum = 0.0;
      for (var d = run.first; d <= run.last; d++) { sum += planesAt(index + d); }
      return sum;
    }
  `,
});

type Attributes = GuidedFilterAttributes & { isAdjoint: boolean };

/** Σ_k S(a_k) g_k + S(b) from the models' sums over rows, divided by the pixels in the window unless it is adjoint. */
const predictions = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values' | 'sums',
  Attributes,
  ModelConstants & { isAdjoint: boolean }
>({
  name: 'guidedPredictions',
  inputs: ['guide', 'means', 'sums'],
  output: ({ values }) => values.shape,
  constants: ({ guide, values }, { isAdjoint }) => ({ ...constantsOf(guide, values), isAdjoint }),
  integers: ({ guide }, { radius }) => sizesOf(guide, radius),
  code: ({ colours, channels, isAdjoint }) => /* wgsl */ `
    ${guidePixels(colours)}
    ${windowOfPixel}
    fn sumOf(plane: i32, pixel: i32) -> f32 {
      let run = alongColumn(pixel);
      var sum = 0.0;
      for (var d = run.first; d <= run.last; d++) {
        sum += sumsAt(plane * uniforms.pixels + pixel + d * uniforms.width);
      }
      return sum;
    }

    fn valueAt(index: i32) -> f32 {
      let pixel = index / ${channels};
      let channel = index % ${channels};
      loadColours(pixel);
      var sum = sumOf(COLOURS * ${channels} + channel, pixel);
      for (var k = 0; k < COLOURS; k++) { sum += colours[k] * sumOf(k * ${channels} + channel, pixel); }
      return ${isAdjoint ? 'sum' : 'sum / pixelsInWindow(pixel)'};
    }
  `,
});

/** The filter of `values`, or n times the filter of values / n for the n pixels in the window around each. */
const filter = (isAdjoint: boolean) =>
  typedKernel<Record<'guide' | 'values', TensorInfo>, GuidedFilterAttributes>(({ inputs, attrs, backend }) =>
    disposingAll(backend, (intermediate) => {
      const { guide } = inputs;
      const means = intermediate(referenceColours({ inputs: { guide }, attrs, backend }));
      const of = { ...inputs, means };
      const planes = intermediate(modelsWebgpu(backend, of, { ...attrs, perWindow: false, shared: isAdjoint }));
      const sums = intermediate(rowSums({ inputs: { guide, planes }, attrs, backend }));
      return predictions({ inputs: { ...of, sums }, attrs: { ...attrs, isAdjoint }, backend });
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
