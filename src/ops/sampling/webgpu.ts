import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../../internal/typedKernel';
import { addErrors } from '../../webgpu/addErrors';
import { isDeterministic } from '../../webgpu/deterministic';
import { disposing } from '../../webgpu/disposing';
import { webgpuKernel, zeroed } from '../../webgpu/webgpuKernel';
import { lanesFor, rowReductions } from '../../webgpu/wgsl/rows';
import type { SamplingAttributes, WithImagesShape } from './attributes';
import { choiceUniforms } from './wgsl/choice';
import { gridPoints } from './wgsl/points';
import {
  perRow,
  pointGradient,
  type SampleConstants,
  type ScatterConstants,
  sampling,
  scattering,
} from './wgsl/samples';

type GridConstants = SampleConstants & { lanes: number };

/** One number if all are equal, so that a fill of many channels is short. */
const fillsOf = ({ fill = [] }: SamplingAttributes): number[] => (new Set(fill).size === 1 ? [fill[0]] : fill);

export const fillUniforms = (_: object, attributes: SamplingAttributes): Record<string, number> =>
  choiceUniforms('fill', fillsOf(attributes));

/** Everything that the code depends on. */
export function sampleConstants(axes: number, channels: number, attributes: SamplingAttributes): SampleConstants {
  const { interpolation, padding, alignCorners, inPixels } = attributes;
  const [group, fills] = [Math.min(channels, 4), fillsOf(attributes).length];
  return { axes, interpolation, padding, alignCorners, inPixels, group, fills };
}

/** The sizes of images [batch, ...size, channels]. */
export function imageSizes([images, ...size]: readonly number[]) {
  const [depth, height, width, channels] = size.length === 3 ? [1, ...size] : size;
  return { images, depth, height, width, channels, groups: Math.ceil(channels / 4) };
}

const gridSizes = (imagesShape: readonly number[], { shape }: TensorInfo) => {
  const allSamples = util.sizeFromShape(shape.slice(0, -1));
  return { ...imageSizes(imagesShape), allSamples, samples: allSamples / shape[0] };
};

export const perGroup = ({ allSamples, groups }: { allSamples: number; groups: number }) => allSamples * groups;

export const gridSampleWebgpu = /* @__PURE__ */ webgpuKernel<'images' | 'grid', SamplingAttributes, SampleConstants>({
  name: 'gridSample',
  inputs: ['images', 'grid'],
  output: ({ images, grid }) => [...grid.shape.slice(0, -1), images.shape.at(-1)!],
  constants: ({ images, grid }, attributes) => sampleConstants(grid.shape.at(-1)!, images.shape.at(-1)!, attributes),
  integers: ({ images, grid }) => gridSizes(images.shape, grid),
  floats: fillUniforms,
  invocations: ({ images, grid }) => perGroup(gridSizes(images.shape, grid)),
  code: (constants) => sampling(constants, gridPoints(constants.axes)),
});

export type ImagesGradAttributes<Attributes> = WithImagesShape<Attributes> & { deterministic: boolean };

/** The kernel of a gradient for images. `sums` accumulates it, and its rounding errors in a tensor of the same size. */
export const imagesGradOf = <Input extends string, Attributes>(
  sums: TypedKernel<Record<Input | 'errors', TensorInfo>, ImagesGradAttributes<Attributes>>,
): TypedKernel<Record<Input, TensorInfo>, WithImagesShape<Attributes>> =>
  typedKernel(({ inputs, attrs, backend }) =>
    disposing(backend, zeroed(backend, [...attrs.imagesShape]), (errors) => {
      const given = { ...inputs, errors } as Record<Input | 'errors', TensorInfo>;
      const output = sums({ inputs: given, attrs: { ...attrs, deterministic: isDeterministic(backend) }, backend });
      return addErrors({ inputs: { sums: output, errors }, attrs: {}, backend });
    }),
  );

type ScatterSizes = Parameters<typeof perRow>[0] & Parameters<typeof perGroup>[0];

export const scatterInvocations = (sizes: ScatterSizes, { deterministic }: { deterministic: boolean }): number =>
  deterministic ? perRow(sizes) : perGroup(sizes);

export const gridSampleImagesGradWebgpu = /* @__PURE__ */ imagesGradOf<'dy' | 'grid', SamplingAttributes>(
  webgpuKernel<'dy' | 'grid' | 'errors', ImagesGradAttributes<SamplingAttributes>, ScatterConstants>({
    name: 'gridSampleImagesGrad',
    inputs: ['dy', 'grid', 'errors'],
    output: (_, { imagesShape }) => [...imagesShape],
    constants: ({ dy, grid }, attributes) => ({
      ...sampleConstants(grid.shape.at(-1)!, dy.shape.at(-1)!, attributes),
      deterministic: attributes.deterministic,
    }),
    integers: ({ grid }, { imagesShape }) => gridSizes(imagesShape, grid),
    invocations: ({ grid }, attributes) => scatterInvocations(gridSizes(attributes.imagesShape, grid), attributes),
    accumulates: true,
    writes: 'errors',
    code: (constants) => scattering(constants, gridPoints(constants.axes)),
  }),
);

export const gridSampleGridGradWebgpu = /* @__PURE__ */ webgpuKernel<
  'dy' | 'images' | 'grid',
  SamplingAttributes,
  GridConstants
>({
  name: 'gridSampleGridGrad',
  inputs: ['dy', 'images', 'grid'],
  output: ({ grid }) => grid.shape,
  constants: ({ images, grid }, attributes) => {
    const channels = images.shape.at(-1)!;
    return { ...sampleConstants(grid.shape.at(-1)!, channels, attributes), group: 1, lanes: lanesFor(channels) };
  },
  integers: ({ images, grid }) => gridSizes(images.shape, grid),
  floats: fillUniforms,
  invocations: ({ images, grid }) => gridSizes(images.shape, grid).allSamples * lanesFor(images.shape.at(-1)!),
  code: ({ lanes, ...constants }) => /* wgsl */ `
    ${rowReductions(lanes)}
    ${pointGradient(constants, gridPoints(constants.axes))}
    fn main(index: i32) {
      let sample = min(index / LANES, uniforms.allSamples - 1);
      let lane = index % LANES;
      let gradient = sumOverRow(vec4<f32>(pointGradient(sample, lane, LANES), 0.0));
      if (lane == 0) {
        let first = sample * ${constants.axes};
        for (var axis = 0; axis < ${constants.axes}; axis++) { result[first + axis] = gradient[axis]; }
      }
    }
  `,
});
