import { backend_util, type DepthwiseConv2dNativeAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';

export type DepthwiseAttributes = Omit<DepthwiseConv2dNativeAttrs, 'dataFormat'>;
type Shape = [number, number, number, number];

/** What tfjs reckons of a depthwise convolution, all of which but the size of the result is right for every pad. */
export const convolutionInfo = (
  xShape: number[],
  filterShape: number[],
  { strides, dilations, pad }: DepthwiseAttributes,
) => backend_util.computeConv2DInfo(xShape as Shape, filterShape as Shape, strides, dilations ?? 1, pad, 'floor', true);

/** The sizes of a convolution, by the names of the module's parameters; that of the result is taken from dy. */
export function sizes(xShape: number[], filterShape: number[], dy: TensorInfo, attributes: DepthwiseAttributes) {
  const info = convolutionInfo(xShape, filterShape, attributes);
  const { strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  const [batch, height, width, channels] = xShape;
  const [, outHeight, outWidth] = dy.shape;
  const [filterHeight, filterWidth, , multiplier] = filterShape;
  return {
    ...{ batch, height, width, channels, multiplier },
    ...{ outHeight, outWidth, filterHeight, filterWidth },
    ...{ strideHeight, strideWidth, dilationHeight, dilationWidth },
    ...{ top: padInfo.top, left: padInfo.left },
  };
}

/** The sizes that the temporary space depends on. */
export const scratchSizes = ([height, width, channels, multiplier]: number[], dy: TensorInfo) => ({
  dySize: util.sizeFromShape(dy.shape),
  taps: height * width,
  channels,
  multiplier,
});
