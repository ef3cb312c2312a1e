import { type TensorInfo, util } from '@tensorflow/tfjs-core';

/**
 * Whether a product is that of a single, plain matrix of few rows: our kernel would spend more on packing b than on the
 * product, and stock is right, as long as its one pass in float32 is not too long.
 */
export function hasFewRows(
  { a, b }: Record<'a' | 'b', TensorInfo>,
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
): boolean {
  const [rows, depth] = a.shape.slice(-2);
  const matrices = util.sizeFromShape(a.shape.slice(0, -2)) * util.sizeFromShape(b.shape.slice(0, -2));
  const sizes = [rows, depth, b.shape.at(-1)!];
  return !transposeA && !transposeB && matrices === 1 && rows <= 4 && depth <= 4096 && !sizes.includes(0);
}
