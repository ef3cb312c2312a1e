import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposingAll } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import {
  adjointsOfMoments,
  constantsOf,
  type ModelConstants,
  modelsOfMoments,
  pixelsOf,
  referenceColours,
  rowMoments,
  sizesOf,
} from '../localModels/webgpu';
import { guideGradientWebgpu } from '../localModels/webgpuGuideGradient';
import { predictionsWebgpu } from '../localModels/webgpuPredictions';
import { guidePixels } from '../localModels/wgsl/pixels';
import type { SmoothLocalAffineAttributes } from './composed';
import { bilateral, forNeighbours } from './wgsl/bilateral';

/** The part of the arguments of `webgpuKernel` that all programs here share. */
const shared = {
  constants: ({ guide, values }: Record<'guide' | 'values', TensorInfo>) => constantsOf(guide, values),
  integers: ({ guide }: { guide: TensorInfo }, { radius }: SmoothLocalAffineAttributes) => sizesOf(guide, radius),
  floats: ({ guide: { shape } }: { guide: TensorInfo }, { radius, sigma }: SmoothLocalAffineAttributes) => ({
    spatialScale: -0.5 / (radius / 3) ** 2,
    contrastScale: -0.5 / (shape[3] * sigma ** 2),
  }),
  invocations: ({ guide }: { guide: TensorInfo }) => pixelsOf(guide),
};

const pixelsAndModels = ({ colours, channels }: ModelConstants) => /* wgsl */ `
  const CHANNELS = ${channels};
  ${guidePixels(colours)}
  ${bilateral}
  fn planeAt(k: i32, c: i32, pixel: i32) -> i32 { return (k * CHANNELS + c) * uniforms.pixels + pixel; }
`;

/** The prediction of channel c by the model of a pixel, for the colours that are loaded. */
const predicting = /* wgsl */ `
  fn predicted(c: i32, pixel: i32) -> f32 {
    var sum = modelsAt(planeAt(COLOURS, c, pixel));
    for (var k = 0; k < COLOURS; k++) { sum += modelsAt(planeAt(k, c, pixel)) * colours[k]; }
    return sum;
  }
`;

/** R_i = Σ_j w_ij (a_j·g_i + b_j) / Σ_j w_ij */
const smooth = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values' | 'models',
  SmoothLocalAffineAttributes,
  ModelConstants
>({
  name: 'smoothLocalAffine',
  inputs: ['guide', 'means', 'models'],
  output: ({ values }) => values.shape,
  ...shared,
  code: (constants) => /* wgsl */ `
    ${pixelsAndModels(constants)}
    ${predicting}
    fn main(i: i32) {
      if (i >= uniforms.pixels) { return; }
      loadReference(i);
      loadColours(i);
      var total = 0.0;
      var sums = array<f32, CHANNELS>();
      ${forNeighbours(`
        total += w;
        for (var c = 0; c < CHANNELS; c++) { sums[c] += w * predicted(c, j); }
      `)}
      for (var c = 0; c < CHANNELS; c++) { result[i * CHANNELS + c] = sums[c] / total; }
    }
  `,
});

/** y_i = dy_i / Σ_j w_ij */
const shares = /* @__PURE__ */ webgpuKernel<'guide' | 'values', SmoothLocalAffineAttributes, ModelConstants>({
  name: 'bilateralShares',
  inputs: ['guide', 'values'],
  output: ({ values }) => values.shape,
  ...shared,
  code: ({ colours, channels }) => /* wgsl */ `
    const COLOURS = ${colours};
    ${bilateral}
    fn main(i: i32) {
      if (i >= uniforms.pixels) { return; }
      var total = 0.0;
      ${forNeighbours('total += w;')}
      for (var c = 0; c < ${channels}; c++) {
        result[i * ${channels} + c] = valuesAt(i * ${channels} + c) / total;
      }
    }
  `,
});

/** The gradients for the models: Σ_j w_ij y_j g_j for the slopes of pixel i, and Σ_j w_ij y_j for the intercepts. */
const modelGradients = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values' | 'y',
  SmoothLocalAffineAttributes,
  ModelConstants
>({
  name: 'smoothModelGradients',
  inputs: ['guide', 'means', 'y'],
  output: ({ guide, values }) => [(guide.shape[3] + 1) * values.shape[3], pixelsOf(guide)],
  ...shared,
  code: (constants) => /* wgsl */ `
    ${pixelsAndModels(constants)}
    fn main(i: i32) {
      if (i >= uniforms.pixels) { return; }
      loadReference(i);
      var sums = array<f32, ${(constants.colours + 1) * constants.channels}>();
      ${forNeighbours(`
        loadColours(j);
        for (var c = 0; c < CHANNELS; c++) {
          let share = w * yAt(j * CHANNELS + c);
          for (var k = 0; k < COLOURS; k++) { sums[k * CHANNELS + c] += share * colours[k]; }
          sums[COLOURS * CHANNELS + c] += share;
        }
      `)}
      for (var plane = 0; plane < (COLOURS + 1) * CHANNELS; plane++) {
        result[plane * uniforms.pixels + i] = sums[plane];
      }
    }
  `,
});

/**
 * The gradient for the guide through the models, `others`, plus that through the colours and the weights: with P_ij =
 * a_j·g_i + b_j,
 *
 *     Σ_j w_ij y_i a_j − Σ_j w_ij (g_i − g_j) (y_i (P_ij − R_i) + y_j (P_ji − R_j)) / (K σ²)
 */
const guideGradients = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values' | 'models' | 'smoothed' | 'y' | 'others',
  SmoothLocalAffineAttributes,
  ModelConstants
>({
  name: 'smoothGuideGradients',
  inputs: ['guide', 'means', 'models', 'smoothed', 'y', 'others'],
  output: ({ guide }) => guide.shape,
  ...shared,
  code: (constants) => /* wgsl */ `
    ${pixelsAndModels(constants)}
    ${predicting}
    fn main(i: i32) {
      if (i >= uniforms.pixels) { return; }
      loadReference(i);
      var along = array<f32, COLOURS>();
      var ofWeights = array<f32, COLOURS>();
      ${forNeighbours(`
        var slope = 0.0; // of the weight
        for (var c = 0; c < CHANNELS; c++) {
          let own = i * CHANNELS + c;
          let other = j * CHANNELS + c;
          loadColours(i);
          slope += yAt(own) * (predicted(c, j) - smoothedAt(own));
          loadColours(j);
          slope += yAt(other) * (predicted(c, i) - smoothedAt(other));
          for (var k = 0; k < COLOURS; k++) { along[k] += w * yAt(own) * modelsAt(planeAt(k, c, j)); }
        }
        for (var k = 0; k < COLOURS; k++) {
          let difference = guideAt(i * COLOURS + k) - guideAt(j * COLOURS + k);
          ofWeights[k] += 2.0 * uniforms.contrastScale * w * slope * difference;
        }
      `)}
      for (var k = 0; k < COLOURS; k++) {
        result[i * COLOURS + k] = othersAt(i * COLOURS + k) + ofWeights[k] + unrotate(k, along);
      }
    }
  `,
});

/** The attributes of the models, which belong to windows of 3 × 3 pixels. */
const ofModels = ({ epsilon }: SmoothLocalAffineAttributes) => ({ radius: 1, epsilon, perWindow: true, shared: false });

/** The results that several kernels share; `values` is the image, or of its shape. */
function prepared(
  backend: KernelBackend,
  intermediate: (tensor: TensorInfo) => TensorInfo,
  guide: TensorInfo,
  values: TensorInfo,
  attrs: SmoothLocalAffineAttributes,
) {
  const means = intermediate(referenceColours({ inputs: { guide }, attrs, backend }));
  const inputs = { guide, means, values };
  const moments = intermediate(rowMoments({ inputs, attrs: ofModels(attrs), backend }));
  return {
    inputs,
    models: () => intermediate(modelsOfMoments({ inputs: { ...inputs, moments }, attrs: ofModels(attrs), backend })),
    adjoints: (y: TensorInfo) => {
      const gradients = intermediate(modelGradients({ inputs: { ...inputs, y }, attrs, backend }));
      const given = { ...inputs, moments, gradients };
      return intermediate(adjointsOfMoments({ inputs: given, attrs: ofModels(attrs), backend }));
    },
  };
}

export const smoothWebgpu = /* @__PURE__ */ typedKernel<
  Record<'guide' | 'image', TensorInfo>,
  SmoothLocalAffineAttributes
>(({ inputs: { guide, image }, attrs, backend }) =>
  disposingAll(backend, (intermediate) => {
    const { inputs, models } = prepared(backend, intermediate, guide, image, attrs);
    return smooth({ inputs: { ...inputs, models: models() }, attrs, backend });
  }),
);

export const imageGradWebgpu = /* @__PURE__ */ typedKernel<
  Record<'guide' | 'dy', TensorInfo>,
  SmoothLocalAffineAttributes
>(({ inputs: { guide, dy }, attrs, backend }) =>
  disposingAll(backend, (intermediate) => {
    const { inputs, adjoints } = prepared(backend, intermediate, guide, dy, attrs);
    const planes = adjoints(intermediate(shares({ inputs, attrs, backend })));
    return predictionsWebgpu(backend, { ...inputs, planes }, { radius: 1, isAdjoint: true });
  }),
);

export const guideGradWebgpu = /* @__PURE__ */ typedKernel<
  Record<'guide' | 'image' | 'dy', TensorInfo>,
  SmoothLocalAffineAttributes
>(({ inputs: { guide, image, dy }, attrs, backend }) =>
  disposingAll(backend, (intermediate) => {
    const { inputs, ...of } = prepared(backend, intermediate, guide, image, attrs);
    const y = intermediate(shares({ inputs: { guide, values: dy }, attrs, backend }));
    const [models, adjoints] = [of.models(), of.adjoints(y)];
    const smoothed = intermediate(smooth({ inputs: { ...inputs, models }, attrs, backend }));
    const others = intermediate(guideGradientWebgpu(backend, { ...inputs, models, adjoints }, { radius: 1 }));
    return guideGradients({ inputs: { ...inputs, models, smoothed, y, others }, attrs, backend });
  }),
);
