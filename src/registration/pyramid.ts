import { keep, type Tensor } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { Band, BandedMatrix } from '../ops/bandedProduct/banded';
import { alongAxes } from './axes';

/**
 * An image [1, ...size, channels] in `levels` sizes, each twice the previous one, smallest first. The caller disposes
 * them.
 */
export function pyramid(image: Tensor, levels: number): Tensor[] {
  return tidy(() => {
    const images = [image.clone()];
    while (images.length < levels) images.unshift(halved(images[0]));
    return images.map(keep);
  });
}

/** The sizes of a pyramid, smallest first. */
export function pyramidSizes(size: readonly number[], levels: number): number[][] {
  const sizes = [[...size]];
  while (sizes.length < levels) sizes.unshift(sizes[0].map(half));
  return sizes;
}

const half = (count: number) => Math.ceil(count / 2);

const halved = (image: Tensor): Tensor => alongAxes(image, image.shape.slice(1, -1).map(halving));

/** Means under tents four pixels wide, which remove almost all detail too fine for the smaller image. */
function halving(count: number): BandedMatrix {
  const width = count / half(count);
  const rows = Array.from({ length: half(count) }, (_, index): Band => {
    const centre = (index + 0.5) * width - 0.5;
    const first = Math.max(Math.floor(centre - width) + 1, 0);
    const last = Math.min(Math.ceil(centre + width) - 1, count - 1);
    const weights = Array.from({ length: last - first + 1 }, (_, k) => 1 - Math.abs(first + k - centre) / width);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
  return { columns: count, rows };
}
