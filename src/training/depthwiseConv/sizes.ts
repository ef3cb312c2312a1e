import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionInfo, sizesOf } from '../convolutionGeometry';

export type DepthwiseAttributes = Omit<ConvolutionAttributes, 'dataFormat'>;

export const depthwiseInfo = (xShape: number[], filterShape: number[], attributes: DepthwiseAttributes) =>
  convolutionInfo(xShape, filterShape, { ...attributes, dataFormat: 'NHWC', dimRoundingMode: 'floor' }, true);

/** The sizes of a convolution, by the names of the module's parameters; those of the output are taken from dy. */
export const sizes = (xShape: number[], filterShape: number[], dy: TensorInfo, attributes: DepthwiseAttributes) => ({
  ...sizesOf(depthwiseInfo(xShape, filterShape, attributes), dy.shape),
  multiplier: filterShape[3],
});

/** The sizes that the temporary space depends on. */
export const scratchSizes = ([height, width, channels, multiplier]: number[], dy: TensorInfo) => ({
  dySize: util.sizeFromShape(dy.shape),
  taps: height * width,
  channels,
  multiplier,
});
