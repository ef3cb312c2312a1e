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

/**
 * The sizes of a pool's gradient as a `batch` of units that threads share, and the bytes from unit to unit. Rows of
 * windows that do not overlap are units, so that threads share a single image, too; otherwise images are.
 */
export function unitsOf(inputs: Record<'input' | 'dy', TensorInfo>, attributes: PoolAttributes) {
  const sizes = windows(inputs, attributes);
  const { batch, height, outHeight, filterHeight, strideY, padTop, width, outWidth, channels } = sizes;
  const areApart = padTop === 0 && height === outHeight * strideY && filterHeight <= strideY;
  const units = areApart ? { ...sizes, batch: batch * outHeight, height: strideY, outHeight: 1 } : sizes;
  return { units, ofInput: 4 * units.height * width * channels, ofDy: 4 * units.outHeight * outWidth * channels };
}

/** A number of a gradient takes as long as 16 products. A single unit cannot be divided. */
export const gradientProducts = (inputs: Record<'input' | 'dy', TensorInfo>, attributes: PoolAttributes): number =>
  unitsOf(inputs, attributes).units.batch > 1 ? 16 * util.sizeFromShape(inputs.input.shape) : 0;
