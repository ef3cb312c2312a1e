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
  neg,
  onesLike,
  round,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { select } from '../select';
import type { SamplingAttributes } from './attributes';

/** A pixel along one axis that contributes to a sample. */
interface AxisTap {
  /** int32, within the axis even if the pixel is missing. */
  index: Tensor;
  weight: Tensor;
  /** Whether the pixel exists; undefined if none can be missing. */
  present?: Tensor;
  /** ∂weight/∂pixel; undefined for the tap whose weight is 1 minus the others. */
  derivative?: Tensor;
}

export interface AxisTaps {
  taps: AxisTap[];
  /** ∂pixel/∂coordinate, where a gradient passes. */
  slope: Tensor | number;
  passes: Tensor;
}

/** The taps along an axis of `size` pixels for coordinates in [−1, 1]. */
export function axisTaps(coordinate: Tensor, size: number, sampling: SamplingAttributes): AxisTaps {
  const { interpolation, padding } = sampling;
  const { pixel, slope, passes } = axisPixel(coordinate, size, sampling);
  if (interpolation === 'nearest') {
    const nearest = noGradient(() => round(pixel));
    return { taps: [axisTap(nearest, onesLike(nearest), size, sampling)], slope, passes };
  }
  // On a pixel, the derivative is the one to its right.
  const cell = noGradient(() => floor(pixel));
  const fraction = sub(pixel, cell);
  if (interpolation === 'linear') {
    const next = axisTap(add(cell, 1), fraction, size, sampling);
    const taps = [axisTap(cell, sub(1, fraction), size, sampling), { ...next, derivative: onesLike(fraction) }];
    return { taps, slope, passes };
  }
  // Here 'border' and 'reflection' apply to each tap, not to the coordinate, as in PyTorch.
  const isClipped = padding === 'border' || padding === 'reflection';
  const taps = cubicWeights(fraction).map(({ weight, derivative }, index) => {
    const position = add(cell, index - 1);
    const tap = axisTap(isClipped ? inside(position, size, sampling) : position, weight, size, sampling);
    return { ...tap, derivative };
  });
  return { taps, slope, passes };
}

/** A pixel so far outside the image that no tap reaches it. */
const beyond = -8;

/** The padded pixel of a coordinate; a constant for a NaN or infinite coordinate. */
function axisPixel(coordinate: Tensor, size: number, sampling: SamplingAttributes) {
  const { interpolation, padding, alignCorners, inPixels } = sampling;
  const given = toPixel(coordinate, size, sampling);
  const known = noGradient(() => isFiniteTensor(given));
  const pixel = finite(given, padding === 'zeros' ? beyond : 0);
  const scale = inPixels ? 1 : (alignCorners ? size - 1 : size) / 2;
  const isFolded = padding === 'wrap' || (padding === 'reflection' && interpolation !== 'cubic');
  const folded = isFolded ? fold(pixel, size, sampling) : { pixel, direction: 1 };
  const slope = typeof folded.direction === 'number' ? scale : mul(folded.direction, scale);
  if (padding === 'zeros' || padding === 'wrap' || interpolation === 'cubic') {
    return { pixel: folded.pixel, slope, passes: known };
  }
  const clipped = clipToEdges(folded.pixel, size);
  return { pixel: clipped.pixel, slope, passes: noGradient(() => logicalAnd(known, clipped.between)) };
}

/** ((x + 1) size − 1) / 2, or (x + 1)(size − 1) / 2 if the corners are pixel centres, rounded as in PyTorch. */
function toPixel(coordinate: Tensor, size: number, { alignCorners, inPixels }: SamplingAttributes): Tensor {
  if (inPixels) return add(coordinate, (size - 1) / 2);
  return alignCorners ? mul(add(coordinate, 1), (size - 1) / 2) : sub(mul(add(coordinate, 1), size / 2), 0.5);
}

/** `pixel`, or a constant where it is NaN or infinite. */
export const finite = (pixel: Tensor, otherwise: number): Tensor =>
  select(
    noGradient(() => isFiniteTensor(pixel)),
    pixel,
    fill(pixel.shape, otherwise),
  );

/** `pixel` clipped to [0, size − 1]. The gradient passes strictly between those edges. */
function clipToEdges(pixel: Tensor, size: number): { pixel: Tensor; between: Tensor } {
  const last = size - 1;
  const between = noGradient(() => logicalAnd(greater(pixel, 0), less(pixel, last)));
  const edge = noGradient(() => mul(cast(greaterEqual(pixel, last), 'float32'), last));
  return { pixel: select(between, pixel, edge), between };
}

/**
 * `pixel` moved into the axis, by mirroring at its ends or by steps of its length, as often as needed; and the
 * direction of the result, 1 or −1. With `alignCorners` a mirrored axis ends at the centres of the border pixels,
 * otherwise at their outer edges, half a pixel further.
 */
export function fold(
  pixel: Tensor,
  size: number,
  { padding, alignCorners }: Pick<SamplingAttributes, 'padding' | 'alignCorners'>,
): { pixel: Tensor; direction: Tensor | number } {
  if (padding === 'wrap') {
    const offset = noGradient(() => mul(floor(mul(pixel, 1 / size)), -size));
    return { pixel: add(pixel, offset), direction: 1 };
  }
  const low = alignCorners ? 0 : -0.5;
  const span = alignCorners ? size - 1 : size;
  if (span === 0) return { pixel, direction: 1 };
  const { direction, offset } = noGradient(() => {
    const period = floor(mul(sub(pixel, low), 1 / span));
    const odd = sub(period, mul(floor(mul(period, 0.5)), 2));
    const direction = sub(1, mul(odd, 2));
    // Even: pixel − period · span. Odd: low + (period + 1) · span − (pixel − low).
    const offset = add(mul(mul(period, direction), -span), mul(odd, span + 2 * low));
    return { direction, offset };
  });
  return { pixel: add(mul(pixel, direction), offset), direction };
}

/**
 * Keys' kernel with A = −0.75 at the distances fraction + 1, fraction, 1 − fraction and 2 − fraction, and its
 * derivatives with respect to the fraction. The weights add up to 1. The second is 1 minus the others, so the gradient
 * of an image of one colour is exactly zero.
 */
function cubicWeights(fraction: Tensor): { weight: Tensor; derivative?: Tensor }[] {
  const opposite = sub(1, fraction);
  const [first, third, fourth] = [cubicFar(fraction), cubicNear(opposite), cubicFar(opposite)];
  return [
    { weight: first, derivative: cubicFarDerivative(fraction) },
    { weight: sub(1, add(add(first, third), fourth)) },
    { weight: third, derivative: neg(cubicNearDerivative(opposite)) },
    { weight: fourth, derivative: neg(cubicFarDerivative(opposite)) },
  ];
}

const A = -0.75;

/** ((A + 2) t − (A + 3)) t² + 1, for distances t up to 1. */
const cubicNear = (t: Tensor): Tensor => add(mul(mul(t, t), sub(mul(t, A + 2), A + 3)), 1);

/** 3 (A + 2) t² − 2 (A + 3) t. */
const cubicNearDerivative = (t: Tensor): Tensor => mul(t, sub(mul(t, 3 * (A + 2)), 2 * (A + 3)));

/** A (d − 1)(d − 2)² at the distance d = t + 1: A t (1 − t)². */
function cubicFar(t: Tensor): Tensor {
  const opposite = sub(1, t);
  return mul(mul(t, A), mul(opposite, opposite));
}

/** A (1 − t)(1 − 3 t). */
const cubicFarDerivative = (t: Tensor): Tensor => mul(mul(sub(1, t), A), sub(1, mul(t, 3)));

/** The integer pixel that replaces `position`, also an integer, if that is outside the axis. */
const inside = (position: Tensor, size: number, sampling: SamplingAttributes): Tensor =>
  noGradient(() => {
    const folded = sampling.padding === 'border' ? position : fold(position, size, sampling).pixel;
    return floor(clipByValue(folded, 0, size - 1));
  });

/**
 * The tap at the integer pixel `position`. Outside the axis it is missing, or with `'wrap'` the pixel at the other end.
 */
function axisTap(position: Tensor, weight: Tensor, size: number, sampling: SamplingAttributes): AxisTap {
  return noGradient(() => {
    // Adding half a pixel keeps rounding errors away from the borders.
    const wraps = sampling.padding === 'wrap';
    const clipped = wraps ? inside(add(position, 0.5), size, sampling) : clipByValue(position, 0, size - 1);
    const index = cast(clipped, 'int32');
    return wraps ? { index, weight } : { index, weight, present: equal(position, clipped) };
  });
}
