import { backend_util, type Tensor4D } from '@tensorflow/tfjs-core';
import { explicit, type Pad } from './explicitPad';

/** Attributes of tfjs's convolutions and of their gradients. */
export interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: Pad;
  dataFormat: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The attributes of this package's own kernels: the result of `convolutionInfo`, computed once for all of them. */
export interface ConvolutionInfo {
  info: backend_util.Conv2DInfo;
}

export const convolutionInfo = (
  inputShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat, dilations, dimRoundingMode }: ConvolutionAttributes,
  depthwise = false,
): backend_util.Conv2DInfo =>
  backend_util.computeConv2DInfo(
    inputShape as Tensor4D['shape'],
    filterShape as Tensor4D['shape'],
    strides,
    dilations ?? 1,
    dataFormat === 'NCHW' ? pad : explicit(pad),
    dimRoundingMode,
    depthwise,
    dataFormat === 'NCHW' ? 'channelsFirst' : 'channelsLast',
  );

/** The sizes of a convolution, keyed by the parameter names of the modules. Those of the output come from its shape. */
export function sizesOf(info: backend_util.Conv2DInfo, [, outHeight, outWidth]: number[]) {
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    outHeight,
    outWidth,
    outputs: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/** The number of products of a convolution, or of one of its gradients. */
export const productsOf = (info: backend_util.Conv2DInfo): number =>
  info.batchSize *
  info.outHeight *
  info.outWidth *
  info.outChannels *
  info.filterHeight *
  info.filterWidth *
  info.inChannels;

/** A number of rows or columns as the modules multiply it, rounded up to a panel of eight. */
export const padded = (count: number): number => Math.ceil(count / 8) * 8;

/** Stock also lacks convolutions with channels first. */
export function requireChannelsLast(kernelName: string, { dataFormat }: ConvolutionAttributes): void {
  if (dataFormat === 'NHWC') return;
  throw new Error(`${kernelName} on the WASM backend takes dataFormat 'NHWC' only; got '${dataFormat}'`);
}

/**
 * Whether the stock convolution or pool is right. With 'same' it gets some strides larger than the filter wrong. If
 * rounding gives the output another size than filter and pad imply, stock writes the size that they imply.
 */
export function isStockRight(info: backend_util.Conv2DInfo): boolean {
  const { padInfo, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  if (info.outShape.includes(0) || info.inChannels === 0) return false;
  if (padInfo.type === 'SAME') return filterHeight >= strideHeight && filterWidth >= strideWidth;
  const windowsIn = (size: number, filter: number, stride: number) => Math.floor((size - filter) / stride) + 1;
  const { top, bottom, left, right } = padInfo;
  return (
    info.outHeight === windowsIn(info.inHeight + top + bottom, info.effectiveFilterHeight, strideHeight) &&
    info.outWidth === windowsIn(info.inWidth + left + right, info.effectiveFilterWidth, strideWidth)
  );
}
