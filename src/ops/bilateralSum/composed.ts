import {
  add,
  exp,
  mean,
  mul,
  pad,
  slice,
  square,
  sub,
  type Tensor,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';

export interface BilateralSumAttributes {
  /** Windows have 2 · radius + 1 pixels on each side and are cut at the border. */
  radius: number;
  /** The distance, in pixels, and the contrast at which a weight has fallen to e^(−1/2). */
  spatialSigma: number;
  sigma: number;
  /** Channels of the guide whose differences multiply the weight, once for each time they are listed. */
  factors: readonly number[];
}

/**
 * Adds one pair of neighbours at a time. Beyond the border x is zero, so the guide's values there do not matter.
 */
export function composed(
  { guide, x }: { guide: Tensor; x: Tensor },
  { radius, spatialSigma, sigma, factors }: BilateralSumAttributes,
): Tensor {
  const [, , height, width] = x.shape;
  const reachY = Math.min(radius, height - 1);
  const reachX = Math.min(radius, width - 1);
  const padded = [guide, x].map((map) =>
    pad(map as Tensor4D, [
      [0, 0],
      [0, 0],
      [reachY, reachY],
      [reachX, reachX],
    ]),
  );
  let total = zerosLike(x);
  for (let dy = -reachY; dy <= reachY; dy++) {
    for (let dx = -reachX; dx <= reachX; dx++) {
      const previous = total;
      total = tidy(() => {
        const [neighbour, value] = padded.map((map) =>
          slice(map, [0, 0, reachY + dy, reachX + dx], [-1, -1, height, width]),
        );
        const differences = sub(guide, neighbour);
        const contrast = mean(square(differences), 0, true);
        const exponent = add(mul(contrast, 0.5 / sigma ** 2), ((dy ** 2 + dx ** 2) * 0.5) / spatialSigma ** 2);
        const weight = factors.reduce(
          (product, channel) => mul(product, slice(differences, [channel, 0, 0, 0], [1, -1, -1, -1])),
          exp(mul(exponent, -1)),
        );
        return add(previous, mul(weight, value));
      });
      previous.dispose();
    }
  }
  return total;
}
