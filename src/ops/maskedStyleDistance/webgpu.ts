import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { typedKernel } from '../../internal/typedKernel';
import { disposing } from '../../webgpu/disposing';
import { WORKGROUP, webgpuKernel } from '../../webgpu/webgpuKernel';
import { rowReductions } from '../../webgpu/wgsl/rows';
import { sumLastAxisWebgpu } from '../sumLastAxis/webgpu';
import type { Inputs, MaskedStyleDistanceAttributes } from './composed';

const inputs: readonly Inputs[] = ['grams', 'styleGrams', 'masks', 'styleMasks', 'weights'];

/** The entries of a matrix that one workgroup reads. */
const share = 4096;

const partsOf = ({ grams }: Record<Inputs, TensorInfo>) => Math.ceil(grams.shape[2] ** 2 / share) || 1;

/** The part of the arguments of `webgpuKernel` that all programs here share. */
const shared = {
  integers: (given: Record<Inputs, TensorInfo>) => {
    const [batch, classes, channels] = given.grams.shape;
    const positionsOf = ({ shape: [, height, width] }: TensorInfo) => height * width;
    const [positions, stylePositions] = [given.masks, given.styleMasks].map(positionsOf);
    return {
      matrices: batch * classes,
      classes,
      entries: channels ** 2,
      positions,
      stylePositions,
      parts: partsOf(given),
    };
  },
  floats: (
    { grams: { shape } }: Record<Inputs, TensorInfo>,
    { areaWeighted, factor }: MaskedStyleDistanceAttributes,
  ) => ({
    factor: (factor ?? 1) / (2 * shape[2] ** 2),
    areaWeight: areaWeighted ? 1 : 0,
  }),
  invocations: (given: Record<Inputs, TensorInfo>) =>
    given.grams.shape[0] * given.grams.shape[1] * partsOf(given) * WORKGROUP,
};

/**
 * A workgroup reads one part of the matrices of one class, and adds up the masks of that class itself. `difference` is
 * an entry of G / Σm − A / Σn, and `weight` that of its square.
 */
const preparing = /* wgsl */ `
  ${rowReductions(WORKGROUP)}

  fn maskSums(example: i32, class_: i32, lane: i32) -> vec2<f32> {
    var sums = vec2<f32>();
    let most = max(uniforms.positions, uniforms.stylePositions);
    for (var start = lane; start < most; start += 32 * LANES) {
      var block = vec2<f32>();
      for (var n = start; n < min(start + 32 * LANES, most); n += LANES) {
        if (n < uniforms.positions) {
          block.x += masksAt((example * uniforms.positions + n) * uniforms.classes + class_);
        }
        if (n < uniforms.stylePositions) {
          block.y += styleMasksAt((example * uniforms.stylePositions + n) * uniforms.classes + class_);
        }
      }
      sums += block;
    }
    return sumOverRow(vec4<f32>(sums, 0.0, 0.0)).xy;
  }

  struct Part { example: i32, first: i32, end: i32, counts: vec2<f32>, weight: f32 };

  fn partOf(index: i32) -> Part {
    let matrix = min(index / (LANES * uniforms.parts), uniforms.matrices - 1);
    let example = matrix / uniforms.classes;
    let class_ = matrix % uniforms.classes;
    let sums = maskSums(example, class_, index % LANES);
    let isInBoth = select(0.0, 1.0, sums.x != 0.0 && sums.y != 0.0);
    let area = select(1.0, sums.x / f32(uniforms.positions), uniforms.areaWeight == 1.0);
    let start = index / LANES % uniforms.parts * ${share};
    let first = matrix * uniforms.entries;
    let end = first + min(start + ${share}, uniforms.entries);
    let counts = select(sums, vec2<f32>(1.0), sums == vec2<f32>());
    let weight = uniforms.factor * isInBoth * area * weightsAt(class_);
    return Part(example, first + start, end, counts, weight);
  }

  fn difference(entry: i32, counts: vec2<f32>) -> f32 {
    return gramsAt(entry) / counts.x - styleGramsAt(entry) / counts.y;
  }
`;

/** The sums of the parts, [batch, classes · parts]. */
const distances = /* @__PURE__ */ webgpuKernel<Inputs, MaskedStyleDistanceAttributes>({
  name: 'maskedStyleDistance',
  inputs,
  output: (given) => [given.grams.shape[0], given.grams.shape[1] * partsOf(given)],
  ...shared,
  code: () => /* wgsl */ `
    ${preparing}
    fn main(index: i32) {
      let part = partOf(index);
      var sum = 0.0;
      for (var entry = part.first + index % LANES; entry < part.end; entry += LANES) {
        let d = difference(entry, part.counts);
        sum += d * d;
      }
      let total = sumOverRow(vec4<f32>(sum)).x;
      if (index % LANES == 0 && index / LANES < uniforms.size) { result[index / LANES] = part.weight * total; }
    }
  `,
});

export const maskedStyleDistanceWebgpu = /* @__PURE__ */ typedKernel<
  Record<Inputs, TensorInfo>,
  MaskedStyleDistanceAttributes
>((call) => {
  const { attrs, backend } = call;
  return disposing(backend, distances(call), (parts) => {
    const x = attrs.factor === null ? parts : { ...parts, shape: [util.sizeFromShape(parts.shape)] };
    return sumLastAxisWebgpu({ inputs: { x }, attrs: { factor: 1 }, backend });
  });
});

/** The gradient for the matrices `of`; `slope` in WGSL is that of half the squared difference `d`. */
const gradient = (of: 'grams' | 'styleGrams', slope: string) =>
  webgpuKernel<Inputs | 'dy', MaskedStyleDistanceAttributes>({
    name: `maskedStyleDistanceGradFor${of}`,
    inputs: ['dy', ...inputs],
    output: (given) => given[of].shape,
    ...shared,
    integers: (given, { factor }) => ({ ...shared.integers(given), perExample: factor === null ? 1 : 0 }),
    code: () => /* wgsl */ `
      ${preparing}
      fn main(index: i32) {
        let part = partOf(index);
        let dy = 2.0 * part.weight * dyAt(part.example * uniforms.perExample);
        for (var entry = part.first + index % LANES; entry < part.end; entry += LANES) {
          let d = difference(entry, part.counts);
          result[entry] = dy * ${slope};
        }
      }
    `,
  });

export const distanceGradForGramsWebgpu = /* @__PURE__ */ gradient('grams', 'd / part.counts.x');
export const distanceGradForStyleGramsWebgpu = /* @__PURE__ */ gradient('styleGrams', '(-d / part.counts.y)');
