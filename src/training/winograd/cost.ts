import type { backend_util } from '@tensorflow/tfjs-core';
import { padded } from '../convolutionGeometry';

// Measured costs in products (a multiplication and an addition), for comparison with those of the other convolutions.

/** Cost of the transform of one channel of one tile, in either direction. */
const TRANSFORM = 50;
/** The same if it adds to sums or to an image: of each piece, where a filter has several. */
const ADDED_TRANSFORM = 90;
/** The same for the filter's gradient, where half of the transforms are those of 2 × 2 gradients; with several pieces. */
const GRADIENT_TRANSFORM = 25;
const PIECE_GRADIENT_TRANSFORM = 150;
/** Cost of the transform of a piece of one filter, while the filters fit into the caches and once they no longer do. */
const FILTER = 50;
const LARGE_FILTER = 400;
const LARGE = 2 ** 17;
/** Cost of transforming the gradient of a piece of one filter back, from float64 sums. */
const FILTER_GRADIENT = 200;
/** Channels and outputs in a block of the filter's gradient at most, as in the module. */
export const BLOCK_CHANNELS = 64;
export const BLOCK_OUTPUTS = 128;

type Shape = readonly number[];

/** The cost of convolving `channels` into such outputs; infinite if the algorithm does not apply. */
export function winogradCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape, channels: number) {
  const transforms = piecesOf(info) * padded(channels) + padded(outputs);
  const transform = piecesOf(info) > 1 ? ADDED_TRANSFORM : TRANSFORM;
  return costOf(info, tiles(batch, height, width), transform * transforms);
}

/**
 * The cost of the input's gradient, tile by tile of such gradients of the output. Threads share the images, so a single
 * one, which the convolution with the turned filter would share, counts twice.
 */
export function winogradSpreadCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape) {
  const transforms = piecesOf(info) * padded(info.inChannels) + padded(outputs);
  return (batch > 1 ? 1 : 2) * costOf(info, tiles(batch, height, width), ADDED_TRANSFORM * transforms);
}

function costOf(info: backend_util.Conv2DInfo, count: number, transforms: number) {
  if (!isPossible(info)) return Number.POSITIVE_INFINITY;
  const { inChannels, outChannels } = info;
  const filters = piecesOf(info) * inChannels * outChannels;
  const products = numbersOf(info) * padded(inChannels) * padded(outChannels);
  return count * (products + transforms) + (filters < LARGE ? FILTER : LARGE_FILTER) * filters;
}

/** The cost of the filter's gradient. Every block of it transforms its channels and outputs again. */
export function winogradFilterGradientCost(info: backend_util.Conv2DInfo, [batch, height, width, outputs]: Shape) {
  if (!isPossible(info)) return Number.POSITIVE_INFINITY;
  const channels = info.inChannels;
  const pieces = piecesOf(info);
  const products = numbersOf(info) * padded(channels) * padded(outputs);
  const transform = pieces > 1 ? PIECE_GRADIENT_TRANSFORM : GRADIENT_TRANSFORM;
  const transforms =
    padded(channels) * Math.ceil(outputs / BLOCK_OUTPUTS) + padded(outputs) * Math.ceil(channels / BLOCK_CHANNELS);
  return (
    tiles(batch, height, width) * (products + transform * pieces * transforms) +
    FILTER_GRADIENT * pieces * channels * outputs
  );
}

/** The number of products of a convolution to such outputs, or of the gradient of its filter. */
export const winogradProducts = (info: backend_util.Conv2DInfo, [batch, height, width]: Shape): number =>
  tiles(batch, height, width) * numbersOf(info) * info.inChannels * info.outChannels;

/** The pieces of a filter: along each side, twos of taps and the last three together. */
export const piecesOf = ({ filterHeight, filterWidth }: backend_util.Conv2DInfo): number =>
  Math.floor(filterHeight / 2) * Math.floor(filterWidth / 2);

/** The products of a tile: along each side, three for two taps and four for three. */
const numbersOf = ({ filterHeight, filterWidth }: backend_util.Conv2DInfo): number =>
  (filterHeight + Math.floor(filterHeight / 2)) * (filterWidth + Math.floor(filterWidth / 2));

function isPossible(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const areOdd = filterHeight % 2 === 1 && filterWidth % 2 === 1;
  const steps = strideHeight * strideWidth * dilationHeight * dilationWidth;
  return areOdd && Math.min(filterHeight, filterWidth) > 1 && steps === 1;
}

function tiles(batch: number, height: number, width: number): number {
  return batch * Math.ceil(height / 2) * Math.ceil(width / 2);
}
