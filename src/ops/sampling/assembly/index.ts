// for each image of a batch:  gridSample: samplePoints,  imagesGrad: scatterPoints to zeros,  gridGrad: gradPoints
// Threads share chunks of samples, or images. Each has a copy of the constants, beside which it places its taps.

import { BLOCK } from '../../../wasm/assembly/lanes';
import { prepareAxis } from './axes';
import { gradPoints, samplePoints } from './samples';
import { copyOf, FILL, imageBytes, pixelBytes, pointBytes, Sampling, samplingBytes, tapCount } from './sampling';
import { beginSums, endSums, scatterPoints, sumsBytes } from './scatter';

export { ownWarpBytes, ownWarpImagesGradBytes, warp, warpImagesGrad, warpMatrixGrad } from './warp';

/** Bytes of temporary space of a call, and of each of its threads. */
export function scratchBytes(channels: i32): f64 {
  return <f64>samplingBytes(channels);
}

/** Bytes of temporary space of a thread for the gradient for the images. */
export function ownImagesGradBytes(pixels: i32, channels: i32): f64 {
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

/** Samples of one image that a thread takes at once. */
const CHUNK: i32 = 1024;

/** The number of chunks of an image's samples. */
export function chunks(samples: i32): i32 {
  return (samples + CHUNK - 1) / CHUNK;
}

/**
 * images is [batch, depth, height, width, channels], grid [batch, samples, axes], output [batch, samples, channels].
 * Computes chunks `first` to `end` - 1 of the samples of all images.
 */
export function gridSample(
  images: usize,
  grid: usize,
  output: usize,
  scratch: usize,
  own: usize,
  samples: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  for (let chunk = first; chunk < end; chunk++) {
    const example = chunk / chunks(samples);
    const sample = (chunk % chunks(samples)) * CHUNK;
    const at = <usize>example * samples + sample;
    const image = images + example * imageBytes(sampling);
    const to = output + at * pixelBytes(sampling);
    samplePoints(image, grid + at * pointBytes(sampling), to, own, min(CHUNK, samples - sample));
  }
}

/** dy is [batch, samples, channels], for images `first` to `end` - 1. */
export function imagesGrad(
  dy: usize,
  grid: usize,
  dimages: usize,
  scratch: usize,
  own: usize,
  samples: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  for (let example = first; example < end; example++) {
    const dimage = dimages + example * imageBytes(sampling);
    const at = <usize>example * samples;
    beginSums(dimage, own + samplingBytes(sampling.channels), sampling);
    scatterPoints(dy + at * pixelBytes(sampling), grid + at * pointBytes(sampling), dimage, own, samples);
    endSums(dimage, sampling);
  }
}

/** dgrid is [batch, samples, axes], for chunks `first` to `end` - 1 of the samples of all images. */
export function gridGrad(
  dy: usize,
  images: usize,
  grid: usize,
  dgrid: usize,
  scratch: usize,
  own: usize,
  samples: i32,
  first: i32,
  end: i32,
): void {
  const sampling = copyOf(scratch, own);
  for (let chunk = first; chunk < end; chunk++) {
    const example = chunk / chunks(samples);
    const sample = (chunk % chunks(samples)) * CHUNK;
    const at = <usize>example * samples + sample;
    const points = at * pointBytes(sampling);
    const image = images + example * imageBytes(sampling);
    const from = dy + at * pixelBytes(sampling);
    gradPoints(from, image, grid + points, dgrid + points, own, min(CHUNK, samples - sample));
  }
}
