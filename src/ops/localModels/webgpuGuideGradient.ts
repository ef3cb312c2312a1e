import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { disposingAll } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { constantsOf, type ModelConstants, pixelsOf, sizesOf } from './webgpu';
import { guidePixels, windowOfPixel, windowSum } from './wgsl/pixels';

type Inputs = 'guide' | 'means' | 'values' | 'models' | 'adjoints';
type GuideGradientAttributes = { radius: number };

/** Where the pairing of j and l ≥ j is among all, and the number of slopes. */
const planes = ({ colours, channels }: ModelConstants) => /* wgsl */ `
  const CHANNELS = ${channels};
  const SLOPES = ${colours * channels};
  fn pairOf(j: i32, l: i32) -> i32 { return j * ${colours + 1} - j * (j - 1) / 2 + l - j; }
`;

const pairCount = (colours: number) => (colours * (colours + 3)) / 2;

/** Σ_c (v_jc a_lc + a_jc v_lc) for each j and l ≥ j, where l = K stands for the intercepts: [pairs, pixels]. */
const pairings = /* @__PURE__ */ webgpuKernel<Inputs, GuideGradientAttributes, ModelConstants>({
  name: 'guidePairings',
  inputs: ['models', 'adjoints'],
  output: ({ guide }) => [pairCount(guide.shape[3]), pixelsOf(guide)],
  constants: ({ guide, values }) => constantsOf(guide, values),
  integers: ({ guide }) => ({ pixels: pixelsOf(guide) }),
  code: (constants) => /* wgsl */ `
    ${planes(constants)}
    fn valueAt(index: i32) -> f32 {
      let pair = index / uniforms.pixels;
      let pixel = index - pair * uniforms.pixels;
      var j = 0;
      while (pair >= pairOf(j + 1, j + 1)) { j++; }
      let l = j + pair - pairOf(j, j);
      var sum = 0.0;
      for (var c = 0; c < CHANNELS; c++) {
        let first = (j * CHANNELS + c) * uniforms.pixels + pixel;
        let second = (l * CHANNELS + c) * uniforms.pixels + pixel;
        sum += adjointsAt(first) * modelsAt(second) + modelsAt(first) * adjointsAt(second);
      }
      return sum;
    }
  `,
});

/**
 * The sums over the row of each window of the slopes of the adjoint models, of those of the models, and of the pairings.
 */
const rowSums = /* @__PURE__ */ webgpuKernel<Inputs | 'pairings', GuideGradientAttributes, { slopes: number }>({
  name: 'guideRowSums',
  inputs: ['models', 'adjoints', 'pairings'],
  output: ({ guide, values, pairings }) => [2 * slopesOf(guide, values) + pairings.shape[0], pixelsOf(guide)],
  constants: ({ guide, values }) => ({ slopes: slopesOf(guide, values) }),
  integers: ({ guide }, { radius }) => sizesOf(guide, radius),
  code: ({ slopes }) => /* wgsl */ `
    ${windowOfPixel}
    fn valueAt(index: i32) -> f32 {
      let count = ${slopes} * uniforms.pixels;
      let run = alongRow(index % uniforms.pixels);
      var sum = 0.0;
      if (index < count) {
        for (var d = run.first; d <= run.last; d++) { sum += adjointsAt(index + d); }
      } else if (index < 2 * count) {
        for (var d = run.first; d <= run.last; d++) { sum += modelsAt(index - count + d); }
      } else {
        for (var d = run.first; d <= run.last; d++) { sum += pairingsAt(index - 2 * count + d); }
      }
      return sum;
    }
  `,
});

const slopesOf = (guide: TensorInfo, values: TensorInfo) => guide.shape[3] * values.shape[3];

/** `guideGradient`, with dy plus Σ_c S(a_jc) dy_c / n, rotated back to the channels of the guide. */
const gradients = <Input extends string = never>(name: string, dy: readonly Input[]) =>
  webgpuKernel<Inputs | 'sums' | Input, GuideGradientAttributes, ModelConstants>({
    name,
    inputs: ['guide', 'means', 'values', 'sums', ...dy],
    output: ({ guide }) => guide.shape,
    constants: ({ guide, values }) => constantsOf(guide, values),
    integers: ({ guide }, { radius }) => sizesOf(guide, radius),
    invocations: ({ guide }) => pixelsOf(guide),
    code: (constants) => /* wgsl */ `
    ${guidePixels(constants.colours)}
    ${planes(constants)}
    ${windowOfPixel}
    ${windowSum}

    fn main(pixel: i32) {
      if (pixel >= uniforms.pixels) { return; }
      let rows = alongColumn(pixel);
      loadReference(pixel);
      loadColours(pixel);
      var along = array<f32, COLOURS>();
      for (var j = 0; j < COLOURS; j++) {
        along[j] -= sumOf(2 * SLOPES + pairOf(j, COLOURS), pixel, rows);
        for (var l = j; l < COLOURS; l++) {
          let pairing = sumOf(2 * SLOPES + pairOf(j, l), pixel, rows);
          along[j] -= colours[l] * pairing;
          if (l > j) { along[l] -= colours[j] * pairing; }
        }
        for (var c = 0; c < CHANNELS; c++) {
          along[j] += valuesAt(pixel * CHANNELS + c) * sumOf(j * CHANNELS + c, pixel, rows);
          ${dy.length > 0 ? ofDy : ''}
        }
      }
      for (var i = 0; i < COLOURS; i++) { result[pixel * COLOURS + i] = unrotate(i, along); }
    }
  `,
  });

const ofDy = /* wgsl */ `
  along[j] += dyAt(pixel * CHANNELS + c) / pixelsInWindow(pixel) * sumOf(SLOPES + j * CHANNELS + c, pixel, rows);
`;

const throughModels = /* @__PURE__ */ gradients('guideGradient', []);
const throughBoth = /* @__PURE__ */ gradients('guideAndOutputGradient', ['dy']);

/** The gradient for a guide [batch, height, width, K] through the models of the values, and through dy if given. */
export const guideGradientWebgpu = (
  backend: KernelBackend,
  { dy, ...inputs }: Record<Inputs, TensorInfo> & { dy?: TensorInfo },
  attrs: GuideGradientAttributes,
): TensorInfo =>
  disposingAll(backend, (intermediate) => {
    const given = { ...inputs, pairings: intermediate(pairings({ inputs, attrs, backend })) };
    const sums = intermediate(rowSums({ inputs: given, attrs, backend }));
    return dy
      ? throughBoth({ inputs: { ...inputs, sums, dy }, attrs, backend })
      : throughModels({ inputs: { ...inputs, sums }, attrs, backend });
  });
