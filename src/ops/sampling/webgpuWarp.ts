import type { TensorInfo } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { chunksOf, sumChunks } from '../../webgpu/sumChunks';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { rowReductions } from '../../webgpu/wgsl/rows';
import type { ScaledWarpAttributes, WarpAttributes } from './attributes';
import {
  fillUniforms,
  type ImagesGradAttributes,
  imageSizes,
  imagesGradOf,
  perGroup,
  sampleConstants,
  scatterInvocations,
} from './webgpu';
import { choiceUniforms } from './wgsl/choice';
import { warpPoints } from './wgsl/points';
import { pointGradient, type SampleConstants, type ScatterConstants, sampling, scattering } from './wgsl/samples';

/** Ratios are those of `scaledWarp`. */
type AnyWarpAttributes = WarpAttributes & Partial<ScaledWarpAttributes>;
type WarpConstants = SampleConstants & { rows: number; ratios: number };

function warpSizes(imagesShape: readonly number[], matrix: TensorInfo, [height, width]: readonly number[]) {
  const matrices = matrix.shape[0];
  const samples = height * width;
  const examples = imagesShape[0] === 1 ? matrices : imagesShape[0];
  const sizes = { samples, allSamples: examples * samples, matrices, outputHeight: height, outputWidth: width };
  return { ...imageSizes(imagesShape), ...sizes };
}

const warpConstants = (channels: number, matrix: TensorInfo, attributes: AnyWarpAttributes): WarpConstants => ({
  ...sampleConstants(2, channels, attributes),
  rows: matrix.shape[1],
  ratios: attributes.ratios ? 3 * matrix.shape[1] : 0,
});

const warpUniforms = (inputs: object, attributes: AnyWarpAttributes) => ({
  ...fillUniforms(inputs, attributes),
  ...choiceUniforms('ratio', attributes.ratios?.flat() ?? []),
});

export const warpWebgpu = /* @__PURE__ */ webgpuKernel<'images' | 'matrix', AnyWarpAttributes, WarpConstants>({
  name: 'warp',
  inputs: ['images', 'matrix'],
  output: ({ images, matrix }, { size }) => {
    const [batch, , , channels] = images.shape;
    return [batch === 1 ? matrix.shape[0] : batch, ...size, channels];
  },
  constants: ({ images, matrix }, attributes) => warpConstants(images.shape[3], matrix, attributes),
  integers: ({ images, matrix }, { size }) => warpSizes(images.shape, matrix, size),
  floats: warpUniforms,
  invocations: ({ images, matrix }, { size }) => perGroup(warpSizes(images.shape, matrix, size)),
  code: (constants) => sampling(constants, warpPoints(constants)),
});

export const warpImagesGradWebgpu = /* @__PURE__ */ imagesGradOf<'dy' | 'matrix', AnyWarpAttributes>(
  webgpuKernel<'dy' | 'matrix' | 'errors', ImagesGradAttributes<AnyWarpAttributes>, WarpConstants & ScatterConstants>({
    name: 'warpImagesGrad',
    inputs: ['dy', 'matrix', 'errors'],
    output: (_, { imagesShape }) => [...imagesShape],
    constants: ({ dy, matrix }, attributes) => ({
      ...warpConstants(dy.shape[3], matrix, attributes),
      deterministic: attributes.deterministic,
    }),
    integers: ({ matrix }, { imagesShape, size }) => warpSizes(imagesShape, matrix, size),
    invocations: ({ matrix }, attributes) =>
      scatterInvocations(warpSizes(attributes.imagesShape, matrix, attributes.size), attributes),
    floats: warpUniforms,
    accumulates: true,
    writes: 'errors',
    code: (constants) => scattering(constants, warpPoints(constants)),
  }),
);

type Inputs = 'dy' | 'images' | 'matrix';

function chunkSizes({ images, matrix }: Record<Inputs, TensorInfo>, size: readonly number[]) {
  const sizes = warpSizes(images.shape, matrix, size);
  const perMatrix = sizes.allSamples / Math.max(1, matrix.shape[0]);
  return { ...sizes, perMatrix, ...chunksOf(perMatrix) };
}

/** Σ d(u, v, w) ⊗ (X, Y, 1) in chunks, where (x, y) = (u, v) / w, d(u, v) = d(x, y) / w and dw = −d(u, v) · (x, y). */
const matrixGradChunks = /* @__PURE__ */ webgpuKernel<Inputs, AnyWarpAttributes, WarpConstants>({
  name: 'warpMatrixGrad',
  inputs: ['dy', 'images', 'matrix'],
  output: (inputs, { size }) => [inputs.matrix.shape[0], chunkSizes(inputs, size).chunks, inputs.matrix.shape[1] * 3],
  constants: ({ images, matrix }, attributes) => ({ ...warpConstants(images.shape[3], matrix, attributes), group: 1 }),
  integers: (inputs, { size }) => chunkSizes(inputs, size),
  floats: warpUniforms,
  invocations: (inputs, { size }) => inputs.matrix.shape[0] * chunkSizes(inputs, size).chunks * WORKGROUP,
  code: (constants) => /* wgsl */ `
    ${rowReductions(WORKGROUP)}
    ${pointGradient(constants, warpPoints(constants))}

    /** d(u, v, w) of a sample. Where d(x, y) is zero, so is it, even on the horizon. */
    fn homogeneousGradient(sample: i32) -> vec3<f32> {
      let gradient = pointGradient(sample, 0, 1);
      ${constants.rows === 3 ? perspective : 'return gradient;'}
    }

    fn isZero(x: f32) -> bool { return (bitcast<u32>(x) << 1u) == 0u; }

    fn main(index: i32) {
      let chunk = min(index / LANES, uniforms.matrices * uniforms.chunks - 1);
      let matrix = chunk / uniforms.chunks;
      let first = (chunk - matrix * uniforms.chunks) * LANES * uniforms.perInvocation + index % LANES;
      var sums: array<vec4<f32>, ROWS>;
      for (var n = 0; n < uniforms.perInvocation; n++) {
        let sample = first + n * LANES;
        if (sample < uniforms.perMatrix) {
          let pixel = vec4<f32>(outputPixelOf(sample), 1.0, 0.0);
          let gradient = homogeneousGradient(matrix * uniforms.perMatrix + sample);
          for (var row = 0; row < ROWS; row++) { sums[row] += gradient[row] * pixel; }
        }
      }
      for (var row = 0; row < ROWS; row++) {
        let sum = sumOverRow(sums[row]);
        let column = index % LANES;
        if (column < 3) { result[(chunk * ROWS + row) * 3 + column] = sum[column] * ratioAt(row * 3 + column); }
      }
    }
  `,
});

const perspective = /* wgsl */ `
  let depth = rowTimes(matrixOf(sample), 2, outputPixelOf(sample));
  let point = pointOf(sample);
  let u = select(gradient.x / depth, 0.0, isZero(gradient.x));
  let v = select(gradient.y / depth, 0.0, isZero(gradient.y));
  let alongX = select(u * point.x, 0.0, isZero(gradient.x));
  let alongY = select(v * point.y, 0.0, isZero(gradient.y));
  return vec3<f32>(u, v, -(alongX + alongY));
`;

export const warpMatrixGradWebgpu = /* @__PURE__ */ typedKernel<Record<Inputs, TensorInfo>, AnyWarpAttributes>(
  ({ inputs, attrs, backend }) => {
    const { shape } = inputs.matrix;
    return disposing(backend, matrixGradChunks({ inputs, attrs, backend }), (x) =>
      sumChunks({ inputs: { x }, attrs: { shape }, backend }),
    );
  },
);
