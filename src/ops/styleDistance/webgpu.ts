import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { rowSums } from '../../webgpu/rowSums';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { type StyleDistanceAttributes, shareOf } from './composed';

type Inputs = 'grams' | 'styleGrams';

const floats = ({ positions }: StyleDistanceAttributes) => ({ own: 1 / positions[0], others: 1 / positions[1] });

const difference = /* wgsl */ `
  fn difference(i: i32) -> f32 { return uniforms.own * gramsAt(i) - uniforms.others * styleGramsAt(i); }
`;

const sums = /* @__PURE__ */ rowSums<Inputs, StyleDistanceAttributes & { factor: number }>({
  name: 'styleDistance',
  inputs: ['grams', 'styleGrams'],
  floats,
  code: /* wgsl */ `
    ${difference}
    fn term(i: i32) -> f32 { return difference(i) * difference(i); }
  `,
});

export const styleDistanceWebgpu = /* @__PURE__ */ typedKernel<Record<Inputs, TensorInfo>, StyleDistanceAttributes>(
  ({ inputs: { grams, styleGrams }, attrs, backend }) => {
    const size = util.sizeFromShape(grams.shape);
    const shape = attrs.factor === null ? [grams.shape[0], size / grams.shape[0]] : [size];
    const inputs = { grams: { ...grams, shape }, styleGrams: { ...styleGrams, shape } };
    return sums({ inputs, attrs: { ...attrs, factor: shareOf(grams) * (attrs.factor ?? 1) }, backend });
  },
);

/** The gradient for one of the matrices: 2 dy factor (G / M − A / M') / (4 C²), times `slope`. */
const gradient = (name: string, slope: string) =>
  webgpuKernel<Inputs | 'dy', StyleDistanceAttributes>({
    name,
    inputs: ['dy', 'grams', 'styleGrams'],
    output: ({ grams }) => grams.shape,
    integers: ({ grams: { shape } }, { factor }) => ({
      length: shape[1] * shape[2],
      perExample: factor === null ? 1 : 0,
    }),
    floats: ({ grams }, attributes) => ({
      ...floats(attributes),
      factor: 2 * shareOf(grams) * (attributes.factor ?? 1),
    }),
    code: () => /* wgsl */ `
      ${difference}
      fn valueAt(i: i32) -> f32 {
        return uniforms.factor * dyAt(i / uniforms.length * uniforms.perExample) * ${slope} * difference(i);
      }
    `,
  });

export const styleDistanceGradForGramsWebgpu = /* @__PURE__ */ gradient('styleDistanceGradForGrams', 'uniforms.own');

export const styleDistanceGradForStyleGramsWebgpu = /* @__PURE__ */ gradient(
  'styleDistanceGradForStyleGrams',
  '-uniforms.others',
);
