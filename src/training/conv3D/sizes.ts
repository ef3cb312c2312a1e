import { backend_util, type Conv3DBackpropFilterV2Attrs, type Tensor5D } from '@tensorflow/tfjs-core';

export type Conv3DAttributes = Pick<Conv3DBackpropFilterV2Attrs, 'strides' | 'pad'>;

/** The sizes of a convolution of volumes, keyed by the parameter names of the module. */
export function sizes(xShape: number[], filterShape: number[], { strides, pad }: Conv3DAttributes) {
  const dilations = 1; // tfjs does not differentiate others
  const info = backend_util.computeConv3DInfo(
    xShape as Tensor5D['shape'],
    filterShape as Tensor5D['shape'],
    strides,
    dilations,
    pad,
  );
  const { outDepth, outHeight, outWidth, padInfo } = info;
  const [batch, depth, height, width, channels] = xShape;
  const [filterDepth, filterHeight, filterWidth, , outputs] = filterShape;
  return {
    ...{ batch, depth, height, width, channels },
    ...{ outDepth, outHeight, outWidth, outputs },
    ...{ filterDepth, filterHeight, filterWidth },
    ...{ strideZ: info.strideDepth, strideY: info.strideHeight, strideX: info.strideWidth },
    // For 'same' and strides that exceed the filter, tfjs computes negative pads.
    padFront: Math.max(0, padInfo.front),
    padTop: Math.max(0, padInfo.top),
    padLeft: Math.max(0, padInfo.left),
  };
}

/** The sizes that determine the temporary space. */
export const scratchSizes = ([depth, height, width, channels, outputs]: number[]) => ({
  taps: depth * height * width,
  channels,
  outputs,
});
