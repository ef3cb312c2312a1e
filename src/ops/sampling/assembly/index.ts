// for each image of a batch:  gridSample: samplePoints,  imagesGrad: scatterPoints to zeros,  gridGrad: gradPoints

import { BLOCK } from '../../../wasm/assembly/lanes';
import { prepareAxis } from './axes';
import { gradPoints, samplePoints } from './samples';
import { FILL, imageBytes, pixelBytes, pointBytes, Sampling, samplingBytes, tapCount } from './sampling';
import { beginSums, endSums, scatterPoints, sumsBytes } from './scatter';

export { warp, warpImagesGrad, warpImagesGradScratchBytes, warpMatrixGrad, warpScratchBytes } from './warp';

/** Bytes of temporary space. */
export function scratchBytes(channels: i32): f64 {
  return <f64>samplingBytes(channels);
}

/** Bytes of temporary space for the gradient for the images. */
export function imagesGradScratchBytes(pixels: i32, channels: i32): f64 {
  return <f64>samplingBytes(channels) + sumsBytes(pixels, channels);
}

/** Writes the constants of a call, without a fill. */
export function prepare(
  scratch: usize,
  depth: i32,
  height: i32,
  width: i32,
  channels: i32,
  axes: i32,
  tapsPerAxis: i32,
  padding: i32,
  alignCorners: i32,
  inPixels: i32,
): void {
  const sampling = changetype<Sampling>(scratch);
  sampling.pixels = depth * height * width;
  sampling.channels = channels;
  sampling.axes = axes;
  sampling.tapsPerAxis = tapsPerAxis;
  sampling.padding = padding;
  sampling.alignCorners = alignCorners;
  sampling.hasFill = 0;
  sampling.mostPerCell = min(64, BLOCK / tapCount(sampling));
  prepareAxis(scratch, 0, width, 1, alignCorners, inPixels);
  prepareAxis(scratch, 1, height, width, alignCorners, inPixels);
  prepareAxis(scratch, 2, depth, height * width, alignCorners, inPixels);
  memory.fill(scratch + FILL, 0, <usize>channels * 4);
}

export function setFill(scratch: usize, channel: i32, value: f32): void {
  changetype<Sampling>(scratch).hasFill = 1;
  store<f32>(scratch + FILL + channel * 4, value);
}

/**
 * images is [batch, depth, height, width, channels], grid [batch, samples, axes], output [batch, samples, channels].
 */
export function gridSample(images: usize, grid: usize, output: usize, scratch: usize, batch: i32, samples: i32): void {
  const sampling = changetype<Sampling>(scratch);
  for (let example = 0; example < batch; example++) {
    samplePoints(images, grid, output, scratch, samples);
    images += imageBytes(sampling);
    grid += samples * pointBytes(sampling);
    output += samples * pixelBytes(sampling);
  }
}

/** dy is [batch, samples, channels]. */
export function imagesGrad(dy: usize, grid: usize, dimages: usize, scratch: usize, batch: i32, samples: i32): void {
  const sampling = changetype<Sampling>(scratch);
  for (let example = 0; example < batch; example++) {
    beginSums(dimages, scratch + samplingBytes(sampling.channels), sampling);
    scatterPoints(dy, grid, dimages, scratch, samples);
    endSums(dimages, sampling);
    dimages += imageBytes(sampling);
    grid += samples * pointBytes(sampling);
    dy += samples * pixelBytes(sampling);
  }
}

/** dgrid is [batch, samples, axes]. */
export function gridGrad(
  dy: usize,
  images: usize,
  grid: usize,
  dgrid: usize,
  scratch: usize,
  batch: i32,
  samples: i32,
): void {
  const sampling = changetype<Sampling>(scratch);
  for (let example = 0; example < batch; example++) {
    gradPoints(dy, images, grid, dgrid, scratch, samples);
    images += imageBytes(sampling);
    grid += samples * pointBytes(sampling);
    dgrid += samples * pointBytes(sampling);
    dy += samples * pixelBytes(sampling);
  }
}
