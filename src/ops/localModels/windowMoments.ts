import {
  add,
  dispose,
  mul,
  pad,
  type Rank,
  slice,
  sub,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';

/*
 * Maps are planar here, [planes, batch, height, width]: tfjs is many times faster on planes than on a short last axis.
 */

/** Moments of the window around every pixel, cut at the border. */
export type Moments = {
  mean: Tensor4D;
  /** Covariances of plane 0 with planes 0, 1, 2, ..., then those of plane 1 with planes 1, 2, ..., and so on. */
  covariances: Tensor4D[];
};

/**
 * The mean of the (2 · radius + 1)² pixels around each pixel, and the covariances of each of the first `guides` planes
 * with itself and the planes after it. Two smaller windows, A and B, join into one. The number of steps is at most
 * twice the number of bits of a window's side:
 *
 *     mean = mean_A + w (mean_B − mean_A),   cov = cov_A + w (cov_B − cov_A) + w (1 − w) (mean_B − mean_A)²
 *
 * where w is the share of the pixels in B. No sums of squares are subtracted, so the rounding error of a covariance in
 * float32 scales with the contrast within the window, not with its brightness.
 *
 * @see Chan, Golub, LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances".
 */
export function windowMoments(planes: Tensor4D, guides: number, radius: number): Moments {
  const [count, batch, height, width] = planes.shape;
  const covariances = Array.from({ length: guides }, (_, guide) =>
    zeros<Rank.R4>([count - guide, batch, height, width]),
  );
  const alongRows = momentsAlong({ mean: planes, covariances }, 3, radius);
  dispose(covariances);
  const moments = momentsAlong(alongRows, 2, radius);
  free(alongRows);
  return moments;
}

/** Extends windows to 2 · radius + 1 pixels along an axis; axis 3 comes before axis 2. */
function momentsAlong(pixels: Moments, axis: 2 | 3, radius: number): Moments {
  const length = pixels.mean.shape[axis];
  const reach = Math.min(radius, length - 1); // to the other end
  const paddedLength = length + 2 * reach;
  const countInside = (start: number, size: number) =>
    Math.max(0, Math.min(start + size, reach + length) - Math.max(start, reach));

  const joined = (a: Moments, sizeOfA: number, b: Moments, sizeOfB: number): Moments => {
    const positions = paddedLength - sizeOfA - sizeOfB + 1;
    const shares = Array.from({ length: positions }, (_, start) => {
      const inB = countInside(start + sizeOfA, sizeOfB);
      return inB && inB / (countInside(start, sizeOfA) + inB);
    });
    return tidy(() => {
      const share = tensor(shares, axis === 3 ? [1, 1, 1, positions] : [1, 1, positions, 1]);
      return join(range(a, axis, 0, positions), range(b, axis, sizeOfA, positions), share);
    });
  };

  const padding = [0, 1, 2, 3].map((other): [number, number] => (other === axis ? [reach, reach] : [0, 0]));
  let block = mapMoments(pixels, (map) => pad(map, padding));
  let blockSize = 1;
  let window = block;
  let windowSize = 1;
  for (let bits = reach; bits > 0; bits >>= 1) {
    const smaller = block;
    block = joined(smaller, blockSize, smaller, blockSize);
    if (smaller !== window) free(smaller);
    blockSize *= 2;
    if (bits % 2 === 0) continue;
    const narrower = window;
    window = joined(narrower, windowSize, block, blockSize);
    free(narrower);
    windowSize += blockSize;
  }
  if (block !== window) free(block);
  return window;
}

const free = ({ mean, covariances }: Moments) => dispose([mean, covariances]);

function join(a: Moments, b: Moments, shareOfB: Tensor): Moments {
  const difference = sub<Tensor4D>(b.mean, a.mean);
  const between = mul(shareOfB, sub(1, shareOfB));
  const covariances = a.covariances.map((covariance, guide) =>
    tidy(() => {
      const products = mul(mul(between, planesFrom(difference, guide, 1)), planesFrom(difference, guide));
      return add<Tensor4D>(add(covariance, mul(shareOfB, sub(b.covariances[guide], covariance))), products);
    }),
  );
  return { mean: add(a.mean, mul(shareOfB, difference)), covariances };
}

/** `count` planes from `start` on, or all. */
export const planesFrom = (planes: Tensor4D, start: number, count = planes.shape[0] - start): Tensor4D =>
  slice(planes, [start, 0, 0, 0], [count, -1, -1, -1]);

function range(moments: Moments, axis: 2 | 3, start: number, size: number): Moments {
  const begin = [0, 0, 0, 0];
  const sizes = [-1, -1, -1, -1];
  begin[axis] = start;
  sizes[axis] = size;
  return mapMoments(moments, (map) => slice(map, begin, sizes));
}

const mapMoments = ({ mean, covariances }: Moments, f: (map: Tensor4D) => Tensor4D): Moments => ({
  mean: f(mean),
  covariances: covariances.map(f),
});
