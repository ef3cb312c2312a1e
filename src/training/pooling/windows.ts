import { type AvgPoolAttrs, backend_util, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';
import { explicit, type Pad } from '../explicitPad';

export interface PoolAttributes extends Pick<AvgPoolAttrs, 'filterSize' | 'strides' | 'dimRoundingMode'> {
  pad: Pad;
}

export const poolInfo = ({ shape }: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) =>
  backend_util.computePool2DInfo(
    shape as Tensor4D['shape'],
    filterSize,
    strides,
    1 /* no pool has dilations */,
    explicit(pad),
    dimRoundingMode,
  );

/** The sizes of a pool, keyed by the parameter names of the module. The number of windows comes from dy. */
export function windows({ input, dy }: Record<'input' | 'dy', TensorInfo>, attributes: PoolAttributes) {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = poolInfo(input, attributes);
  const [batch, height, width, channels] = input.shape;
  const [, outHeight, outWidth] = dy.shape;
  return {
    ...{ batch, height, width, channels, outHeight, outWidth },
    ...{ filterHeight, filterWidth, strideY: strideHeight, strideX: strideWidth },
    ...{ padTop: padInfo.top, padLeft: padInfo.left },
  };
}
