import { type backend_util, util } from '@tensorflow/tfjs-core';
import { padded } from '../convolutionGeometry';

// Measured costs in products (a multiplication and an addition), for comparison with those of the other convolutions.

type Shape = readonly number[];

/** Windows come in fours. */
const fours = (count: number): number => Math.ceil(count / 4) * 4;

/** Whether the module applies at all. */
const isPossible = (info: backend_util.Conv2DInfo, dyShape: Shape): boolean =>
  info.dilationHeight * info.dilationWidth === 1 &&
  util.sizeFromShape(dyShape as number[]) * util.sizeFromShape(info.inShape) > 0;

/** With fewer windows, packing the filter costs too much. */
const LEAST_WINDOWS = 32;

/** Whether the direct convolution is faster than stock's, which pads outputs to eight, too. */
export function isDirectFaster(info: backend_util.Conv2DInfo): boolean {
  const { batchSize, outHeight, outWidth, outChannels } = info;
  const windows = batchSize * outHeight * outWidth;
  return (
    isPossible(info, info.outShape) && windows >= LEAST_WINDOWS && outChannels >= 4 && fours(outWidth) <= 1.5 * outWidth
  );
}

/** What a product costs here, where it costs 1 with a matrix of patches. */
const FILTER_GRADIENT_PRODUCT = 1.35;
/** Bytes of float64 sums that the second-level cache holds. */
const MOST_SUMS = 2 ** 20;

/** The cost of the filter's gradient; infinite if the algorithm does not apply. */
export function directFilterGradientCost(info: backend_util.Conv2DInfo, dyShape: Shape): number {
  const [batch, outHeight, outWidth, outputs] = dyShape;
  const products = fours(info.filterHeight * info.filterWidth * info.inChannels) * padded(outputs);
  if (!isPossible(info, dyShape) || products * 8 > MOST_SUMS) return Number.POSITIVE_INFINITY;
  return batch * outHeight * outWidth * products * FILTER_GRADIENT_PRODUCT;
}

const INPUT_GRADIENT_PRODUCT = 1.2;
/** Adding a product to its pixel, eight windows at a time. */
const SPREAD = 4;

/** The cost of the input's gradient; infinite if the algorithm does not apply. */
export function directInputGradientCost(info: backend_util.Conv2DInfo, dyShape: Shape): number {
  if (!isPossible(info, dyShape) || info.strideHeight * info.strideWidth > 1) return Number.POSITIVE_INFINITY;
  const [batch, outHeight, outWidth, outputs] = dyShape;
  const taps = fours(info.filterHeight * info.filterWidth * info.inChannels);
  return batch * outHeight * padded(outWidth) * taps * (outputs * INPUT_GRADIENT_PRODUCT + SPREAD);
}
