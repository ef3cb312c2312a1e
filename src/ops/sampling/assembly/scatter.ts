// dimage[tap] += weight · dy[n] for all channels, in the order of the samples, accurate in sums of any length:
//   up to three channels:  float64 sums += weight · dy[n];  at the end  dimage = sums
//   more:                  dimage += weight · dy[n] in float32, but before a pixel gets more than 128 numbers that way,
//                          float64 sums += dimage, dimage = 0;  at the end  dimage += sums  if there are any

import { addInFloat64 } from '../../../wasm/assembly/lanes';
import { imageBytes, pixelBytes, Sampling, TAP_BYTES, TAPS, tapCount, WEIGHT } from './sampling';
import { areUnbroken, placeTaps } from './taps';

/** The number of channels from which sums begin in float32. */
const WIDE: i32 = 4;

// Each pixel of a wide image has a byte: the number of samples with unbroken taps that had their first tap there, and
// whether the pixel has float64 sums.
const HAS_SUMS: u32 = 128;

/** Bytes of temporary space for an image: its float64 sums, then its pixels' bytes. */
export function sumsBytes(pixels: i32, channels: i32): f64 {
  const numbers = <f64>pixels * channels;
  return numbers * 8 + (channels < WIDE ? 0 : countBytes(<usize>numbers * 4));
}

/** One byte for every sixteen bytes of an image, so that no two wide pixels share one. */
function countBytes(imageBytes: usize): usize {
  return (imageBytes >> 4) + 1;
}

/** Sets the gradient and its sums to zero. */
export function beginSums(dimage: usize, sums: usize, sampling: Sampling): void {
  const bytes = imageBytes(sampling);
  sampling.sums = sums;
  sampling.counts = sums + 2 * bytes;
  if (sampling.channels < WIDE) {
    memory.fill(sums, 0, 2 * bytes);
  } else {
    memory.fill(dimage, 0, bytes);
    memory.fill(sampling.counts, 0, countBytes(bytes));
  }
}

/** points is [samples, axes], dy [samples, channels]. */
export function scatterPoints(dy: usize, points: usize, dimage: usize, scratch: usize, samples: i32): void {
  const sampling = changetype<Sampling>(scratch);
  const bytes = pixelBytes(sampling);
  const isWide = sampling.channels >= WIDE;
  const taps = scratch + TAPS;
  const end = taps + tapCount(sampling) * TAP_BYTES;
  for (let left = samples - 1; left >= 0; left -= 4) {
    const last = min(left, 3);
    if (isWide) placeTaps(scratch, dimage, bytes, points, last);
    else placeTaps(scratch, sampling.sums, 2 * bytes, points, last);
    points += (last + 1) * sampling.axes * 4;
    if (!isWide) {
      for (let lane = 0; lane <= last; lane++, dy += bytes) scatterNarrow(taps + lane * 4, end, dy, bytes);
      continue;
    }
    for (let lane = 0, unbroken = areUnbroken(scratch, sampling); lane <= last; lane++, dy += bytes, unbroken >>= 1) {
      const tap = taps + lane * 4;
      scatterWide(tap, end, dy, bytes);
      if (unbroken & 1) {
        // The taps form one cell, identified by the first. A pixel is in as many cells as a sample has taps.
        const at = sampling.counts + ((<usize>load<u32>(tap) - dimage) >> 4);
        const count = <u32>load<u8>(at) + 1;
        store<u8>(at, count);
        if ((count & sampling.mostPerCell) == 0) continue;
        store<u8>(at, count & HAS_SUMS);
      }
      moveToSums(tap, end, dimage, sampling);
    }
  }
}

function scatterNarrow(tap: usize, end: usize, dy: usize, bytes: usize): void {
  for (let c: usize = 0; c < bytes; c += 4) {
    const value = <f64>load<f32>(dy + c);
    for (let at = tap; at < end; at += TAP_BYTES) {
      const to = <usize>load<u32>(at) + 2 * c;
      store<f64>(to, load<f64>(to) + <f64>load<f32>(at, WEIGHT) * value);
    }
  }
}

function moveToSums(tap: usize, end: usize, dimage: usize, sampling: Sampling): void {
  for (; tap < end; tap += TAP_BYTES) {
    const pixel = <usize>load<u32>(tap);
    const offset = pixel - dimage;
    if (offset >= imageBytes(sampling)) continue; // the pixel is missing
    const at = sampling.counts + (offset >> 4);
    const flags = <u32>load<u8>(at);
    addPixel(pixel, sampling.sums + 2 * offset, pixelBytes(sampling), (flags & HAS_SUMS) == 0);
    store<u8>(at, flags | HAS_SUMS);
  }
}

/** sums += pixel, or sums = pixel; pixel = 0. */
function addPixel(pixel: usize, sums: usize, bytes: usize, isFirst: boolean): void {
  const end = pixel + bytes;
  for (; pixel + 16 <= end; pixel += 16, sums += 32) {
    addInFloat64(sums, v128.load(pixel), isFirst);
    v128.store(pixel, f32x4.splat(0));
  }
  for (; pixel < end; pixel += 4, sums += 8) {
    store<f64>(sums, (isFirst ? 0 : load<f64>(sums)) + <f64>load<f32>(pixel));
    store<f32>(pixel, 0);
  }
}

/** Writes the float64 sums to the image. */
export function endSums(dimage: usize, sampling: Sampling): void {
  const bytes = imageBytes(sampling);
  const isWide = sampling.channels >= WIDE;
  const step = isWide ? pixelBytes(sampling) : bytes;
  for (let offset: usize = 0; offset < bytes; offset += step) {
    if (isWide && (load<u8>(sampling.counts + (offset >> 4)) & HAS_SUMS) == 0) continue;
    for (let at = offset; at < offset + step; at += 4) {
      const inFloat32 = isWide ? <f64>load<f32>(dimage + at) : 0;
      store<f32>(dimage + at, <f32>(load<f64>(sampling.sums + 2 * at) + inFloat32));
    }
  }
}

/** Several taps of a sample may be the same pixel, so each is written before the next is read. */
function scatterWide(tap: usize, end: usize, dy: usize, bytes: usize): void {
  const vectors = bytes & ~15;
  for (let c = vectors; c < bytes; c += 4) {
    const value = load<f32>(dy + c);
    for (let at = tap; at < end; at += TAP_BYTES) {
      const to = load<u32>(at) + c;
      store<f32>(to, load<f32>(to) + load<f32>(at, WEIGHT) * value);
    }
  }
  if (tap + TAP_BYTES >= end) {
    const to = <usize>load<u32>(tap);
    for (let c: usize = 0; c < vectors; c += 16) v128.store(to + c, f32x4.add(v128.load(to + c), v128.load(dy + c)));
    return;
  }
  for (; tap < end; tap += 4 * TAP_BYTES) {
    const to0 = <usize>load<u32>(tap);
    const to1 = <usize>load<u32>(tap, TAP_BYTES);
    const to2 = <usize>load<u32>(tap, 2 * TAP_BYTES);
    const to3 = <usize>load<u32>(tap, 3 * TAP_BYTES);
    const weight0 = v128.load32_splat(tap, WEIGHT);
    const weight1 = v128.load32_splat(tap, TAP_BYTES + WEIGHT);
    const weight2 = v128.load32_splat(tap, 2 * TAP_BYTES + WEIGHT);
    const weight3 = v128.load32_splat(tap, 3 * TAP_BYTES + WEIGHT);
    for (let c: usize = 0; c < vectors; c += 16) {
      const value = v128.load(dy + c);
      v128.store(to0 + c, f32x4.add(v128.load(to0 + c), f32x4.mul(weight0, value)));
      v128.store(to1 + c, f32x4.add(v128.load(to1 + c), f32x4.mul(weight1, value)));
      v128.store(to2 + c, f32x4.add(v128.load(to2 + c), f32x4.mul(weight2, value)));
      v128.store(to3 + c, f32x4.add(v128.load(to3 + c), f32x4.mul(weight3, value)));
    }
  }
}
