// In the window around each pixel, with means over its n pixels, for the colours g of the guide:
//   M = mean(g gᵀ) − mean(g) mean(g)ᵀ + ridge Id
//   for each value p:  a = M⁻¹ (mean(g p) − mean(g) mean(p)),  b = mean(p) − a · mean(g)
// all from sums over windows, in float64. Colours and values are relative to a colour and a value of the image, so that
// subtracting the products of means loses little.

import { countInside, makeWindowSums, nextRow, rowBytesOf, takeRow, WindowSums, windowSumsBytes } from './windowSums';

@unmanaged
export class LocalModels {
  /** The images [height, width, channels]. */
  guide: usize;
  input: usize;
  shares: usize;
  /** Channels of the guide. */
  colours: i32;
  /** Numbers of values with models: the channels of the input, ... */
  inputs: i32;
  /** ... those of the shares, each of which is divided by the number of pixels in the window around its pixel, ... */
  shared: i32;
  /** ... the values whose window sums the caller writes, ... */
  written: i32;
  /** ... and all of these. */
  values: i32;
  height: i32;
  width: i32;
  radius: i32;
  epsilon: f64;
  /** Whether the ridge is epsilon divided by the number of pixels in a window. */
  perWindow: bool;
  /** A colour and a value of the image, subtracted from all others. */
  origins: usize;
  /** Planes: the guide, its products, and each value, followed by its products with the guide. */
  moments: WindowSums;
  /** Rows of guide, input and shares. */
  pixels: usize;
  /** For each column, the number of columns in the window around it. */
  counts: usize;
  /** For two windows: the rows of M with the right-hand sides, least pivots, mean colours. */
  system: usize;
}

const STRUCT_BYTES: usize = 128;

export function localModelsBytes(colours: i32, windowed: i32, written: i32, height: i32, width: i32, radius: i32): f64 {
  const values = windowed + written;
  return (
    STRUCT_BYTES +
    momentBytes(colours, windowed, written, height, width, radius) +
    <f64>(colours + values + 1) * rowBytesOf(width) +
    <f64>(colours + values) * 8 +
    <f64>colours * (colours + values + 2) * 16
  );
}

function momentBytes(colours: i32, windowed: i32, written: i32, height: i32, width: i32, radius: i32): f64 {
  return windowSumsBytes(momentPlanes(colours, windowed), written * (colours + 1), height, width, radius);
}

function momentPlanes(colours: i32, windowed: i32): i32 {
  return colours + triangle(colours) + windowed * (colours + 1);
}

/** The number of products of two of `n`. */
export function triangle(n: i32): i32 {
  return (n * (n + 1)) / 2;
}

/** Memory of `localModelsBytes` at `at`, for `inputs + shared` windowed values. */
export function makeLocalModels(
  at: usize,
  colours: i32,
  inputs: i32,
  shared: i32,
  written: i32,
  height: i32,
  width: i32,
  radius: i32,
  epsilon: f64,
  perWindow: bool,
): LocalModels {
  const models = changetype<LocalModels>(at);
  const windowed = inputs + shared;
  models.colours = colours;
  models.inputs = inputs;
  models.shared = shared;
  models.written = written;
  models.values = windowed + written;
  models.height = height;
  models.width = width;
  models.radius = radius;
  models.epsilon = epsilon;
  models.perWindow = perWindow;
  const bytes = rowBytesOf(width);
  const moments = at + STRUCT_BYTES;
  models.moments = makeWindowSums(
    moments,
    momentPlanes(colours, windowed),
    written * (colours + 1),
    height,
    width,
    radius,
  );
  models.pixels = moments + <usize>momentBytes(colours, windowed, written, height, width, radius);
  models.counts = models.pixels + (colours + models.values) * bytes;
  models.system = models.counts + bytes;
  models.origins = models.system + colours * (colours + models.values + 2) * 16;
  for (let x = 0; x < width; x++) store<f64>(models.counts + x * 8, <f64>countInside(x, radius, width));
  return models;
}

/** Begins an image; `input` and `shares` are 0 if there are none. */
export function beginImage(models: LocalModels, guide: usize, input: usize, shares: usize): void {
  models.guide = guide;
  models.input = input;
  models.shares = shares;
  models.moments.taken = 0;
  findOrigins(models, guide, models.colours, models.origins);
  findOrigins(models, input, models.inputs, models.origins + models.colours * 8);
}

/** The median of three pixels, so that a single outlier has no effect; 0 if it is not finite. */
function findOrigins(models: LocalModels, image: usize, channels: i32, to: usize): void {
  const quarter: usize = ((models.height * models.width) / 4) * channels * 4;
  for (let channel = 0; channel < channels; channel++, image += 4, to += 8) {
    const a = load<f32>(image);
    const b = load<f32>(image + quarter);
    const c = load<f32>(image + 2 * quarter);
    const median = max(min(a, b), min(max(a, b), c));
    store<f64>(to, isFinite(median) ? median : 0);
  }
}

/** Takes the next row of the images, or nothing below them. */
export function takePixels(models: LocalModels): void {
  const moments = models.moments;
  if (moments.taken < models.height) {
    const colours = models.colours;
    const bytes = moments.rowBytes;
    const guide = nextRow(moments);
    let product = guide + colours * bytes;
    readPixels(models, moments.taken, guide, product + triangle(colours) * bytes, (colours + 1) * bytes);
    for (let k = 0; k < colours; k++) {
      for (let l = k; l < colours; l++, product += bytes)
        multiply(guide + k * bytes, guide + l * bytes, product, bytes);
    }
    for (let value = models.inputs + models.shared; value > 0; value--) {
      const row = product;
      product += bytes;
      for (let k = 0; k < colours; k++, product += bytes) multiply(row, guide + k * bytes, product, bytes);
    }
  }
  takeRow(moments);
}

function multiply(a: usize, b: usize, to: usize, bytes: usize): void {
  for (let x: usize = 0; x < bytes; x += 16) v128.store(to + x, f64x2.mul(v128.load(a + x), v128.load(b + x)));
}

/** Reads a row of the images minus the origins: the guide to `guide`, each value `step` bytes after the one before. */
export function readPixels(models: LocalModels, row: i32, guide: usize, values: usize, step: usize): void {
  const bytes = models.moments.rowBytes;
  const colours = models.colours;
  const first: usize = row * models.width * 4;
  for (let k = 0; k < colours; k++, guide += bytes) {
    readChannel(models, models.guide + first * colours + k * 4, colours, load<f64>(models.origins + k * 8), guide);
  }
  for (let c = 0; c < models.inputs; c++, values += step) {
    const origin = load<f64>(models.origins + (colours + c) * 8);
    readChannel(models, models.input + first * models.inputs + c * 4, models.inputs, origin, values);
  }
  const count = <f64>countInside(row, models.radius, models.height);
  for (let c = 0; c < models.shared; c++, values += step) {
    readChannel(models, models.shares + first * models.shared + c * 4, models.shared, 0, values);
    for (let x: usize = 0; x < bytes; x += 16) {
      const size = f64x2.mul(f64x2.splat(count), v128.load(models.counts + x));
      v128.store(values + x, f64x2.div(v128.load(values + x), size));
    }
  }
}

function readChannel(models: LocalModels, from: usize, channels: i32, origin: f64, to: usize): void {
  const step: usize = channels * 4;
  for (const end = to + models.width * 8; to < end; to += 8, from += step)
    store<f64>(to, <f64>load<f32>(from) - origin);
}
