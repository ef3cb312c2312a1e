import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The number of pixels at which a grid [1, ...size, axes] folds. Between pixels the grid is linear, so it folds where a
 * determinant of one-sided differences along the axes is not positive. Central differences would miss two pixels that
 * swap places.
 */
export async function countFolds(grid: Tensor): Promise<number> {
  const [, ...shape] = grid.shape;
  const size = shape.slice(0, -1);
  const values = await grid.data();
  return count(values, size);
}

function count(grid: ArrayLike<number>, size: number[]): number {
  const axes = size.length;
  const strides = size.map((_, axis) => size.slice(axis + 1).reduce((product, n) => product * n, axes));
  const pixels = size.reduce((product, n) => product * n, 1);
  const position = new Array<number>(axes).fill(0);
  let folds = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    if (foldsAt(grid, pixel * axes, position, size, strides)) folds++;
    for (let axis = axes - 1; axis >= 0 && ++position[axis] === size[axis]; axis--) position[axis] = 0;
  }
  return folds;
}

/** Whether the determinant of a choice of sides is not positive. */
function foldsAt(grid: ArrayLike<number>, at: number, position: number[], size: number[], strides: number[]): boolean {
  const axes = size.length;
  for (let sides = 0; sides < 2 ** axes; sides++) {
    const columns: number[][] = [];
    for (let axis = 0; axis < axes; axis++) {
      const side = (sides >> axis) & 1 ? 1 : -1;
      const next = position[axis] + side;
      if (next < 0 || next >= size[axis]) break;
      columns.unshift(
        Array.from({ length: axes }, (_, k) => side * (grid[at + side * strides[axis] + k] - grid[at + k])),
      );
    }
    if (columns.length === axes && !(determinant(columns) > 0)) return true;
  }
  return false;
}

const determinant = ([a, b, c]: number[][]): number =>
  c
    ? a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])
    : a[0] * b[1] - a[1] * b[0];
