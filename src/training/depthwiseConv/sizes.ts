import { type backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';

export type DepthwiseAttributes = Omit<ConvolutionAttributes, 'dataFormat'>;

export const depthwiseInfo = (xShape: number[], filterShape: number[], attributes: DepthwiseAttributes) =>
  convolutionInfo(xShape, filterShape, { ...attributes, dataFormat: 'NHWC', dimRoundingMode: 'floor' }, true);

/** The sizes of a convolution, keyed by the parameter names of the module. Those of the output come from its shape. */
export const sizes = (info: backend_util.Conv2DInfo, outShape: number[]) => ({
  ...sizesOf(info, outShape),
  multiplier: info.filterShape[3],
});

/** The sizes that determine the temporary space. */
export const scratchSizes = ([height, width, channels, multiplier]: number[], dy: TensorInfo) => ({
  dySize: util.sizeFromShape(dy.shape),
  taps: height * width,
  channels,
  multiplier,
});
