// For four samples at a time, one in each lane: along each axis
//   pixel = toPixel(coordinate), padded;  taps = the pixels around it, each with its weight and its weight's derivative
// and of each combination of one tap per axis
//   weight = Π_axes weight,  address = that of the pixel, or of the fill where the pixel is missing on any axis

import { cubicFar, cubicFarDerivative, cubicNear, cubicNearDerivative } from './cubic';

/** What a call holds fixed, at the beginning of the scratch. Axes are x, y, z; images have a z axis of one pixel. */
@unmanaged
export class Sampling {
  pixels: i32;
  channels: i32;
  axes: i32;
  /** 1 is nearest, 2 linear, 4 cubic. */
  tapsPerAxis: i32;
  padding: i32;
  alignCorners: i32;
}

const ZEROS: i32 = 0;
const REFLECTION: i32 = 2;

// An axis: four taps, then in all lanes its last pixel, its stride in pixels, and what makes a coordinate a pixel,
// (x + SHIFT) · SCALE − OFFSET; then of four samples the derivative of that, padded, and where the gradient passes.
const AXIS_TAP_BYTES: usize = 48;
const LAST: usize = 4 * AXIS_TAP_BYTES;
const STRIDE: usize = LAST + 16;
const SCALE: usize = STRIDE + 16;
const SHIFT: usize = SCALE + 16;
const OFFSET: usize = SHIFT + 16;
const SLOPE: usize = OFFSET + 16;
const PASSES: usize = SLOPE + 16;
const AXIS_BYTES: usize = PASSES + 16;
// A tap of an axis: its index times the stride or, where it is missing, −1; its weight; the derivative of a cubic weight.
const INDEX: usize = 0;
const AXIS_WEIGHT: usize = 16;
const DERIVATIVE: usize = 32;

// A tap: where its channels are, its weight, and its dot product with dy.
export const WEIGHT: usize = 16;
export const DOT: usize = 32;
export const TAP_BYTES: usize = 48;
const MOST_TAPS: usize = 64;

const AXES: usize = 32;
export const TAPS: usize = AXES + 3 * AXIS_BYTES;
/** One value per channel, in place of a missing pixel. */
export const FILL: usize = TAPS + MOST_TAPS * TAP_BYTES;

/** Bytes of temporary space: the above, and the fill. */
export function samplingBytes(channels: i32): usize {
  return FILL + <usize>channels * 4;
}

/** What an axis holds fixed. The z axis of an image has one tap, index 0 with weight 1. */
export function prepareAxis(scratch: usize, axis: i32, size: i32, stride: i32, alignCorners: i32, inPixels: i32): void {
  const at = axisAt(scratch, axis);
  v128.store(at, i32x4.splat(0), INDEX);
  v128.store(at, f32x4.splat(1), AXIS_WEIGHT);
  v128.store(at, f32x4.splat(<f32>(size - 1)), LAST);
  v128.store(at, i32x4.splat(stride), STRIDE);
  const middle = <f32>(size - 1) * 0.5;
  v128.store(at, f32x4.splat(inPixels ? middle : 1), SHIFT);
  v128.store(at, f32x4.splat(inPixels ? 1 : alignCorners ? middle : <f32>size * 0.5), SCALE);
  v128.store(at, f32x4.splat(inPixels || alignCorners ? 0 : 0.5), OFFSET);
}

export function imageBytes(sampling: Sampling): usize {
  return <usize>sampling.pixels * sampling.channels * 4;
}

export function pixelBytes(sampling: Sampling): usize {
  return <usize>sampling.channels * 4;
}

export function pointBytes(sampling: Sampling): usize {
  return <usize>sampling.axes * 4;
}

export function tapCount(sampling: Sampling): i32 {
  const tapsPerAxis = sampling.tapsPerAxis;
  return tapsPerAxis * tapsPerAxis * (sampling.axes == 3 ? tapsPerAxis : 1);
}

/** Places the taps of the samples at `points`, `last` + 1 of them; the lanes behind repeat the last one. */
export function placeTaps(scratch: usize, image: usize, points: usize, last: i32): void {
  const sampling = changetype<Sampling>(scratch);
  const stride = sampling.axes * 4;
  const axes = scratch + AXES;
  placeOnAxis(axes, loadLanes(points, stride, last), sampling);
  placeOnAxis(axes + AXIS_BYTES, loadLanes(points + 4, stride, last), sampling);
  if (sampling.axes == 3) placeOnAxis(axes + 2 * AXIS_BYTES, loadLanes(points + 8, stride, last), sampling);
  combineTaps(scratch, image, sampling);
}

/** Of four numbers, `stride` bytes apart, the first `last` + 1; the lanes behind repeat the last one. */
export function loadLanes(from: usize, stride: usize, last: i32): v128 {
  let lanes = v128.load32_splat(from + last * stride);
  lanes = v128.load_lane<f32>(from, lanes, 0);
  if (last > 1) lanes = v128.load_lane<f32>(from + stride, lanes, 1);
  if (last > 2) lanes = v128.load_lane<f32>(from + 2 * stride, lanes, 2);
  return lanes;
}

export function storeLanes(to: usize, stride: usize, last: i32, lanes: v128): void {
  v128.store_lane<f32>(to, lanes, 0);
  if (last > 0) v128.store_lane<f32>(to + stride, lanes, 1);
  if (last > 1) v128.store_lane<f32>(to + 2 * stride, lanes, 2);
  if (last > 2) v128.store_lane<f32>(to + 3 * stride, lanes, 3);
}

function placeOnAxis(axis: usize, coordinate: v128, sampling: Sampling): void {
  const tapsPerAxis = sampling.tapsPerAxis;
  const padding = sampling.padding;
  const alignCorners = sampling.alignCorners;
  const one = f32x4.splat(1);
  const scale = v128.load(axis, SCALE);
  let slope = scale;
  const fromCorner = f32x4.add(coordinate, v128.load(axis, SHIFT));
  let pixel = f32x4.sub(f32x4.mul(fromCorner, scale), v128.load(axis, OFFSET));
  // NaN and infinity are nowhere: beyond the reach of every tap, or at pixel 0.
  let passes = f32x4.lt(f32x4.abs(pixel), f32x4.splat(Infinity));
  pixel = v128.bitselect(pixel, f32x4.splat(padding == ZEROS ? -8 : 0), passes);

  if (padding != ZEROS && tapsPerAxis != 4) {
    if (padding == REFLECTION) {
      slope = f32x4.mul(scale, direction(axis, pixel, alignCorners));
      pixel = reflect(axis, pixel, alignCorners);
    }
    const edge = v128.load(axis, LAST);
    const between = v128.and(f32x4.gt(pixel, f32x4.splat(0)), f32x4.lt(pixel, edge));
    pixel = v128.bitselect(pixel, v128.and(edge, f32x4.ge(pixel, edge)), between);
    passes = v128.and(passes, between);
  }
  v128.store(axis, slope, SLOPE);
  v128.store(axis, passes, PASSES);

  if (tapsPerAxis == 1) return placeTap(axis, 0, f32x4.nearest(pixel), one);
  const cell = f32x4.floor(pixel);
  const fraction = f32x4.sub(pixel, cell);
  const opposite = f32x4.sub(one, fraction);
  if (tapsPerAxis == 2) {
    placeTap(axis, 0, cell, opposite);
    placeTap(axis, 1, f32x4.add(cell, one), fraction);
    return;
  }
  const weight0 = cubicFar(fraction);
  const weight2 = cubicNear(opposite);
  const weight3 = cubicFar(opposite);
  const weight1 = f32x4.sub(one, f32x4.add(f32x4.add(weight0, weight2), weight3));
  placeCubicTap(axis, 0, cell, weight0, sampling);
  placeCubicTap(axis, 1, cell, weight1, sampling);
  placeCubicTap(axis, 2, cell, weight2, sampling);
  placeCubicTap(axis, 3, cell, weight3, sampling);
  // The second weight is what the others leave, and so is its derivative: see derivativeAlong.
  v128.store(axis, cubicFarDerivative(fraction), DERIVATIVE);
  v128.store(axis, f32x4.neg(cubicNearDerivative(opposite)), 2 * AXIS_TAP_BYTES + DERIVATIVE);
  v128.store(axis, f32x4.neg(cubicFarDerivative(opposite)), 3 * AXIS_TAP_BYTES + DERIVATIVE);
}

/** `pixel` mirrored at both ends of the axis as often as it takes, in the roundings of the composed op. */
function reflect(axis: usize, pixel: v128, alignCorners: i32): v128 {
  const low: f32 = alignCorners ? 0 : -0.5;
  const span = spanOf(axis, alignCorners);
  if (!v128.any_true(span)) return pixel;
  const period = periodOf(pixel, low, span);
  const odd = f32x4.sub(period, f32x4.mul(f32x4.floor(f32x4.mul(period, f32x4.splat(0.5))), f32x4.splat(2)));
  const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(odd, f32x4.splat(2)));
  const ifOdd = f32x4.mul(odd, f32x4.add(span, f32x4.splat(2 * low)));
  const offset = f32x4.sub(ifOdd, f32x4.mul(f32x4.mul(period, slope), span));
  return f32x4.add(f32x4.mul(pixel, slope), offset);
}

/** The derivative of `reflect`, 1 or −1. */
function direction(axis: usize, pixel: v128, alignCorners: i32): v128 {
  const span = spanOf(axis, alignCorners);
  if (!v128.any_true(span)) return f32x4.splat(1);
  const half = f32x4.mul(periodOf(pixel, alignCorners ? 0 : -0.5, span), f32x4.splat(0.5));
  return f32x4.sub(f32x4.splat(1), f32x4.mul(f32x4.sub(half, f32x4.floor(half)), f32x4.splat(4)));
}

function spanOf(axis: usize, alignCorners: i32): v128 {
  return f32x4.add(v128.load(axis, LAST), f32x4.splat(alignCorners ? 0 : 1));
}

function periodOf(pixel: v128, low: f32, span: v128): v128 {
  const inverse = f32x4.div(f32x4.splat(1), span);
  return f32x4.floor(f32x4.mul(f32x4.sub(pixel, f32x4.splat(low)), inverse));
}

/** Here the border is that of each tap, not of the coordinate. */
function placeCubicTap(axis: usize, tap: i32, cell: v128, weight: v128, sampling: Sampling): void {
  const padding = sampling.padding;
  let position = f32x4.add(cell, f32x4.splat(<f32>(tap - 1)));
  if (padding == REFLECTION) position = reflect(axis, position, sampling.alignCorners);
  if (padding != ZEROS) position = f32x4.floor(clip(axis, position));
  placeTap(axis, tap, position, weight);
}

/** The tap at the whole pixel `position`; one that a padding but zeros leaves outside has weight 0. */
function placeTap(axis: usize, tap: i32, position: v128, weight: v128): void {
  const clipped = clip(axis, position);
  const index = i32x4.mul(i32x4.trunc_sat_f32x4_s(clipped), v128.load(axis, STRIDE));
  const at = axis + tap * AXIS_TAP_BYTES;
  v128.store(at, v128.or(index, f32x4.ne(position, clipped)), INDEX);
  v128.store(at, weight, AXIS_WEIGHT);
}

function clip(axis: usize, position: v128): v128 {
  return f32x4.pmin(v128.load(axis, LAST), f32x4.pmax(f32x4.splat(0), position));
}

/** The combinations, z the slowest and x the fastest. */
function combineTaps(scratch: usize, image: usize, sampling: Sampling): void {
  const tapsPerAxis = sampling.tapsPerAxis;
  const axes = sampling.axes;
  const count = tapsPerAxis * AXIS_TAP_BYTES;
  const x = scratch + AXES;
  const y = x + AXIS_BYTES;
  const z = y + AXIS_BYTES;
  const zEnd = z + (axes == 3 ? count : AXIS_TAP_BYTES);
  const first = i32x4.splat(<i32>image);
  const pixelBytes = i32x4.splat(sampling.channels * 4);
  const fill = i32x4.splat(<i32>(scratch + FILL));
  let to = scratch + TAPS;
  for (let tapZ = z; tapZ < zEnd; tapZ += AXIS_TAP_BYTES) {
    for (let tapY = y; tapY < y + count; tapY += AXIS_TAP_BYTES) {
      const indexY = v128.load(tapY, INDEX);
      const indexZ = v128.load(tapZ, INDEX);
      const row = i32x4.add(indexZ, indexY);
      const rowMissing = v128.or(indexZ, indexY);
      const rowWeight = f32x4.mul(v128.load(tapZ, AXIS_WEIGHT), v128.load(tapY, AXIS_WEIGHT));
      for (let tapX = x; tapX < x + count; tapX += AXIS_TAP_BYTES, to += TAP_BYTES) {
        const indexX = v128.load(tapX, INDEX);
        const address = i32x4.add(first, i32x4.mul(i32x4.add(row, indexX), pixelBytes));
        const missing = i32x4.lt_s(v128.or(rowMissing, indexX), i32x4.splat(0));
        v128.store(to, v128.bitselect(fill, address, missing));
        v128.store(to, f32x4.mul(rowWeight, v128.load(tapX, AXIS_WEIGHT)), WEIGHT);
      }
    }
  }
}

/**
 * The derivative along an axis of Σ weight · dot: Σ_others weight Σ_taps derivative · (dot − dot of one tap, whose weight
 * is what the others leave), which is exactly zero where all dots are equal.
 */
export function derivativeAlong(scratch: usize, axis: i32, sampling: Sampling): v128 {
  const tapsPerAxis = sampling.tapsPerAxis;
  const other = axis == 0 ? 1 : 0;
  const third = axis == 2 ? 1 : 2;
  const at = axisAt(scratch, axis);
  const step = stepOf(axis, tapsPerAxis);
  const rest: usize = (tapsPerAxis >> 2) * step;
  let dotsOfThird = scratch + TAPS + DOT;
  const thirdEnd = axisAt(scratch, third) + (third == 2 && sampling.axes == 2 ? 1 : tapsPerAxis) * AXIS_TAP_BYTES;
  const otherEnd = axisAt(scratch, other) + tapsPerAxis * AXIS_TAP_BYTES;
  let derivative = f32x4.splat(0);
  for (let tapThird = axisAt(scratch, third); tapThird < thirdEnd; tapThird += AXIS_TAP_BYTES) {
    let dots = dotsOfThird;
    for (let tapOther = axisAt(scratch, other); tapOther < otherEnd; tapOther += AXIS_TAP_BYTES) {
      const restDot = v128.load(dots + rest);
      let along: v128;
      if (tapsPerAxis == 2) {
        along = f32x4.sub(v128.load(dots + step), restDot);
      } else {
        along = cubicTerm(at, 0, dots, restDot);
        along = f32x4.add(along, cubicTerm(at, 2, dots + 2 * step, restDot));
        along = f32x4.add(along, cubicTerm(at, 3, dots + 3 * step, restDot));
      }
      const weight = f32x4.mul(v128.load(tapThird, AXIS_WEIGHT), v128.load(tapOther, AXIS_WEIGHT));
      derivative = f32x4.add(derivative, f32x4.mul(weight, along));
      dots += stepOf(other, tapsPerAxis);
    }
    dotsOfThird += stepOf(third, tapsPerAxis);
  }
  return v128.and(v128.load(at, PASSES), f32x4.mul(derivative, v128.load(at, SLOPE)));
}

function cubicTerm(axis: usize, tap: i32, dot: usize, restDot: v128): v128 {
  const derivative = v128.load(axis + tap * AXIS_TAP_BYTES, DERIVATIVE);
  return f32x4.mul(f32x4.sub(v128.load(dot), restDot), derivative);
}

function axisAt(scratch: usize, axis: i32): usize {
  return scratch + AXES + axis * AXIS_BYTES;
}

/** Bytes from a combination to the one with the next tap on the axis. */
function stepOf(axis: i32, tapsPerAxis: i32): usize {
  return TAP_BYTES * (axis == 0 ? 1 : axis == 1 ? tapsPerAxis : tapsPerAxis * tapsPerAxis);
}
