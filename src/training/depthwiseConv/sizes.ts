import { backend_util, type DepthwiseConv2dNativeAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';

export type DepthwiseAttributes = Omit<DepthwiseConv2dNativeAttrs, 'dataFormat'>;
type Shape = [number, number, number, number];

/** What tfjs reckons of a depthwise convolution, all of which but the size of the result is right for every pad. */
export const convolutionInfo = (
  xShape: number[],
  filterShape: number[],
  { strides, dilations, pad }: DepthwiseAttributes,
) => backend_util.computeConv2DInfo(xShape as Shape, filterShape as Shape, strides, dilations ?? 1, pad, 'floor', true);

/** The sizes of a convolution, in the order in which `wasm.ts` takes them. The size of the result dy knows best. */
export function sizes(
  xShape: number[],
  filterShape: number[],
  dy: TensorInfo,
  attributes: DepthwiseAttributes,
): number[] {
  const { padInfo, ...steps } = convolutionInfo(xShape, filterShape, attributes);
  const [, outHeight, outWidth] = dy.shape;
  const [filterHeight, filterWidth, , multiplier] = filterShape;
  return [
    ...xShape,
    multiplier,
    ...[outHeight, outWidth, filterHeight, filterWidth],
    ...[steps.strideHeight, steps.strideWidth, steps.dilationHeight, steps.dilationWidth],
    ...[padInfo.top, padInfo.left],
  ];
}

/** What the temporary space depends on, in the order in which `wasm.ts` takes it. */
export const scratchSizes = ([height, width, channels, multiplier]: number[], dy: TensorInfo): number[] => [
  util.sizeFromShape(dy.shape),
  height * width,
  channels,
  multiplier,
];
