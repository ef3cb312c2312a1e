import {
  AvgPool,
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  Conv2D,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  Conv3D,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  Dilation2D,
  MaxPool3DGrad,
  MaxPoolGrad,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { MendedGradient } from '../../engine/recordAs';
import { runKernel } from '../../engine/runKernel';
import { vjp } from '../../engine/vjp';
import { dilation } from '../dilation2D';
import { MaxPoolTake } from '../pooling/maxPoolTake';
import { takeFromVolumes } from '../pooling/volumes';
import { dilatedFilter } from './dilatedFilter';

/** tfjs rejects dilations. */
const conv2DGradient: MendedGradient = {
  kernelName: Conv2D,
  inputs: ['x', 'filter'],
  gradient: (dy, { x, filter }, { strides, pad, dataFormat, dimRoundingMode, dilations }) => {
    const { spread, spreadShape, atTaps } = dilatedFilter(dilations);
    const attributes = { strides, pad, dataFormat, dimRoundingMode };
    return {
      x: () => runKernel(Conv2DBackpropInput, { dy, filter: spread(filter) }, { ...attributes, inputShape: x.shape }),
      filter: () =>
        atTaps(runKernel(Conv2DBackpropFilter, { x, dy }, { ...attributes, filterShape: spreadShape(filter.shape) })),
    };
  },
};

/** tfjs rejects dilations, though the kernels of its gradients take them. */
const depthwiseGradient: MendedGradient = {
  kernelName: DepthwiseConv2dNative,
  inputs: ['x', 'filter'],
  gradient: (dy, { x, filter }, { strides, pad, dimRoundingMode, dilations }) => {
    const attributes = { strides, pad, dimRoundingMode, dilations: dilations ?? 1 };
    return {
      x: () => runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () =>
        runKernel(DepthwiseConv2dNativeBackpropFilter, { x, dy }, { ...attributes, filterShape: filter.shape }),
    };
  },
};

/** As for images. */
const conv3DGradient: MendedGradient = {
  kernelName: Conv3D,
  inputs: ['x', 'filter'],
  gradient: (dy, { x, filter }, { strides, pad, dilations }) => {
    const { spread, spreadShape, atTaps } = dilatedFilter(dilations, 3);
    return {
      x: () => runKernel(Conv3DBackpropInputV2, { dy, filter: spread(filter) }, { strides, pad, inputShape: x.shape }),
      filter: () =>
        atTaps(runKernel(Conv3DBackpropFilterV2, { x, dy }, { strides, pad, filterShape: spreadShape(filter.shape) })),
    };
  },
};

/** tfjs lacks this gradient, so a convolution's filter has no second gradient. */
const filterGradientGradient: MendedGradient = {
  kernelName: Conv2DBackpropFilter,
  inputs: ['x', 'dy'],
  gradient: (ddf, { x, dy }, attributes: Conv2DBackpropFilterAttrs) => ({
    x: () => runKernel(Conv2DBackpropInput, { dy, filter: ddf }, { ...attributes, inputShape: x.shape }),
    dy: () => runKernel(Conv2D, { x, filter: ddf }, { ...attributes, dilations: 1 }),
  }),
};

const inputGradientGradient: MendedGradient = {
  kernelName: Conv2DBackpropInput,
  inputs: ['dy', 'filter'],
  gradient: (ddx, { dy, filter }, attributes) => ({
    dy: () => runKernel(Conv2D, { x: ddx, filter }, { ...attributes, dilations: 1 }),
    filter: () => runKernel(Conv2DBackpropFilter, { x: ddx, dy }, { ...attributes, filterShape: filter.shape }),
  }),
};

/** tfjs lacks gradients for the gradients of convolutions of volumes, so conv3dTranspose has none. */
const volumeInputGradient: MendedGradient = {
  kernelName: Conv3DBackpropInputV2,
  inputs: ['dy', 'filter'],
  gradient: (ddx, { dy, filter }, { strides, pad }) => ({
    dy: () => runKernel(Conv3D, { x: ddx, filter }, { strides, pad, dataFormat: 'NDHWC', dilations: [1, 1, 1] }),
    filter: () => runKernel(Conv3DBackpropFilterV2, { x: ddx, dy }, { strides, pad, filterShape: filter.shape }),
  }),
};

const volumeFilterGradient: MendedGradient = {
  kernelName: Conv3DBackpropFilterV2,
  inputs: ['x', 'dy'],
  gradient: (ddf, { x, dy }, { strides, pad }) => ({
    x: () => runKernel(Conv3DBackpropInputV2, { dy, filter: ddf }, { strides, pad, inputShape: x.shape }),
    dy: () => runKernel(Conv3D, { x, filter: ddf }, { strides, pad, dataFormat: 'NDHWC', dilations: [1, 1, 1] }),
  }),
};

const gradientOfDepthwiseInputGradient: MendedGradient = {
  kernelName: DepthwiseConv2dNativeBackpropInput,
  inputs: ['dy', 'filter'],
  gradient: (ddx, { dy, filter }, attributes) => ({
    dy: () => runKernel(DepthwiseConv2dNative, { x: ddx, filter }, { ...attributes, dataFormat: 'NHWC' }),
    filter: () =>
      runKernel(DepthwiseConv2dNativeBackpropFilter, { x: ddx, dy }, { ...attributes, filterShape: filter.shape }),
  }),
};

const gradientOfDepthwiseFilterGradient: MendedGradient = {
  kernelName: DepthwiseConv2dNativeBackpropFilter,
  inputs: ['x', 'dy'],
  gradient: (ddf, { x, dy }, attributes) => ({
    x: () => runKernel(DepthwiseConv2dNativeBackpropInput, { dy, filter: ddf }, { ...attributes, inputShape: x.shape }),
    dy: () => runKernel(DepthwiseConv2dNative, { x, filter: ddf }, { ...attributes, dataFormat: 'NHWC' }),
  }),
};

/**
 * tfjs lacks this gradient, so a pool has no second gradient. The pool is linear: this one takes the mean of the
 * gradient.
 */
const avgPoolGradGradient: MendedGradient = {
  kernelName: AvgPoolGrad,
  inputs: ['input'],
  gradient: (ddx, { input }, attributes) => ({
    dy: () => runKernel(AvgPool, { x: ddx }, attributes),
    input: () => zerosLike(input),
  }),
};

/** The same for volumes. */
const avgPool3DGradGradient: MendedGradient = {
  kernelName: AvgPool3DGrad,
  inputs: ['input'],
  gradient: (ddx, { input }, attributes) => ({
    dy: () => runKernel(AvgPool3D, { x: ddx }, { ...attributes, dataFormat: 'NDHWC' }),
    input: () => zerosLike(input),
  }),
};

/**
 * tfjs lacks this gradient, so a pool has no second gradient. The gradient goes to the first maximum, and this one
 * takes it from there.
 */
const maxPoolGradGradient: MendedGradient = {
  kernelName: MaxPoolGrad,
  inputs: ['dy', 'input', 'output'],
  gradient: (ddx, { dy, input, output }, attributes) => ({
    dy: () => runKernel(MaxPoolTake, { input, v: ddx, dy }, attributes),
    input: () => zerosLike(input),
    output: () => zerosLike(output),
  }),
};

/** The same for volumes. */
const maxPool3DGradGradient: MendedGradient = {
  kernelName: MaxPool3DGrad,
  inputs: ['input', 'output'],
  gradient: (ddx, { input, output }, attributes) => ({
    dy: () => takeFromVolumes(input, ddx, attributes),
    input: () => zerosLike(input),
    output: () => zerosLike(output),
  }),
};

/** Linear in v: the gradient goes back to the position that v was taken from. */
const maxPoolTakeGradient: MendedGradient = {
  kernelName: MaxPoolTake,
  inputs: ['input', 'dy'],
  gradient: (dtaken, { input, dy }, attributes) => ({
    input: () => zerosLike(input),
    v: () => runKernel(MaxPoolGrad, { dy: dtaken, input, output: dy }, attributes),
    dy: () => zerosLike(dy),
  }),
};

/** Stock has the fault of its Dilation2D. The gradient of a tie goes to the first tap. */
const dilationGradient: MendedGradient = {
  kernelName: Dilation2D,
  inputs: ['x', 'filter'],
  gradient: (dy, { x, filter }, attributes) => {
    const [dx, dFilter] = vjp((image, taps) => dilation(image, taps, attributes), [x, filter], dy);
    return { x: () => dx, filter: () => dFilter };
  },
};

export const convolutionGradients: readonly MendedGradient[] = [
  conv2DGradient,
  conv3DGradient,
  depthwiseGradient,
  filterGradientGradient,
  inputGradientGradient,
  volumeInputGradient,
  volumeFilterGradient,
  gradientOfDepthwiseInputGradient,
  gradientOfDepthwiseFilterGradient,
  avgPoolGradGradient,
  avgPool3DGradGradient,
  maxPoolGradGradient,
  maxPool3DGradGradient,
  maxPoolTakeGradient,
  dilationGradient,
];
