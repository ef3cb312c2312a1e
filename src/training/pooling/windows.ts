import { type AvgPoolAttrs, backend_util, type Tensor4D, type TensorInfo, util } from '@tensorflow/tfjs-core';
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

/** Bytes of one example of a tensor. */
export const exampleBytes = ({ shape }: TensorInfo): number => 4 * util.sizeFromShape(shape.slice(1));

/** The products of a kernel that takes as long per number as so many products; one example cannot be divided. */
export const poolProducts = ({ shape }: TensorInfo): number => (shape[0] > 1 ? 16 * util.sizeFromShape(shape) : 0);

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
