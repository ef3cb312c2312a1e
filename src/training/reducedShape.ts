/** The shape without the reduced axes, or with 1 for each. */
export function reducedShape(shape: number[], axes: number[], keepDims = false): number[] {
  if (keepDims) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return shape.filter((_, axis) => !axes.includes(axis));
}
