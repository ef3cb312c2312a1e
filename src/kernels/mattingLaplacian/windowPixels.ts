import { add, mul, pad, slice, sub, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';

/** Where a pixel of a window lies, in rows and columns from the window's first pixel. */
export type Offset = [row: number, column: number];

/** The number of pixels of a window. */
export const windowSize = (radius: number) => (2 * radius + 1) ** 2;

/** Σ over the pixels of a window, one term at a time: no more than one copy of the image lives beside the sum. */
export function sumOverWindow<T extends Tensor>(radius: number, term: (offset: Offset) => T): T {
  const side = 2 * radius + 1;
  let sum = tidy(() => term([0, 0]));
  for (let index = 1; index < side * side; index++) {
    const previous = sum;
    sum = tidy(() => add(previous, term([Math.floor(index / side), index % side])));
    previous.dispose();
  }
  return sum;
}

/** The pixel at `offset` of every window that lies inside `map` [height, width, ...]. */
function pixelOfWindows(map: Tensor4D, [row, column]: Offset, radius: number): Tensor4D {
  const [height, width, ...rest] = map.shape;
  return slice(map, [row, column, 0, 0], [height - 2 * radius, width - 2 * radius, ...rest]);
}

/**
 * The same less the centre pixel of its window: rounding is then relative to the contrast within the window, not to its
 * brightness, and a flat window comes out as zeros.
 */
const differenceFromCentre = (map: Tensor4D, offset: Offset, radius: number): Tensor4D =>
  sub(pixelOfWindows(map, offset, radius), pixelOfWindows(map, [radius, radius], radius));

/** The mean of every window, less its centre pixel. */
export const windowMean = (map: Tensor4D, radius: number): Tensor4D =>
  mul(
    sumOverWindow(radius, (offset) => differenceFromCentre(map, offset, radius)),
    1 / windowSize(radius),
  );

/** Gives the pixel at an offset of every window, less the mean of its window as `windowMean` has it. */
export const centredPixels =
  (map: Tensor4D, mean: Tensor4D, radius: number) =>
  (offset: Offset): Tensor4D =>
    sub(differenceFromCentre(map, offset, radius), mean);

/** The adjoint of taking a pixel of every window: puts one value per window back where its pixel lies, zeros around. */
export const atPixelOfWindows = (values: Tensor4D, [row, column]: Offset, radius: number): Tensor4D =>
  pad(values, [
    [row, 2 * radius - row],
    [column, 2 * radius - column],
    [0, 0],
    [0, 0],
  ]);
