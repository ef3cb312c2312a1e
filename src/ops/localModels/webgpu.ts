import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { finite } from '../../webgpu/wgsl/finite';
import { repeated } from '../../webgpu/wgsl/repeated';
import { rowReductions } from '../../webgpu/wgsl/rows';
import type { LocalModelsAttributes } from './composed';
import { guidePixels, sizesOfSystems, systems, windowOfPixel } from './wgsl/pixels';

export interface ModelConstants {
  colours: number;
  channels: number;
}

/** With `shared`, values are divided by the number of pixels in the window around theirs. */
interface ModelPixelsAttributes extends LocalModelsAttributes {
  shared: boolean;
}

/** The sizes that all programs on a guide [batch, height, width, K] share. */
export const sizesOf = ({ shape: [batch, height, width] }: TensorInfo, radius: number) => ({
  height,
  width,
  pixels: batch * height * width,
  radius: Math.min(radius, Math.max(height, width)),
});

export const pixelsOf = ({ shape: [batch, height, width] }: TensorInfo): number => batch * height * width;

/** The number of pixels of each image whose mean is its reference. */
const sampled = 8192;

/** The mean of the finite numbers among some pixels of each channel: [batch, K]. Any number near them would do. */
export const referenceColours = /* @__PURE__ */ webgpuKernel<'guide'>({
  name: 'referenceColours',
  inputs: ['guide'],
  output: ({ guide: { shape } }) => [shape[0], shape[3]],
  integers: ({ guide: { shape } }) => ({
    pixels: shape[1] * shape[2],
    colours: shape[3],
    stride: Math.ceil((shape[1] * shape[2]) / sampled),
  }),
  invocations: ({ guide: { shape } }) => shape[0] * shape[3] * WORKGROUP,
  code: () => /* wgsl */ `
    ${finite}
    ${rowReductions(WORKGROUP)}
    fn main(index: i32) {
      let entry = min(index / LANES, uniforms.size - 1);
      let example = entry / uniforms.colours;
      var sums = vec4<f32>();
      for (var n = index % LANES * uniforms.stride; n < uniforms.pixels; n += LANES * uniforms.stride) {
        let colour = guideAt((example * uniforms.pixels + n) * uniforms.colours + entry % uniforms.colours);
        if (isFinite(colour)) { sums += vec4<f32>(colour, 1.0, 0.0, 0.0); }
      }
      let total = sumOverRow(sums);
      let mean = total.x / max(total.y, 1.0);
      if (index % LANES == 0) { result[entry] = select(0.0, mean, isFinite(mean)); }
    }
  `,
});

/** The means of the planes (colours, then values) over each window's row, then their covariances: [planes, pixels]. */
export const rowMoments = /* @__PURE__ */ webgpuKernel<
  'guide' | 'means' | 'values',
  ModelPixelsAttributes,
  ModelConstants & { shared: boolean }
>({
  name: 'rowMoments',
  inputs: ['guide', 'means', 'values'],
  output: ({ guide, values }) => [momentsOf(constantsOf(guide, values)), pixelsOf(guide)],
  constants: ({ guide, values }, { shared }) => ({ ...constantsOf(guide, values), shared }),
  integers: ({ guide }, { radius }) => sizesOf(guide, radius),
  invocations: ({ guide }) => pixelsOf(guide),
  code: ({ shared, ...constants }) => {
    const { planes, products } = sizesOfSystems(constants);
    const { colours } = constants;
    const each = repeated(products);
    const share = shared ? '/ pixelsInWindow' : '';
    return /* wgsl */ `
      ${guidePixels(colours)}
      ${windowOfPixel}
      ${systems(constants)}
      var<private> planes: array<f32, PLANES>;

      fn load(pixel: i32, pixelsInWindow: f32) {
        loadColours(pixel);
        ${each('k', 0, colours, (k) => `planes[${k}] = colours[${k}];`)}
        ${each('p', colours, planes, (p) => `planes[${p}] = valuesAt(pixel * CHANNELS + ${p} - COLOURS) ${share};`)}
      }

      fn main(pixel: i32) {
        if (pixel >= uniforms.pixels) { return; }
        loadReference(pixel);
        let column = pixel % uniforms.width;
        let run = cut(column, uniforms.width);
        let rows = countOf(alongColumn(pixel));
        var mean = array<f32, PLANES>();
        for (var d = run.first; d <= run.last; d++) {
          load(pixel + d, rows * countOf(cut(column + d, uniforms.width)));
          ${each('p', 0, planes, (p) => `mean[${p}] += planes[${p}];`)}
        }
        for (var p = 0; p < PLANES; p++) {
          mean[p] = mean[p] / countOf(run);
          result[p * uniforms.pixels + pixel] = mean[p];
        }
        for (var d = run.first; d <= run.last; d++) {
          load(pixel + d, rows * countOf(cut(column + d, uniforms.width)));
          ${each('p', 0, planes, (p) => `planes[${p}] -= mean[${p}];`)}
          ${each('k', 0, colours, (k) => each('p', k, planes, (p) => `products[at(${k}, ${p})] += planes[${k}] * planes[${p}];`))}
        }
        for (var n = 0; n < PRODUCTS; n++) {
          result[(PLANES + n) * uniforms.pixels + pixel] = products[n] / countOf(run);
        }
      }
    `;
  },
});

/** Joins the rows of each window and solves for its model: the slopes, then the intercepts, [(K + 1) C, pixels]. */
const modelsOfRows = <Input extends string = never>(name: string, inputs: readonly Input[], isAdjoint: boolean) =>
  webgpuKernel<'guide' | 'values' | 'moments' | Input, LocalModelsAttributes, ModelConstants & { perWindow: boolean }>({
    name,
    inputs: ['moments', ...inputs],
    output: ({ guide, values }) => [(guide.shape[3] + 1) * values.shape[3], pixelsOf(guide)],
    constants: ({ guide, values }, { perWindow }) => ({ ...constantsOf(guide, values), perWindow }),
    integers: ({ guide }, { radius }) => sizesOf(guide, radius),
    floats: (_, { epsilon }) => ({ epsilon }),
    invocations: ({ guide }) => pixelsOf(guide),
    code: ({ perWindow, ...constants }) => {
      const { planes, products } = sizesOfSystems(constants);
      const { colours } = constants;
      const each = repeated(products);
      return /* wgsl */ `
        const COLOURS = ${colours};
        ${windowOfPixel}
        ${systems(constants)}
        var<private> mean: array<f32, PLANES>;

        fn momentAt(plane: i32, pixel: i32) -> f32 { return momentsAt(plane * uniforms.pixels + pixel); }

        fn joinRows(pixel: i32) {
          let run = alongColumn(pixel);
          for (var d = run.first; d <= run.last; d++) {
            let row = pixel + d * uniforms.width;
            ${each('p', 0, planes, (p) => `mean[${p}] += momentAt(${p}, row);`)}
          }
          for (var p = 0; p < PLANES; p++) { mean[p] = mean[p] / countOf(run); }
          for (var d = run.first; d <= run.last; d++) {
            let row = pixel + d * uniforms.width;
            var between = array<f32, PLANES>();
            ${each('p', 0, planes, (p) => `between[${p}] = momentAt(${p}, row) - mean[${p}];`)}
            ${each('k', 0, colours, (k) =>
              each(
                'p',
                k,
                planes,
                (p) => `
              let n = at(${k}, ${p});
              products[n] += momentAt(PLANES + n, row) + between[${k}] * between[${p}];`,
              ),
            )}
          }
          for (var n = 0; n < PRODUCTS; n++) { products[n] = products[n] / countOf(run); }
        }

        fn planeAt(k: i32, c: i32, pixel: i32) -> i32 { return (k * CHANNELS + c) * uniforms.pixels + pixel; }
        ${isAdjoint ? adjointSides : ownSides}

        fn main(pixel: i32) {
          if (pixel >= uniforms.pixels) { return; }
          joinRows(pixel);
          setRightSides(pixel);
          solve(uniforms.epsilon${perWindow ? ' / pixelsInWindow(pixel)' : ''});
          let share = ${isAdjoint ? '1.0 / pixelsInWindow(pixel)' : '1.0'};
          for (var c = 0; c < CHANNELS; c++) {
            var intercept = interceptAt(c, pixel);
            for (var k = 0; k < COLOURS; k++) {
              let slope = products[at(k, COLOURS + c)];
              intercept -= slope * mean[k];
              result[planeAt(k, c, pixel)] = share * slope;
            }
            result[planeAt(COLOURS, c, pixel)] = share * intercept;
          }
        }
      `;
    },
  });

const ownSides = /* wgsl */ `
  fn setRightSides(pixel: i32) {}
  fn interceptAt(c: i32, pixel: i32) -> f32 { return mean[COLOURS + c]; }
`;

/** For gradients (da, db) of slopes and intercepts: da − ḡ db on the right, and db for the mean of the values. */
const adjointSides = /* wgsl */ `
  fn interceptAt(c: i32, pixel: i32) -> f32 { return gradientsAt(planeAt(COLOURS, c, pixel)); }
  fn setRightSides(pixel: i32) {
    for (var c = 0; c < CHANNELS; c++) {
      for (var k = 0; k < COLOURS; k++) {
        products[at(k, COLOURS + c)] = gradientsAt(planeAt(k, c, pixel)) - mean[k] * interceptAt(c, pixel);
      }
    }
  }
`;

export const modelsOfMoments = /* @__PURE__ */ modelsOfRows('modelsOfRows', [], false);

/** `adjointModels` of `gradients` [(K + 1) C, pixels], for the moments of the guide and any values. */
export const adjointsOfMoments = /* @__PURE__ */ modelsOfRows('adjointModels', ['gradients'], true);

export const constantsOf = (guide: TensorInfo, values: TensorInfo): ModelConstants => ({
  colours: guide.shape[3],
  channels: values.shape[3],
});

function momentsOf(constants: ModelConstants): number {
  const { planes, products } = sizesOfSystems(constants);
  return planes + products;
}

/**
 * The local models of values [batch, height, width, C] in the colours of a guide [batch, height, width, K], less their
 * `means`; as `localModels`, [(K + 1) C, pixels].
 */
export const modelsWebgpu = (
  backend: KernelBackend,
  inputs: Record<'guide' | 'means' | 'values', TensorInfo>,
  attrs: ModelPixelsAttributes,
): TensorInfo =>
  disposing(backend, rowMoments({ inputs, attrs, backend }), (moments) =>
    modelsOfMoments({ inputs: { ...inputs, moments }, attrs, backend }),
  );
