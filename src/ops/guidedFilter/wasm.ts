import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { GuidedFilterAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const filterWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'input', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ input }) => input.shape,
  ownScratch: ({ filterBytes }, { guide, input }, attributes) => filterBytes(sizes(guide, input, attributes)),
  products,
  run: (_, at, { guide, input }, attributes, { split }) =>
    split('filter', { ...at, ...sizes(guide, input, attributes) }, rowsOf(guide), 1),
});

export const inputGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'dy', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ dy }) => dy.shape,
  ownScratch: ({ filterBytes }, { guide, dy }, attributes) => filterBytes(sizes(guide, dy, attributes)),
  products,
  run: (_, at, { guide, dy }, attributes, { split }) =>
    split('inputGradient', { ...at, ...sizes(guide, dy, attributes) }, rowsOf(guide), 1),
});

export const guideGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'input' | 'dy', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ guide }) => guide.shape,
  ownScratch: ({ guideGradientBytes }, { guide, input }, attributes) =>
    guideGradientBytes(sizes(guide, input, attributes)),
  products,
  run: (_, at, { guide, input }, attributes, { split }) =>
    split('guideGradient', { ...at, ...sizes(guide, input, attributes) }, rowsOf(guide), 1),
});

const rowsOf = ({ shape: [batch, height] }: TensorInfo) => batch * height;

/** A colour of a pixel takes as long as so many products. Each part begins up to six radii before its first row. */
function products({ guide }: Record<'guide', TensorInfo>, { radius }: GuidedFilterAttributes): number {
  return rowsOf(guide) < 32 * radius ? 0 : 200 * util.sizeFromShape(guide.shape);
}

function sizes(
  { shape: [, height, width, colours] }: TensorInfo,
  input: TensorInfo,
  attributes: GuidedFilterAttributes,
) {
  const radius = Math.min(attributes.radius, Math.max(height, width)); // an integer of 32 bits
  return { height, width, colours, channels: input.shape[3], radius, epsilon: attributes.epsilon };
}
