import { type AvgPoolAttrs, backend_util, type TensorInfo } from '@tensorflow/tfjs-core';

export type PoolAttributes = Pick<AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'>;
type Shape = [number, number, number, number];

/** What tfjs reckons of a pool, all of which but the size of the result is right for every pad. */
export const poolInfo = ({ shape }: TensorInfo, { filterSize, strides, pad }: PoolAttributes) =>
  backend_util.computePool2DInfo(shape as Shape, filterSize, strides, 1 /* no pool has dilations */, pad, 'floor');

/** The sizes of a pool, by the names of the module's parameters; the number of windows is taken from dy. */
export function windows({ input, dy }: { input: TensorInfo; dy: TensorInfo }, attributes: PoolAttributes) {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = poolInfo(input, attributes);
  const [, outHeight, outWidth] = dy.shape;
  const [batch, height, width, channels] = input.shape;
  return {
    ...{ batch, height, width, channels, outHeight, outWidth },
    ...{ filterHeight, filterWidth, strideHeight, strideWidth },
    ...{ top: padInfo.top, left: padInfo.left },
  };
}
