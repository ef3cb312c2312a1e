// For each image of a batch:  gridSample: samplePoints,  imagesGrad: scatterPoints to zeros,  gridGrad: gradPoints

import { gradPoints, samplePoints, scatterPoints } from './samples';
import { FILL, imageBytes, pixelBytes, pointBytes, prepareAxis, Sampling, samplingBytes } from './taps';

export { warp, warpImagesGrad, warpMatrixGrad, warpScratchBytes } from './warp';

/** Bytes of temporary space. */
export function scratchBytes(channels: i32): f64 {
  return <f64>samplingBytes(channels);
}

/** Writes what a call holds fixed, with a fill of zeros. */
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
  prepareAxis(scratch, 0, width, 1, alignCorners, inPixels);
  prepareAxis(scratch, 1, height, width, alignCorners, inPixels);
  prepareAxis(scratch, 2, depth, height * width, alignCorners, inPixels);
  memory.fill(scratch + FILL, 0, <usize>channels * 4);
}

export function setFill(scratch: usize, channel: i32, value: f32): void {
  store<f32>(scratch + FILL + channel * 4, value);
}

/** images is [batch, depth, height, width, channels], grid [batch, samples, axes], output [batch, samples, channels]. */
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
    memory.fill(dimages, 0, imageBytes(sampling)); // here and not for all at once, so that the cache still holds it
    scatterPoints(dy, grid, dimages, scratch, samples);
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
