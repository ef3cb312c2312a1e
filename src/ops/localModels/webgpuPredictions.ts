import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { constantsOf, type ModelConstants, sizesOf } from './webgpu';
import { guidePixels, windowOfPixel, windowSum } from './wgsl/pixels';

interface PredictionsAttributes {
  radius: number;
  isAdjoint: boolean;
}

/** The sums of planes [planes, pixels] over each window's row. */
const rowSums = /* @__PURE__ */ webgpuKernel<'guide' | 'planes', PredictionsAttributes>({
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

/** Σ_k S(a_k) g_k + S(b) from the models' sums over rows, divided by the pixels in the window unless it is adjoint. */
const predictions = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values' | 'sums',
  PredictionsAttributes,
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
    ${windowSum}
    fn valueAt(index: i32) -> f32 {
      let pixel = index / ${channels};
      let channel = index % ${channels};
      let rows = alongColumn(pixel);
      loadReference(pixel);
      loadColours(pixel);
      var sum = sumOf(COLOURS * ${channels} + channel, pixel, rows);
      for (var k = 0; k < COLOURS; k++) { sum += colours[k] * sumOf(k * ${channels} + channel, pixel, rows); }
      return ${isAdjoint ? 'sum' : 'sum / pixelsInWindow(pixel)'};
    }
  `,
});

/**
 * The means of the models `planes` [(K + 1) C, pixels] over the window around each pixel, applied to the guide, or with
 * `isAdjoint` their sums: a tensor like `values`, of which only the shape counts.
 */
export const predictionsWebgpu = (
  backend: KernelBackend,
  { planes, ...inputs }: Record<'guide' | 'means' | 'values' | 'planes', TensorInfo>,
  attrs: PredictionsAttributes,
): TensorInfo =>
  disposing(backend, rowSums({ inputs: { guide: inputs.guide, planes }, attrs, backend }), (sums) =>
    predictions({ inputs: { ...inputs, sums }, attrs, backend }),
  );
