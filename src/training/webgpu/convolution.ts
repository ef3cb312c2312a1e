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
  stridedSlice,
  type Tensor,
  type Tensor5D,
  tidy,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionInfo } from '../convolutionGeometry';
import { explicit } from '../explicitPad';
import { spreadAlong } from '../gradients/spreadAlong';
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

/** Stock computes the wrong size for a number as pad, and is invalid for an image without a channel or a batch of 0. */
const convolution = (kernelName: string, isDepthwise: boolean): TrainingKernel =>
  trainingKernel<'x' | 'filter', ConvolutionAttributes>(kernelName, (stock) => (call) => {
    const { x, filter } = call.inputs as Record<'x' | 'filter', Tensor>;
    const attrs = withExplicitPad(call.attrs);
    if (x.size === 0 || filter.size === 0)
      return zeros(convolutionInfo(x.shape, filter.shape, attrs, isDepthwise).outShape);
    return stock({ ...call, attrs });
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
    const isEmpty = x.size === 0 || filter.size === 0;
    if (!isEmpty && isActivationSafe(activation)) return stock({ ...call, attrs });
    return tidy(() => {
      const product = isEmpty
        ? zeros(convolutionInfo(x.shape, filter.shape, attrs, isDepthwise).outShape)
        : tensorOf(stock({ ...call, inputs: { x, filter } as never, attrs: { ...attrs, activation: 'linear' } }));
      return activated(bias ? add(product, bias) : product, activation, preluActivationWeights, leakyreluAlpha);
    });
  });

/**
 * The same faults in the gradients. Stock also ignores dilations: a dilated filter is a larger one with zeros between
 * its taps, and its gradient is that of the larger filter at the taps.
 */
const gradient = (kernelName: string, isOfFilter: boolean): TrainingKernel =>
  trainingKernel<string, GradientAttributes>(kernelName, (stock) => (call) => {
    const { dilations } = call.attrs;
    // A gradient of a gradient passes both shapes.
    const shape = (isOfFilter ? call.attrs.filterShape : call.attrs.inputShape)!;
    if (Object.values(call.inputs).some((input) => input.shape.includes(0))) return zeros(shape);
    const attrs = { ...withExplicitPad(call.attrs), dilations: 1 };
    const [down, right] = typeof dilations === 'number' ? [dilations, dilations] : (dilations ?? [1, 1]);
    if (down === 1 && right === 1) return stock({ ...call, attrs });
    return tidy(() => {
      if (!isOfFilter) {
        const filter = spreadAlong(spreadAlong(call.inputs.filter as Tensor, 0, down), 1, right);
        return tensorOf(stock({ ...call, inputs: { ...call.inputs, filter }, attrs }));
      }
      const [height, width, ...rest] = shape;
      const spread = [(height - 1) * down + 1, (width - 1) * right + 1, ...rest];
      const result = tensorOf(stock({ ...call, attrs: { ...attrs, filterShape: spread } }));
      return stridedSlice(result, [0, 0, 0, 0], spread, [down, right, 1, 1]);
    });
  });

type Five = Tensor5D['shape'];

interface VolumeAttributes {
  strides: number | [number, number, number];
  pad: 'valid' | 'same';
}

/**
 * For 'same' and strides that exceed the filter, tfjs computes negative pads, and stock shifts the windows by them. The
 * windows end inside the volume: without what is after the last one, the pad is 0.
 */
function reached(shape: number[], filterShape: number[], { strides, pad }: VolumeAttributes): number[] {
  const { padInfo } = backend_util.computeConv3DInfo(shape as Five, filterShape as Five, strides, 1, pad);
  const { front, back, top, bottom, left, right } = padInfo;
  const pads = [0, front + back, top + bottom, left + right, 0];
  return shape.map((size, axis) => size + Math.min(0, pads[axis]));
}

const cut = (x: Tensor, shape: number[]): Tensor =>
  util.arraysEqual(x.shape, shape) ? x : slice(x, [0, 0, 0, 0, 0], shape);

const conv3D = /* @__PURE__ */ trainingKernel<'x' | 'filter', VolumeAttributes>(Conv3D, (stock) => (call) => {
  const { x, filter } = call.inputs as Record<'x' | 'filter', Tensor>;
  if (x.size === 0 || filter.size === 0) {
    const { strides, pad } = call.attrs;
    return zeros(backend_util.computeConv3DInfo(x.shape as Five, filter.shape as Five, strides, 1, pad).outShape);
  }
  const inputs = () => ({ x: cut(x, reached(x.shape, filter.shape, call.attrs)), filter });
  return tidy(() => tensorOf(stock({ ...call, inputs: inputs() })));
});

const conv3DFilterGradient = /* @__PURE__ */ trainingKernel<'x' | 'dy', VolumeAttributes & { filterShape: number[] }>(
  Conv3DBackpropFilterV2,
  (stock) => (call) => {
    const { x, dy } = call.inputs as Record<'x' | 'dy', Tensor>;
    if (x.size === 0 || dy.size === 0) return zeros(call.attrs.filterShape);
    const inputs = () => ({ x: cut(x, reached(x.shape, call.attrs.filterShape, call.attrs)), dy });
    return tidy(() => tensorOf(stock({ ...call, inputs: inputs() })));
  },
);

const conv3DInputGradient = /* @__PURE__ */ trainingKernel<
  'dy' | 'filter',
  VolumeAttributes & { inputShape: number[] }
>(Conv3DBackpropInputV2, (stock) => (call) => {
  const { inputShape } = call.attrs;
  if (Object.values(call.inputs).some((input) => input.shape.includes(0))) return zeros(inputShape);
  const shape = reached(inputShape, call.inputs.filter.shape, call.attrs);
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
