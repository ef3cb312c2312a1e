// for four samples, one in each lane, along an axis:
//   pixel = toPixel(coordinate), padded;  taps = the pixels around it, each with its weight and its weight's derivative

import { cubicFar, cubicFarDerivative, cubicNear, cubicNearDerivative } from './cubic';
import {
  AXIS_TAP_BYTES,
  AXIS_WEIGHT,
  axisAt,
  DERIVATIVE,
  INDEX,
  LAST,
  OFFSET,
  PASSES,
  Sampling,
  SCALE,
  SHIFT,
  SLOPE,
  STRIDE,
} from './sampling';

const ZEROS: i32 = 0;
const REFLECTION: i32 = 2;
const WRAP: i32 = 3;

/** The constants of an axis. The z axis of an image has one tap, index 0 with weight 1. */
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

export function placeOnAxis(axis: usize, coordinate: v128, sampling: Sampling): void {
  const tapsPerAxis = sampling.tapsPerAxis;
  const padding = sampling.padding;
  const alignCorners = sampling.alignCorners;
  const one = f32x4.splat(1);
  const scale = v128.load(axis, SCALE);
  let slope = scale;
  const fromCorner = f32x4.add(coordinate, v128.load(axis, SHIFT));
  let pixel = f32x4.sub(f32x4.mul(fromCorner, scale), v128.load(axis, OFFSET));
  // NaN and infinity have no position: they move beyond the reach of every tap, or to pixel 0.
  let passes = f32x4.lt(f32x4.abs(pixel), f32x4.splat(Infinity));
  pixel = v128.bitselect(pixel, f32x4.splat(padding == ZEROS ? -8 : 0), passes);

  if (padding == WRAP) {
    pixel = wrap(axis, pixel);
  } else if (padding != ZEROS && tapsPerAxis != 4) {
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

  if (tapsPerAxis == 1) return placeTap(axis, 0, f32x4.nearest(pixel), one, sampling);
  const cell = f32x4.floor(pixel);
  const fraction = f32x4.sub(pixel, cell);
  const opposite = f32x4.sub(one, fraction);
  if (tapsPerAxis == 2) {
    placeTap(axis, 0, cell, opposite, sampling);
    placeTap(axis, 1, f32x4.add(cell, one), fraction, sampling);
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
  // The second weight is 1 minus the others, and so is its derivative: see derivativeAlong.
  v128.store(axis, cubicFarDerivative(fraction), DERIVATIVE);
  v128.store(axis, f32x4.neg(cubicNearDerivative(opposite)), 2 * AXIS_TAP_BYTES + DERIVATIVE);
  v128.store(axis, f32x4.neg(cubicFarDerivative(opposite)), 3 * AXIS_TAP_BYTES + DERIVATIVE);
}

/** `pixel` mirrored at both ends of the axis as often as needed, with the rounding of the composed op. */
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

/** `pixel` moved into the axis by a multiple of its length. */
function wrap(axis: usize, pixel: v128): v128 {
  const size = spanOf(axis, 0);
  return f32x4.sub(pixel, f32x4.mul(periodOf(pixel, 0, size), size));
}

/** `'border'` and `'reflection'` apply to the tap, not to the coordinate. */
function placeCubicTap(axis: usize, tap: i32, cell: v128, weight: v128, sampling: Sampling): void {
  const padding = sampling.padding;
  let position = f32x4.add(cell, f32x4.splat(<f32>(tap - 1)));
  if (padding == REFLECTION) position = reflect(axis, position, sampling.alignCorners);
  if (padding != ZEROS && padding != WRAP) position = f32x4.floor(clip(axis, position));
  placeTap(axis, tap, position, weight, sampling);
}

/**
 * The tap at the integer pixel `position`. Outside the axis it is missing, or with `'wrap'` the pixel at the other end.
 */
function placeTap(axis: usize, tap: i32, position: v128, weight: v128, sampling: Sampling): void {
  // Adding half a pixel keeps rounding errors away from the borders.
  if (sampling.padding == WRAP) {
    position = f32x4.floor(clip(axis, wrap(axis, f32x4.add(position, f32x4.splat(0.5)))));
  }
  const clipped = clip(axis, position);
  const index = i32x4.mul(i32x4.trunc_sat_f32x4_s(clipped), v128.load(axis, STRIDE));
  const at = axis + tap * AXIS_TAP_BYTES;
  v128.store(at, v128.or(index, f32x4.ne(position, clipped)), INDEX);
  v128.store(at, weight, AXIS_WEIGHT);
}

function clip(axis: usize, position: v128): v128 {
  return f32x4.pmin(v128.load(axis, LAST), f32x4.pmax(f32x4.splat(0), position));
}
