import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { wasmKernel } from '../../wasm/wasmKernel';
import type { GuidedFilterAttributes } from './composed';
import { type Exports, wasmModule } from './module.generated';

/** The filter or one of its gradients, which has the shape of one of its inputs. */
const kernel = <Input extends 'input' | 'dy'>(shapeOf: 'guide' | Input) => {
  const sizes = (inputs: Record<'guide' | Input, TensorInfo>, attributes: GuidedFilterAttributes) => {
    const { guide, input, dy }: Partial<Record<'input' | 'dy', TensorInfo>> & { guide: TensorInfo } = inputs;
    const [, height, width, colours] = guide.shape;
    const radius = Math.min(attributes.radius, Math.max(height, width)); // an integer of 32 bits
    const channels = { inputs: input?.shape[3] ?? 0, shared: dy?.shape[3] ?? 0 };
    return { height, width, colours, ...channels, ofGuide: shapeOf === 'guide', radius, epsilon: attributes.epsilon };
  };
  return wasmKernel<Exports, 'guide' | Input, GuidedFilterAttributes>({
    module: wasmModule,
    output: (inputs) => inputs[shapeOf].shape,
    ownScratch: ({ ownBytes }, inputs, attributes) => ownBytes(sizes(inputs, attributes)),
    products,
    run: (_, at, inputs, attributes, { split }) =>
      split('compute', { input: 0, dy: 0, ...at, ...sizes(inputs, attributes) }, rowsOf(inputs), 1),
  });
};

const rowsOf = ({ guide }: Record<'guide', TensorInfo>) => guide.shape[0] * guide.shape[1];

/** A colour of a pixel takes as long as 200 products. Each part begins up to six radii before its first row. */
function products(inputs: Record<'guide', TensorInfo>, { radius }: GuidedFilterAttributes): number {
  return rowsOf(inputs) < 32 * radius ? 0 : 200 * util.sizeFromShape(inputs.guide.shape);
}

export const filterWasm = /* @__PURE__ */ kernel<'input'>('input');
export const inputGradWasm = /* @__PURE__ */ kernel<'dy'>('dy');
export const guideGradWasm = /* @__PURE__ */ kernel<'input' | 'dy'>('guide');
