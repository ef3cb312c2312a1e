import { type AvgPoolAttrs, backend_util, type TensorInfo } from '@tensorflow/tfjs-core';

export type PoolAttributes = Pick<AvgPoolAttrs, 'filterSize' | 'strides' | 'pad'>;

/**
 * The sizes of a pool, in the order in which `wasm.ts` takes them. tfjs passes no `dimRoundingMode` to gradients, and for
 * a numeric pad it takes the filter to be square: dy knows how many windows there are.
 */
export function windows(
  { input, dy }: { input: TensorInfo; dy: TensorInfo },
  { filterSize, strides, pad }: PoolAttributes,
): number[] {
  const shape = input.shape as [number, number, number, number];
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = backend_util.computePool2DInfo(
    shape,
    filterSize,
    strides,
    1, // dilations, which no pool of tfjs has
    explicitPad(pad),
    'floor',
  );
  const [, outHeight, outWidth] = dy.shape;
  const filter = [filterHeight, filterWidth, strideHeight, strideWidth];
  return [...shape, outHeight, outWidth, ...filter, padInfo.top, padInfo.left];
}

/** A numeric pad, said for each side. */
export const explicitPad = (pad: PoolAttributes['pad']): Exclude<PoolAttributes['pad'], number> =>
  typeof pad === 'number' ? [[0, 0], [pad, pad], [pad, pad], [0, 0]] : pad; // biome-ignore format: one row of a table
