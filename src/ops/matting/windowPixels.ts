import { add, addN, mul, pad, slice, split, sub, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/*
 * Maps are planar here, [components, vectors, height, width]. At every position they hold one vector of colours (an
 * image), K vectors (a matrix), or C vectors of one component (the channels of x). tfjs is many times faster on planes
 * than on a short last axis, and adds planes faster than it reduces a short axis.
 */

/** The position of a pixel within its window, in rows and columns from the window's first pixel. */
export type Offset = [row: number, column: number];

/** The number of pixels in a window. */
export const windowSize = (radius: number) => (2 * radius + 1) ** 2;

/** Σ over the pixels of a window, one term at a time, so only one copy of the image exists beside the sum. */
export function sumOverWindow(radius: number, term: (offset: Offset) => Tensor4D): Tensor4D {
  const side = 2 * radius + 1;
  let sum = tidy(() => term([0, 0]));
  for (let index = 1; index < side * side; index++) {
    const previous = sum;
    sum = tidy(() => add(previous, term([Math.floor(index / side), index % side])));
    previous.dispose();
  }
  return sum;
}

/** The pixel at an offset of every window that lies inside the map. */
function pixelOfWindows(map: Tensor4D, [row, column]: Offset, radius: number): Tensor4D {
  const [components, vectors, height, width] = map.shape;
  return slice(map, [0, 0, row, column], [components, vectors, height - 2 * radius, width - 2 * radius]);
}

/**
 * The pixels of every window minus their mean. The centre pixel is subtracted first, so float32 rounding scales with
 * the contrast within the window, not with its brightness, and a flat window gives exact zeros. `mean` is the mean of
 * these differences.
 */
export function centredPixels(map: Tensor4D, radius: number, mean = meanFromCentre(map, radius)) {
  const difference = differencesFromCentre(map, radius);
  return (offset: Offset): Tensor4D => sub(difference(offset), mean);
}

/** The mean of every window minus its centre pixel. */
export function meanFromCentre(map: Tensor4D, radius: number): Tensor4D {
  return mul(sumOverWindow(radius, differencesFromCentre(map, radius)), 1 / windowSize(radius));
}

function differencesFromCentre(map: Tensor4D, radius: number) {
  const centre = pixelOfWindows(map, [radius, radius], radius);
  return (offset: Offset): Tensor4D => sub(pixelOfWindows(map, offset, radius), centre);
}

/** The adjoint of taking a pixel of every window: puts one value per window back at its pixel, with zeros around. */
export const atPixelOfWindows = (values: Tensor4D, [row, column]: Offset, radius: number): Tensor4D =>
  pad(values, [
    [0, 0],
    [0, 0],
    [row, 2 * radius - row],
    [column, 2 * radius - column],
  ]);

/** The inner products of vectors, Σ_k u_k v_k: one component. */
export const innerProduct = (u: Tensor4D, v: Tensor4D): Tensor4D =>
  tidy(() => {
    const products = mul(u, v);
    return addN(split<Tensor>(products, products.shape[0]!)) as Tensor4D;
  });

/** `count` vectors from `start` on at every position. */
export const vectorsOf = (map: Tensor4D, start: number, count: number): Tensor4D =>
  slice(map, [0, start, 0, 0], [-1, count, -1, -1]);
