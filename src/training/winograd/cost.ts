import type { backend_util } from '@tensorflow/tfjs-core';
import { padded } from '../convolutionGeometry';

// Measured costs in products (a multiplication and an addition), for comparison with those of the other convolutions.

/** Cost of the transform of one channel of one tile, in either direction. */
const TRANSFORM = 50;
/** The same if half of the transforms are those of 2 × 2 gradients. */
const GRADIENT_TRANSFORM = 25;
/** Cost of the transform of one filter, while the filters fit into the caches and once they no longer do. */
const FILTER = 50;
const LARGE_FILTER = 400;
const LARGE = 2 ** 17;
/** Cost of transforming the gradient of one filter back, from float64 sums. */
const FILTER_GRADIENT = 200;
/** Channels and outputs in a block of the filter's gradient at most, as in the module. */
export const BLOCK_CHANNELS = 64;
export const BLOCK_OUTPUTS = 128;

type Shape = readonly number[];

/** The cost of convolving `channels` into such outputs; infinite if the algorithm does not apply. */
export function winogradCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape, channels: number) {
  if (!isThreeByThree(info)) return Number.POSITIVE_INFINITY;
  const filters = channels * outputs;
  const products = 16 * padded(channels) * padded(outputs);
  const transforms = TRANSFORM * (padded(channels) + padded(outputs));
  return tiles(batch, height, width) * (products + transforms) + (filters < LARGE ? FILTER : LARGE_FILTER) * filters;
}

/** The cost of the filter's gradient. Every block of it transforms its channels and outputs again. */
export function winogradFilterGradientCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape) {
  if (!isThreeByThree(info)) return Number.POSITIVE_INFINITY;
  const channels = info.inChannels;
  const products = 16 * padded(channels) * padded(outputs);
  const transformed =
    padded(channels) * Math.ceil(outputs / BLOCK_OUTPUTS) + padded(outputs) * Math.ceil(channels / BLOCK_CHANNELS);
  return (
    tiles(batch, height, width) * (products + GRADIENT_TRANSFORM * transformed) + FILTER_GRADIENT * channels * outputs
  );
}

/** The number of products of a convolution to such outputs, or of the gradient of its filter. */
export const winogradProducts = ([batch, height, width, outputs]: Shape, channels: number): number =>
  tiles(batch, height, width) * 16 * channels * outputs;

function isThreeByThree(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const steps = strideHeight * strideWidth * dilationHeight * dilationWidth;
  return filterHeight === 3 && filterWidth === 3 && steps === 1;
}

function tiles(batch: number, height: number, width: number): number {
  return batch * Math.ceil(height / 2) * Math.ceil(width / 2);
}
