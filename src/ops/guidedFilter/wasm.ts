import type { TensorInfo } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { GuidedFilterAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

export const filterWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'input', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ input }) => input.shape,
  scratch: ({ filterBytes }, { guide, input }, attributes) => filterBytes(sizes(guide, input, attributes)),
  run: ({ filter }, at, { guide, input }, attributes) => filter({ ...at, ...sizes(guide, input, attributes) }),
});

export const inputGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'dy', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ dy }) => dy.shape,
  scratch: ({ filterBytes }, { guide, dy }, attributes) => filterBytes(sizes(guide, dy, attributes)),
  run: ({ inputGradient }, at, { guide, dy }, attributes) => inputGradient({ ...at, ...sizes(guide, dy, attributes) }),
});

export const guideGradWasm = /* @__PURE__ */ wasmKernel<Exports, 'guide' | 'input' | 'dy', GuidedFilterAttributes>({
  module: wasmModule,
  output: ({ guide }) => guide.shape,
  scratch: ({ guideGradientBytes }, { guide, input }, attributes) =>
    guideGradientBytes(sizes(guide, input, attributes)),
  run: ({ guideGradient }, at, { guide, input }, attributes) =>
    guideGradient({ ...at, ...sizes(guide, input, attributes) }),
});

function sizes(
  { shape: [batch, height, width, colours] }: TensorInfo,
  input: TensorInfo,
  attributes: GuidedFilterAttributes,
) {
  const radius = Math.min(attributes.radius, Math.max(height, width)); // an integer of 32 bits
  return { batch, height, width, colours, channels: input.shape[3], radius, epsilon: attributes.epsilon };
}
