// samplePoints: output[n] = Σ_taps weight · image[tap]      for all channels, with the fill for a missing image[tap]
// gradPoints: dpoints[n] = Σ_taps ∂weight/∂point · (dy[n] · image[tap])
//   for each four samples:  place the taps;  for each sample, for each four taps:  for each four channels
//                           then for each remaining channel:  for each tap, the four samples side by side

import { DOT, FILL, Sampling, TAP_BYTES, TAPS, tapCount, WEIGHT } from './sampling';
import { derivativeAlong, loadLanes, placeTaps, storeLanes } from './taps';

/** points is [samples, axes], output [samples, channels]. */
export function samplePoints(image: usize, points: usize, output: usize, scratch: usize, samples: i32): void {
  const sampling = changetype<Sampling>(scratch);
  const pixelBytes = <usize>sampling.channels * 4;
  const vectors = pixelBytes & ~15;
  const taps = scratch + TAPS;
  const end = taps + tapCount(sampling) * TAP_BYTES;
  for (let left = samples - 1; left >= 0; left -= 4) {
    const last = min(left, 3);
    placeTaps(scratch, image, pixelBytes, points, last);
    points += (last + 1) * sampling.axes * 4;
    if (vectors) {
      for (let lane = 0; lane <= last; lane++) {
        sampleVectors(taps + lane * 4, end, output + lane * pixelBytes, vectors);
      }
    }
    for (let c = vectors; c < pixelBytes; c += 4) {
      let sum = f32x4.splat(0);
      for (let tap = taps; tap < end; tap += TAP_BYTES) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(tap, WEIGHT), loadPixels(tap, c)));
      }
      storeLanes(output + c, pixelBytes, last, sum);
    }
    output += (last + 1) * pixelBytes;
  }
}

/** dpoints is [samples, axes]. */
export function gradPoints(dy: usize, image: usize, points: usize, dpoints: usize, scratch: usize, samples: i32): void {
  const sampling = changetype<Sampling>(scratch);
  const pixelBytes = <usize>sampling.channels * 4;
  const vectors = pixelBytes & ~15;
  const pointBytes = sampling.axes * 4;
  const taps = scratch + TAPS;
  const end = taps + tapCount(sampling) * TAP_BYTES;
  if (sampling.tapsPerAxis == 1) return memory.fill(dpoints, 0, <usize>samples * pointBytes);
  for (let left = samples - 1; left >= 0; left -= 4) {
    const last = min(left, 3);
    placeTaps(scratch, image, pixelBytes, points, last);
    for (let tap = taps; tap < end; tap += TAP_BYTES) v128.store(tap, f32x4.splat(0), DOT);
    if (vectors) {
      for (let lane = 0; lane <= last; lane++) dotVectors(taps + lane * 4, end, dy + lane * pixelBytes, vectors);
    }
    for (let c = vectors; c < pixelBytes; c += 4) {
      const values = loadLanes(dy + c, pixelBytes, last);
      for (let tap = taps; tap < end; tap += TAP_BYTES) {
        v128.store(tap, f32x4.add(v128.load(tap, DOT), f32x4.mul(values, loadPixels(tap, c))), DOT);
      }
    }
    if (!sampling.hasFill) dropMissing(scratch, end);
    for (let axis = 0; axis < sampling.axes; axis++) {
      storeLanes(dpoints + axis * 4, pointBytes, last, derivativeAlong(scratch, axis, sampling));
    }
    dy += (last + 1) * pixelBytes;
    points += (last + 1) * pointBytes;
    dpoints += (last + 1) * pointBytes;
  }
}

/** Without a fill, missing pixels have no product with dy, even where dy is infinite or NaN. */
function dropMissing(scratch: usize, end: usize): void {
  const fill = i32x4.splat(<i32>(scratch + FILL));
  for (let tap = scratch + TAPS; tap < end; tap += TAP_BYTES) {
    v128.store(tap, v128.andnot(v128.load(tap, DOT), i32x4.eq(v128.load(tap), fill)), DOT);
  }
}

/** One channel of a tap of four samples. */
function loadPixels(tap: usize, c: usize): v128 {
  let pixels = v128.load32_zero(load<u32>(tap) + c);
  pixels = v128.load_lane<f32>(load<u32>(tap, 4) + c, pixels, 1);
  pixels = v128.load_lane<f32>(load<u32>(tap, 8) + c, pixels, 2);
  return v128.load_lane<f32>(load<u32>(tap, 12) + c, pixels, 3);
}

/** Samples the channels that fill vectors, for one sample with a single tap or with four taps at a time. */
function sampleVectors(tap: usize, end: usize, output: usize, bytes: usize): void {
  if (tap + TAP_BYTES >= end) {
    const from = <usize>load<u32>(tap);
    for (let c: usize = 0; c < bytes; c += 16) v128.store(output + c, v128.load(from + c));
    return;
  }
  for (let first = true; tap < end; tap += 4 * TAP_BYTES, first = false) {
    const from0 = <usize>load<u32>(tap);
    const from1 = <usize>load<u32>(tap, TAP_BYTES);
    const from2 = <usize>load<u32>(tap, 2 * TAP_BYTES);
    const from3 = <usize>load<u32>(tap, 3 * TAP_BYTES);
    const weight0 = v128.load32_splat(tap, WEIGHT);
    const weight1 = v128.load32_splat(tap, TAP_BYTES + WEIGHT);
    const weight2 = v128.load32_splat(tap, 2 * TAP_BYTES + WEIGHT);
    const weight3 = v128.load32_splat(tap, 3 * TAP_BYTES + WEIGHT);
    for (let c: usize = 0; c < bytes; c += 16) {
      let sum = f32x4.mul(weight0, v128.load(from0 + c));
      sum = f32x4.add(sum, f32x4.mul(weight1, v128.load(from1 + c)));
      sum = f32x4.add(sum, f32x4.mul(weight2, v128.load(from2 + c)));
      sum = f32x4.add(sum, f32x4.mul(weight3, v128.load(from3 + c)));
      v128.store(output + c, first ? sum : f32x4.add(v128.load(output + c), sum));
    }
  }
}

/** dot = Σ_c dy[c] · image[tap, c] over the channels that fill vectors, for one sample's taps. */
function dotVectors(tap: usize, end: usize, dy: usize, bytes: usize): void {
  for (; tap < end; tap += 4 * TAP_BYTES) {
    const from0 = <usize>load<u32>(tap);
    const from1 = <usize>load<u32>(tap, TAP_BYTES);
    const from2 = <usize>load<u32>(tap, 2 * TAP_BYTES);
    const from3 = <usize>load<u32>(tap, 3 * TAP_BYTES);
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    for (let c: usize = 0; c < bytes; c += 16) {
      const value = v128.load(dy + c);
      sum0 = f32x4.add(sum0, f32x4.mul(value, v128.load(from0 + c)));
      sum1 = f32x4.add(sum1, f32x4.mul(value, v128.load(from1 + c)));
      sum2 = f32x4.add(sum2, f32x4.mul(value, v128.load(from2 + c)));
      sum3 = f32x4.add(sum3, f32x4.mul(value, v128.load(from3 + c)));
    }
    const sums01 = f32x4.add(v128.shuffle<f32>(sum0, sum1, 0, 4, 1, 5), v128.shuffle<f32>(sum0, sum1, 2, 6, 3, 7));
    const sums23 = f32x4.add(v128.shuffle<f32>(sum2, sum3, 0, 4, 1, 5), v128.shuffle<f32>(sum2, sum3, 2, 6, 3, 7));
    const low = v128.shuffle<f32>(sums01, sums23, 0, 1, 4, 5);
    const dots = f32x4.add(low, v128.shuffle<f32>(sums01, sums23, 2, 3, 6, 7));
    v128.store_lane<f32>(tap + DOT, dots, 0);
    v128.store_lane<f32>(tap + TAP_BYTES + DOT, dots, 1);
    v128.store_lane<f32>(tap + 2 * TAP_BYTES + DOT, dots, 2);
    v128.store_lane<f32>(tap + 3 * TAP_BYTES + DOT, dots, 3);
  }
}
