// for four samples at a time, one in each lane, and each combination of one tap per axis:
//   weight = Π_axes weight,  address = that of the pixel, or that of the fill if the pixel is missing on any axis

import { placeOnAxis } from './axes';
import {
  AXES,
  AXIS_BYTES,
  AXIS_TAP_BYTES,
  AXIS_WEIGHT,
  axisAt,
  DERIVATIVE,
  DOT,
  FILL,
  INDEX,
  PASSES,
  Sampling,
  SLOPE,
  STRIDE,
  TAP_BYTES,
  TAPS,
  WEIGHT,
} from './sampling';

/** Places the taps of the `last` + 1 samples at `points`; the remaining lanes repeat the last one. */
export function placeTaps(scratch: usize, image: usize, pixelBytes: usize, points: usize, last: i32): void {
  const sampling = changetype<Sampling>(scratch);
  const stride = sampling.axes * 4;
  const axes = scratch + AXES;
  placeOnAxis(axes, loadLanes(points, stride, last), sampling);
  placeOnAxis(axes + AXIS_BYTES, loadLanes(points + 4, stride, last), sampling);
  if (sampling.axes == 3) placeOnAxis(axes + 2 * AXIS_BYTES, loadLanes(points + 8, stride, last), sampling);
  combineTaps(scratch, image, pixelBytes, sampling);
}

/** A bit for each placed sample whose taps are all inside and contiguous on every axis. */
export function areUnbroken(scratch: usize, sampling: Sampling): i32 {
  const tapsPerAxis = sampling.tapsPerAxis;
  let unbroken = i32x4.splat(-1);
  for (let axis = 0; axis < sampling.axes; axis++) {
    const at = axisAt(scratch, axis);
    const first = v128.load(at, INDEX);
    const last = v128.load(at + (tapsPerAxis - 1) * AXIS_TAP_BYTES, INDEX);
    const reach = i32x4.mul(v128.load(at, STRIDE), i32x4.splat(tapsPerAxis - 1));
    const inside = i32x4.ge_s(first, i32x4.splat(0));
    unbroken = v128.and(unbroken, v128.and(inside, i32x4.eq(i32x4.sub(last, first), reach)));
  }
  return i32x4.bitmask(unbroken);
}

/** The first `last` + 1 of four numbers, `stride` bytes apart; the remaining lanes repeat the last one. */
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

/** The combinations, z slowest and x fastest. */
function combineTaps(scratch: usize, image: usize, bytesOfPixel: usize, sampling: Sampling): void {
  const tapsPerAxis = sampling.tapsPerAxis;
  const axes = sampling.axes;
  const count = tapsPerAxis * AXIS_TAP_BYTES;
  const x = scratch + AXES;
  const y = x + AXIS_BYTES;
  const z = y + AXIS_BYTES;
  const zEnd = z + (axes == 3 ? count : AXIS_TAP_BYTES);
  const first = i32x4.splat(<i32>image);
  const pixelBytes = i32x4.splat(<i32>bytesOfPixel);
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
 * The derivative along an axis of Σ weight · dot: Σ_others weight Σ_taps derivative · (dot − rest's dot), where rest is
 * the tap whose weight is 1 minus the others. It is exactly zero where all dots are equal.
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

/** Bytes from a combination to the one with the next tap on the axis. */
function stepOf(axis: i32, tapsPerAxis: i32): usize {
  return TAP_BYTES * (axis == 0 ? 1 : axis == 1 ? tapsPerAxis : tapsPerAxis * tapsPerAxis);
}
