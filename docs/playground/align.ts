import * as tf from '@tensorflow/tfjs-core';
import { register } from 'diffblocks/registration';
import { type Picture, pictureOf, taken, tensorOf } from './pixels';
import type { Report } from './tasks';

export interface Aligned {
  /** The moving picture, warped onto the fixed one. */
  picture: Picture;
  /** The position in the moving picture of each pixel of the fixed one, (x, y) in [−1, 1]. */
  grid: Float32Array;
  /** 1 for each pixel where the map folds. */
  folded: Uint8Array;
  folds: number;
  /** Whether the map is more than affine. */
  bends: boolean;
  bendingEnergy: number;
}

/** Registers the grey values of two pictures of one size. */
export async function align(
  { moving, fixed, bends, bendingEnergy }: { moving: Picture; fixed: Picture; bends: boolean; bendingEnergy: number },
  report: Report,
  signal: AbortSignal,
): Promise<Aligned> {
  const [from, to] = [tensorOf(moving), tensorOf(fixed)];
  const [greyFrom, greyTo] = [from, to].map((image) => tf.mean(image, 2, true));
  let count = 0;
  try {
    const registration = await register(greyFrom, greyTo, {
      transform: bends ? ['affine', 'freeForm'] : ['affine'],
      bendingEnergy,
      onProgress: () => report(++count),
      signal,
    });
    const picture = await pictureOf(registration.warp(from) as tf.Tensor3D);
    const grid = (await taken(registration.grid()).data()) as Float32Array;
    registration.dispose();
    return { picture, grid, folded: foldsOf(grid, fixed), folds: registration.folds, bends, bendingEnergy };
  } finally {
    tf.dispose([from, to, greyFrom, greyTo]);
  }
}

/** The pixels that `registration.folds` counts: some pair of one-sided differences has a determinant of 0 or less. */
function foldsOf(grid: Float32Array, { width, height }: Picture): Uint8Array {
  const difference = (pixel: number, other: number, k: number) => grid[2 * other + k] - grid[2 * pixel + k];
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (const dx of [-1, 1]) {
      for (const dy of [-1, 1]) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const [right, down] = [pixel + dx, pixel + dy * width];
        const [ax, ay] = [difference(pixel, right, 0), difference(pixel, right, 1)];
        const [bx, by] = [difference(pixel, down, 0), difference(pixel, down, 1)];
        if (!(dx * dy * (ax * by - ay * bx) > 0)) return 1;
      }
    }
    return 0;
  });
}
