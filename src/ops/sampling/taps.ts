import {
  add,
  cast,
  clipByValue,
  equal,
  fill,
  floor,
  greater,
  greaterEqual,
  isFinite as isFiniteTensor,
  less,
  logicalAnd,
  mul,
  onesLike,
  round,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import type { SamplingAttributes } from './attributes';

/** A pixel of one axis that has a part in a sample. */
interface AxisTap {
  /** int32, within the axis even where the pixel is missing. */
  index: Tensor;
  weight: Tensor;
  /** Whether the pixel is there; undefined where none can be missing. */
  present?: Tensor;
}

/** The taps along an axis of `size` pixels for coordinates in [−1, 1]. */
export function axisTaps(coordinate: Tensor, size: number, sampling: SamplingAttributes): AxisTap[] {
  const { interpolation, padding } = sampling;
  const pixel = finite(toPixel(coordinate, size, sampling), padding === 'zeros' ? beyond : 0);
  if (interpolation === 'cubic') {
    // Here the border is that of each tap, not of the coordinate, as in PyTorch.
    const { cell, fraction } = cellOf(pixel);
    return cubicWeights(fraction).map((weight, tap) => axisTap(add(cell, tap - 1), weight, size, sampling, true));
  }
  const inside = padPixel(pixel, size, sampling);
  if (interpolation === 'nearest') {
    const nearest = noGradient(() => round(inside));
    return [axisTap(nearest, onesLike(nearest), size, sampling)];
  }
  const { cell, fraction } = cellOf(inside);
  return [axisTap(cell, sub(1, fraction), size, sampling), axisTap(add(cell, 1), fraction, size, sampling)];
}

/** A pixel that no tap reaches from the image. */
const beyond = -8;

/** ((x + 1) size − 1) / 2, or (x + 1)(size − 1) / 2 where the corners are pixel centres, in PyTorch's rounding. */
function toPixel(coordinate: Tensor, size: number, { alignCorners, inPixels }: SamplingAttributes): Tensor {
  if (inPixels) return add(coordinate, (size - 1) / 2);
  return alignCorners ? mul(add(coordinate, 1), (size - 1) / 2) : sub(mul(add(coordinate, 1), size / 2), 0.5);
}

/** `pixel`, with a constant where it is NaN or infinite. */
export const finite = (pixel: Tensor, otherwise: number): Tensor =>
  where(
    noGradient(() => isFiniteTensor(pixel)),
    pixel,
    fill(pixel.shape, otherwise),
  );

/** The pixel to the left of `pixel`, and how far `pixel` is from it; at a pixel the right-hand side's derivative. */
function cellOf(pixel: Tensor): { cell: Tensor; fraction: Tensor } {
  const cell = noGradient(() => floor(pixel));
  return { cell, fraction: sub(pixel, cell) };
}

function padPixel(pixel: Tensor, size: number, { padding, alignCorners }: SamplingAttributes): Tensor {
  if (padding === 'zeros') return pixel;
  return clipToEdges(padding === 'reflection' ? reflect(pixel, size, alignCorners) : pixel, size);
}

/** `pixel` within [0, size − 1], with derivative zero at the edges and beyond. */
function clipToEdges(pixel: Tensor, size: number): Tensor {
  const last = size - 1;
  const between = noGradient(() => logicalAnd(greater(pixel, 0), less(pixel, last)));
  const edge = noGradient(() => mul(cast(greaterEqual(pixel, last), 'float32'), last));
  return where(between, pixel, edge);
}

/**
 * `pixel` mirrored at both ends of the axis as often as it takes: a triangle wave, slope · pixel + offset piece by piece.
 * The ends are the outer pixels' centres with `alignCorners`, else their outer sides, half a pixel further.
 */
export function reflect(pixel: Tensor, size: number, alignCorners: boolean): Tensor {
  const low = alignCorners ? 0 : -0.5;
  const span = alignCorners ? size - 1 : size;
  if (span === 0) return pixel;
  const { slope, offset } = noGradient(() => {
    const period = floor(mul(sub(pixel, low), 1 / span));
    const odd = sub(period, mul(floor(mul(period, 0.5)), 2));
    const slope = sub(1, mul(odd, 2));
    // Even: pixel − period · span. Odd: low + (period + 1) · span − (pixel − low).
    const offset = add(mul(mul(period, slope), -span), mul(odd, span + 2 * low));
    return { slope, offset };
  });
  return add(mul(pixel, slope), offset);
}

/**
 * Keys' kernel with A = −0.75 at the distances fraction + 1, fraction, 1 − fraction and 2 − fraction. They add up to 1;
 * the second is what the others leave, so that an image of one colour has a gradient of exactly zero.
 */
function cubicWeights(fraction: Tensor): Tensor[] {
  const opposite = sub(1, fraction);
  const [first, third, fourth] = [cubicFar(fraction), cubicNear(opposite), cubicFar(opposite)];
  return [first, sub(1, add(add(first, third), fourth)), third, fourth];
}

const A = -0.75;

/** ((A + 2) t − (A + 3)) t² + 1, for distances t up to 1. */
const cubicNear = (t: Tensor): Tensor => add(mul(mul(t, t), sub(mul(t, A + 2), A + 3)), 1);

/** A (d − 1)(d − 2)² at the distance d = t + 1: A t (1 − t)². */
function cubicFar(t: Tensor): Tensor {
  const opposite = sub(1, t);
  return mul(mul(t, A), mul(opposite, opposite));
}

/** The tap at the whole pixel `position`; `mirror` reflects it first where that is the padding. */
function axisTap(
  position: Tensor,
  weight: Tensor,
  size: number,
  sampling: SamplingAttributes,
  mirror = false,
): AxisTap {
  return noGradient(() => {
    const { padding, alignCorners } = sampling;
    const mirrored = mirror && padding === 'reflection' ? reflect(position, size, alignCorners) : position;
    const clipped = clipByValue(mirrored, 0, size - 1);
    const index = cast(clipped, 'int32');
    return padding === 'zeros' ? { index, weight, present: equal(position, clipped) } : { index, weight };
  });
}
