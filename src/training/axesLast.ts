/** The order of all axes that moves some behind the others. */
export const axesLast = (rank: number, axes: number[]): number[] =>
  Array.from({ length: rank }, (_, axis) => axis)
    .filter((axis) => !axes.includes(axis))
    .concat(axes);
