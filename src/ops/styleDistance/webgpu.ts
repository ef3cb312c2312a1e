import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type TypedKernel, typedKernel } from '../../internal/typedKernel';
import { rowSums } from '../../webgpu/rowSums';
import { webgpuKernel } from '../../webgpu/webgpuKernel';
import { type StyleDistanceAttributes, shareOf } from './composed';

type Inputs = 'grams' | 'styleGrams';

const floats = ({ positions }: StyleDistanceAttributes) => ({ own: 1 / positions[0], others: 1 / positions[1] });

/** The matrices of the style begin at `styleFirst`, since both kinds may be in one tensor. */
const difference = /* wgsl */ `
  fn difference(i: i32) -> f32 {
    return uniforms.own * gramsAt(i) - uniforms.others * styleGramsAt(uniforms.styleFirst + i);
  }
`;

const sums = /* @__PURE__ */ rowSums<Inputs, StyleDistanceAttributes & { factor: number; styleFirst: number }>({
  name: 'styleDistance',
  inputs: ['grams', 'styleGrams'],
  integers: ({ styleFirst }) => ({ styleFirst }),
  floats,
  code: /* wgsl */ `
    ${difference}
    fn term(i: i32) -> f32 { return difference(i) * difference(i); }
  `,
});

type Given = { grams: TensorInfo; styleGrams?: TensorInfo };

/** The batch, the entries of all its matrices of one kind, and where those of the style begin. */
function partsOf({ grams, styleGrams }: Given) {
  const [matrices, channels] = grams.shape;
  const batch = styleGrams ? matrices : matrices / 2;
  const count = batch * channels ** 2;
  return { batch, count, styleFirst: styleGrams ? 0 : count };
}

const distance = <Input extends Inputs>(): TypedKernel<Record<Input, TensorInfo>, StyleDistanceAttributes> =>
  typedKernel(({ inputs, attrs, backend }) => {
    const given = inputs as Given;
    const { grams, styleGrams = grams } = given;
    const { batch, count, styleFirst } = partsOf(given);
    const shape = attrs.factor === null ? [batch, count / batch] : [count];
    const factor = shareOf(grams) * (attrs.factor ?? 1);
    return sums({
      inputs: { grams: { ...grams, shape }, styleGrams: { ...styleGrams, shape } },
      attrs: { ...attrs, factor, styleFirst },
      backend,
    });
  });

export const styleDistanceWebgpu = /* @__PURE__ */ distance<Inputs>();
export const pairDistanceWebgpu = /* @__PURE__ */ distance<'grams'>();

interface GradientAttributes extends StyleDistanceAttributes {
  styleFirst: number;
  /** The entries of one kind, and those of the output, which begin at `first` among both kinds. */
  count: number;
  first: number;
  shape: number[];
}

/** 2 dy factor (G / M − A / M') / (4 C²) / M for G, and the same / −M' for A. */
const slopes = /* @__PURE__ */ webgpuKernel<Inputs | 'dy', GradientAttributes>({
  name: 'styleDistanceGrad',
  inputs: ['dy', 'grams', 'styleGrams'],
  output: (_, { shape }) => shape,
  integers: ({ grams }, { factor, count, first, styleFirst }) => ({
    length: grams.shape[1] ** 2,
    perExample: factor === null ? 1 : 0,
    count,
    first,
    styleFirst,
  }),
  floats: ({ grams }, attributes) => ({ ...floats(attributes), factor: 2 * shareOf(grams) * (attributes.factor ?? 1) }),
  code: () => /* wgsl */ `
    ${difference}
    fn valueAt(index: i32) -> f32 {
      let isStyle = uniforms.first + index >= uniforms.count;
      let i = uniforms.first + index - select(0, uniforms.count, isStyle);
      let slope = uniforms.factor * dyAt(i / uniforms.length * uniforms.perExample) * difference(i);
      return select(uniforms.own, -uniforms.others, isStyle) * slope;
    }
  `,
});

const gradient = <Input extends Inputs>(
  isForStyle = false,
): TypedKernel<Record<Input | 'dy', TensorInfo>, StyleDistanceAttributes> =>
  typedKernel(({ inputs, attrs, backend }) => {
    const { dy, ...given } = inputs as Given & { dy: TensorInfo };
    const { grams, styleGrams = grams } = given;
    const { count, styleFirst } = partsOf(given);
    const { shape } = grams;
    const attributes = { ...attrs, styleFirst, count, first: isForStyle ? count : 0, shape };
    return slopes({ inputs: { dy, grams, styleGrams }, attrs: attributes, backend });
  });

export const styleDistanceGradForGramsWebgpu = /* @__PURE__ */ gradient<Inputs>();
export const styleDistanceGradForStyleGramsWebgpu = /* @__PURE__ */ gradient<Inputs>(true);
/** For both kinds at once. */
export const pairDistanceGradWebgpu = /* @__PURE__ */ gradient<'grams'>();
