import type { backend_util } from '@tensorflow/tfjs-core';
import { padded } from '../convolutionGeometry';

// Costs in products (a multiplication and an addition), as measured, to hold against those of the other convolutions.

/** Of the transform of one channel of one tile, there or back. */
const TRANSFORM = 50;
/** The same where half of the transforms are those of 2 × 2 gradients. */
const GRADIENT_TRANSFORM = 25;
/** Of the transform of one filter: while they fit into the caches, and from where they no longer do. */
const FILTER = 50;
const LARGE_FILTER = 400;
const LARGE = 2 ** 17;
/** Of the way back of the gradient of one filter, from float64 sums. */
const FILTER_GRADIENT = 200;
/** Channels and outputs of a block of the filter's gradient. */
const BLOCK_CHANNELS = 64;
const BLOCK_OUTPUTS = 128;

type Shape = readonly number[];

/** What it costs to convolve `channels` into such outputs; infinitely much where the algorithm does not serve. */
export function winogradCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape, channels: number) {
  if (!isThreeByThree(info)) return Number.POSITIVE_INFINITY;
  const filters = channels * outputs;
  const products = 16 * padded(channels) * padded(outputs);
  const transforms = TRANSFORM * (padded(channels) + padded(outputs));
  return tiles(batch, height, width) * (products + transforms) + (filters < LARGE ? FILTER : LARGE_FILTER) * filters;
}

/** What the gradient of the filter costs. Every block of it transforms its channels and outputs anew. */
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

function isThreeByThree(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const steps = strideHeight * strideWidth * dilationHeight * dilationWidth;
  return filterHeight === 3 && filterWidth === 3 && steps === 1;
}

function tiles(batch: number, height: number, width: number): number {
  return batch * Math.ceil(height / 2) * Math.ceil(width / 2);
}
