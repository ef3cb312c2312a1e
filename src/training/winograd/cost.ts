import type { backend_util } from '@tensorflow/tfjs-core';
import { type ConvolutionInfo, padded } from '../convolutionGeometry';

// Measured costs in products (a multiplication and an addition), for comparison with those of the other convolutions.

/** Cost of the transform of one channel of one tile, in either direction. */
const TRANSFORM = 50;
/** The same if it adds to sums or to an image: of each piece, where a filter has several. */
const ADDED_TRANSFORM = 90;
/** The same with tiles of 4 × 4 outputs, in either direction, added or not. */
const LARGE_TRANSFORM = 300;
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

/** A convolution by tiles of side × side outputs: 2 or 4, whichever costs less if it is omitted. */
export interface TiledConvolution extends ConvolutionInfo {
  side?: number;
}

/** The cost of convolving `channels` into such outputs; infinite if the algorithm does not apply. */
export const winogradCost = (info: backend_util.Conv2DInfo, shape: Shape, channels: number): number =>
  Math.min(costOfTiles(2, info, shape, channels), costOfTiles(4, info, shape, channels));

/** The side of the tiles that cost less. */
export const tileSide = (info: backend_util.Conv2DInfo, shape: Shape, channels: number): number =>
  costOfTiles(4, info, shape, channels) < costOfTiles(2, info, shape, channels) ? 4 : 2;

function costOfTiles(side: number, info: backend_util.Conv2DInfo, shape: Shape, channels: number): number {
  const smallTransform = piecesOf(info) > 1 ? ADDED_TRANSFORM : TRANSFORM;
  const transforms = piecesOf(info) * padded(channels) + padded(shape[3]);
  return costOf(side, info, shape, (side === 2 ? smallTransform : LARGE_TRANSFORM) * transforms);
}

/**
 * The cost of the input's gradient, tile by tile of such gradients of the output. Threads share the images, so a single
 * one, which the convolution with the turned filter would share, counts twice.
 */
export function winogradSpreadCost(info: backend_util.Conv2DInfo, shape: Shape) {
  const [batch, , , outputs] = shape;
  const transforms = piecesOf(info) * padded(info.inChannels) + padded(outputs);
  return (batch > 1 ? 1 : 2) * costOf(2, info, shape, ADDED_TRANSFORM * transforms);
}

function costOf(side: number, info: backend_util.Conv2DInfo, shape: Shape, transforms: number): number {
  if (!isPossible(info)) return Number.POSITIVE_INFINITY;
  const { inChannels, outChannels } = info;
  const filters = piecesOf(info) * inChannels * outChannels;
  const products = numbersOf(info, side) * padded(inChannels) * padded(outChannels);
  const ofFilter = ((filters < LARGE ? FILTER : LARGE_FILTER) * (side + 2) ** 2) / 16;
  return tilesOf(shape, side) * (products + transforms) + ofFilter * filters;
}

/** The cost of the filter's gradient. Every block of it transforms its channels and outputs again. */
export function winogradFilterGradientCost(info: backend_util.Conv2DInfo, shape: Shape) {
  if (!isPossible(info)) return Number.POSITIVE_INFINITY;
  const channels = info.inChannels;
  const outputs = shape[3];
  const pieces = piecesOf(info);
  const products = numbersOf(info, 2) * padded(channels) * padded(outputs);
  const transform = pieces > 1 ? PIECE_GRADIENT_TRANSFORM : GRADIENT_TRANSFORM;
  const transforms =
    padded(channels) * Math.ceil(outputs / BLOCK_OUTPUTS) + padded(outputs) * Math.ceil(channels / BLOCK_CHANNELS);
  return (
    tilesOf(shape, 2) * (products + transform * pieces * transforms) + FILTER_GRADIENT * pieces * channels * outputs
  );
}

/** The pieces of a filter: along each side, twos of taps and the last three together. */
export const piecesOf = ({ filterHeight, filterWidth }: backend_util.Conv2DInfo): number =>
  Math.floor(filterHeight / 2) * Math.floor(filterWidth / 2);

/** The products of a tile: along each side, side + 1 for two taps and side + 2 for three. */
const numbersOf = ({ filterHeight, filterWidth }: backend_util.Conv2DInfo, side: number): number =>
  (Math.floor(filterHeight / 2) * (side + 1) + 1) * (Math.floor(filterWidth / 2) * (side + 1) + 1);

function isPossible(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const areOdd = filterHeight % 2 === 1 && filterWidth % 2 === 1;
  const steps = strideHeight * strideWidth * dilationHeight * dilationWidth;
  return areOdd && Math.min(filterHeight, filterWidth) > 1 && steps === 1;
}

/** The number of tiles of such outputs. */
export const tilesOf = ([batch, height, width]: Shape, side: number): number =>
  batch * Math.ceil(height / side) * Math.ceil(width / side);
