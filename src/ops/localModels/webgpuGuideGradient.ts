import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { constantsOf, type ModelConstants, pixelsOf, sizesOf } from './webgpu';
import { guidePixels, windowOfPixel, windowSum } from './wgsl/pixels';

type Inputs = 'guide' | 'means' | 'values' | 'models' | 'adjoints';
type GuideGradientAttributes = { radius: number };

/**
 * The planes whose sums over windows `guideGradient` needs: the slopes of the adjoint models and of the models, then
 * the pairings Σ_c (v_jc a_lc + a_jc v_lc) for each j and l ≥ j, where l = K stands for the intercepts.
 */
const planes = ({ colours, channels }: ModelConstants) => /* wgsl */ `
  const COLOURS_AND_1 = ${colours + 1};
  const CHANNELS = ${channels};
  const SLOPES = ${colours * channels};
  fn pairOf(j: i32, l: i32) -> i32 { return 2 * SLOPES + j * COLOURS_AND_1 - j * (j - 1) / 2 + l - j; }
`;

const planeCount = ({ colours, channels }: ModelConstants) => 2 * colours * channels + (colours * (colours + 3)) / 2;

/** The sums of these planes over the row of each window. */
const rowSums = /* @__PURE__ */ webgpuKernel<Inputs, GuideGradientAttributes, ModelConstants>({
  name: 'guidePairings',
  inputs: ['models', 'adjoints'],
  output: ({ guide, values }) => [planeCount(constantsOf(guide, values)), pixelsOf(guide)],
  constants: ({ guide, values }) => constantsOf(guide, values),
  integers: ({ guide }, { radius }) => sizesOf(guide, radius),
  code: (constants) => /* wgsl */ `
    ${planes(constants)}
    ${windowOfPixel}

    fn pairing(j: i32, l: i32, pixel: i32) -> f32 {
      var sum = 0.0;
      for (var c = 0; c < CHANNELS; c++) {
        let first = (j * CHANNELS + c) * uniforms.pixels + pixel;
        let second = (l * CHANNELS + c) * uniforms.pixels + pixel;
        sum += adjointsAt(first) * modelsAt(second) + modelsAt(first) * adjointsAt(second);
      }
      return sum;
    }

    fn valueAt(index: i32) -> f32 {
      let plane = index / uniforms.pixels;
      let pixel = index - plane * uniforms.pixels;
      var j = 0;
      while (plane >= pairOf(j + 1, j + 1)) { j++; }
      let l = j + plane - pairOf(j, j);
      let run = alongRow(pixel);
      var sum = 0.0;
      for (var d = run.first; d <= run.last; d++) {
        if (plane < SLOPES) {
          sum += adjointsAt(index + d);
        } else if (plane < 2 * SLOPES) {
          sum += modelsAt(index - SLOPES * uniforms.pixels + d);
        } else {
          sum += pairing(j, l, pixel + d);
        }
      }
      return sum;
    }
  `,
});

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
      loadColours(pixel);
      var along = array<f32, COLOURS>();
      for (var j = 0; j < COLOURS; j++) {
        along[j] -= sumOf(pairOf(j, COLOURS), pixel);
        for (var l = j; l < COLOURS; l++) {
          let pairing = sumOf(pairOf(j, l), pixel);
          along[j] -= colours[l] * pairing;
          if (l > j) { along[l] -= colours[j] * pairing; }
        }
        for (var c = 0; c < CHANNELS; c++) {
          along[j] += valuesAt(pixel * CHANNELS + c) * sumOf(j * CHANNELS + c, pixel);
          ${dy.length > 0 ? ofDy : ''}
        }
      }
      for (var i = 0; i < COLOURS; i++) { result[pixel * COLOURS + i] = unrotate(i, along); }
    }
  `,
  });

const ofDy = /* wgsl */ `
  along[j] += dyAt(pixel * CHANNELS + c) / pixelsInWindow(pixel) * sumOf(SLOPES + j * CHANNELS + c, pixel);
`;

const throughModels = /* @__PURE__ */ gradients('guideGradient', []);
const throughBoth = /* @__PURE__ */ gradients('guideAndOutputGradient', ['dy']);

/** The gradient for a guide [batch, height, width, K] through the models of the values, and through dy if given. */
export const guideGradientWebgpu = (
  backend: KernelBackend,
  { dy, ...inputs }: Record<Inputs, TensorInfo> & { dy?: TensorInfo },
  attrs: GuideGradientAttributes,
): TensorInfo =>
  disposing(backend, rowSums({ inputs, attrs, backend }), (sums) =>
    dy
      ? throughBoth({ inputs: { ...inputs, sums, dy }, attrs, backend })
      : throughModels({ inputs: { ...inputs, sums }, attrs, backend }),
  );
