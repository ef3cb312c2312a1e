import {
  add,
  backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Conv3D,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedConv2D,
  FusedDepthwiseConv2D,
  pad,
  slice,
  type Tensor,
  type Tensor5D,
  tidy,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { reachedShape } from '../conv3D/reachedShape';
import type { Conv3DAttributes } from '../conv3D/sizes';
import { type ConvolutionAttributes, convolutionInfo } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { dilatedFilter } from '../gradients/dilatedFilter';
import { type TrainingKernel, trainingKernel } from '../trainingKernel';
import { activated, isActivationSafe } from './activated';
import { tensorOf } from './tensorOf';

interface GradientAttributes extends ConvolutionAttributes {
  inputShape?: number[];
  filterShape?: number[];
}

/** Pads in the other order of axes stay as they are. */
const withExplicitPad = <Attributes extends ConvolutionAttributes>(attributes: Attributes): Attributes =>
  attributes.dataFormat === 'NCHW' ? attributes : { ...attributes, pad: explicit(attributes.pad) };

/** The result if it has no numbers or sums none, for which stock is invalid. */
function ofNothing(x: Tensor, filter: Tensor, attributes: ConvolutionAttributes, isDepthwise: boolean) {
  const { outShape } = convolutionInfo(x.shape, filter.shape, attributes, isDepthwise);
  return x.size === 0 || filter.size === 0 || outShape.includes(0) ? zeros(outShape) : undefined;
}

/** Stock computes the wrong size for a number as pad. */
const convolution = (kernelName: string, isDepthwise: boolean): TrainingKernel =>
  trainingKernel<'x' | 'filter', ConvolutionAttributes>(kernelName, (stock) => (call) => {
    const { x, filter } = call.inputs as Record<'x' | 'filter', Tensor>;
    const attrs = withExplicitPad(call.attrs);
    return ofNothing(x, filter, attrs, isDepthwise) ?? stock({ ...call, attrs });
  });

interface FusedAttributes extends ConvolutionAttributes {
  activation?: string;
  leakyreluAlpha?: number;
}

/** The same faults, and activations that lose NaN. */
const fused = (kernelName: string, isDepthwise: boolean): TrainingKernel =>
  trainingKernel<'x' | 'filter' | 'bias' | 'preluActivationWeights', FusedAttributes>(kernelName, (stock) => (call) => {
    const { x, filter, bias, preluActivationWeights } = call.inputs as Record<string, Tensor>;
    const attrs = withExplicitPad(call.attrs);
    const { activation, leakyreluAlpha } = attrs;
    return tidy(() => {
      const empty = ofNothing(x, filter, attrs, isDepthwise);
      if (!empty && isActivationSafe(activation)) return tensorOf(stock({ ...call, attrs }));
      const linear = { ...attrs, activation: 'linear' };
      const product = empty ?? tensorOf(stock({ ...call, inputs: { x, filter } as never, attrs: linear }));
      return activated(bias ? add(product, bias) : product, activation, preluActivationWeights, leakyreluAlpha);
    });
  });

/** The same faults in the gradients. Stock also ignores dilations. */
const gradient = (kernelName: string, isOfFilter: boolean): TrainingKernel =>
  trainingKernel<string, GradientAttributes>(kernelName, (stock) => (call) => {
    // A gradient of a gradient passes both shapes.
    const shape = (isOfFilter ? call.attrs.filterShape : call.attrs.inputShape)!;
    if (Object.values(call.inputs).some((input) => input.shape.includes(0))) return zeros(shape);
    const attrs = { ...withExplicitPad(call.attrs), dilations: 1 };
    const { isDense, spread, spreadShape, atTaps } = dilatedFilter(call.attrs.dilations);
    if (isDense) return stock({ ...call, attrs });
    return tidy(() => {
      if (isOfFilter) return atTaps(tensorOf(stock({ ...call, attrs: { ...attrs, filterShape: spreadShape(shape) } })));
      const filter = spread(call.inputs.filter as Tensor);
      return tensorOf(stock({ ...call, inputs: { ...call.inputs, filter }, attrs }));
    });
  });

type Five = Tensor5D['shape'];

const cut = (x: Tensor, shape: number[]): Tensor =>
  util.arraysEqual(x.shape, shape) ? x : slice(x, [0, 0, 0, 0, 0], shape);

const conv3D = /* @__PURE__ */ trainingKernel<'x' | 'filter', Conv3DAttributes>(Conv3D, (stock) => (call) => {
  const { x, filter } = call.inputs as Record<'x' | 'filter', Tensor>;
  if (x.size === 0 || filter.size === 0) {
    const { strides, pad } = call.attrs;
    return zeros(backend_util.computeConv3DInfo(x.shape as Five, filter.shape as Five, strides, 1, pad).outShape);
  }
  const inputs = () => ({ x: cut(x, reachedShape(x.shape, filter.shape, call.attrs)), filter });
  return tidy(() => tensorOf(stock({ ...call, inputs: inputs() })));
});

const conv3DFilterGradient = /* @__PURE__ */ trainingKernel<'x' | 'dy', Conv3DAttributes & { filterShape: number[] }>(
  Conv3DBackpropFilterV2,
  (stock) => (call) => {
    const { x, dy } = call.inputs as Record<'x' | 'dy', Tensor>;
    if (x.size === 0 || dy.size === 0) return zeros(call.attrs.filterShape);
    const inputs = () => ({ x: cut(x, reachedShape(x.shape, call.attrs.filterShape, call.attrs)), dy });
    return tidy(() => tensorOf(stock({ ...call, inputs: inputs() })));
  },
);

const conv3DInputGradient = /* @__PURE__ */ trainingKernel<
  'dy' | 'filter',
  Conv3DAttributes & { inputShape: number[] }
>(Conv3DBackpropInputV2, (stock) => (call) => {
  const { inputShape } = call.attrs;
  if (Object.values(call.inputs).some((input) => input.shape.includes(0))) return zeros(inputShape);
  const shape = reachedShape(inputShape, call.inputs.filter.shape, call.attrs);
  return tidy(() => {
    const dx = tensorOf(stock({ ...call, attrs: { ...call.attrs, inputShape: shape } }));
    return pad(
      dx,
      shape.map((size, axis): [number, number] => [0, inputShape[axis] - size]),
    );
  });
});

export const convolutions: readonly TrainingKernel[] = /* @__PURE__ */ [
  convolution(Conv2D, false),
  convolution(DepthwiseConv2dNative, true),
  fused(FusedConv2D, false),
  fused(FusedDepthwiseConv2D, true),
  gradient(Conv2DBackpropInput, false),
  gradient(Conv2DBackpropFilter, true),
  gradient(DepthwiseConv2dNativeBackpropInput, false),
  gradient(DepthwiseConv2dNativeBackpropFilter, true),
  conv3D,
  conv3DFilterGradient,
  conv3DInputGradient,
];
