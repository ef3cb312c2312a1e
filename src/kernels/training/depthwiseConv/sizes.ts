import { backend_util, type DepthwiseConv2dNativeAttrs, type TensorInfo } from '@tensorflow/tfjs-core';

export type DepthwiseAttributes = Omit<DepthwiseConv2dNativeAttrs, 'dataFormat'>;
type Shape = [number, number, number, number];

/** The sizes of a depthwise convolution, in the order in which `wasm.ts` takes them. */
export function sizes(
  xShape: number[],
  filterShape: number[],
  dy: TensorInfo,
  { strides, dilations, pad, dimRoundingMode }: DepthwiseAttributes,
): number[] {
  const { padInfo, ...convolution } = backend_util.computeConv2DInfo(
    xShape as Shape,
    filterShape as Shape,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true, // depthwise
  );
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = convolution;
  const [, outHeight, outWidth] = dy.shape; // tfjs takes a filter with a numeric pad to be square; dy is what it is
  const [filterHeight, filterWidth, , multiplier] = filterShape;
  return [
    ...xShape,
    multiplier,
    ...[outHeight, outWidth, filterHeight, filterWidth],
    ...[strideHeight, strideWidth, dilationHeight, dilationWidth],
    ...[padInfo.top, padInfo.left],
  ];
}

/** What the temporary space depends on, in the order in which `wasm.ts` takes it. */
export function scratchSizes([height, width, channels, multiplier]: number[], dy: TensorInfo): number[] {
  return [dy.shape.reduce((size, length) => size * length, 1), height * width, channels, multiplier];
}
