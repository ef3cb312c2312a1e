import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';

type Value = number | boolean;

interface OfRank {
  1: Tensor1D | Value[];
  2: Tensor2D | Value[][];
  3: Tensor3D | Value[][][];
  4: Tensor4D | Value[][][][];
  5: Tensor5D | Value[][][][][];
}

/**
 * The result for an argument of type T, given by the argument's rank, or the union of all results if TypeScript does
 * not know the rank.
 *
 * Overloads by rank would reject `gramMatrix(tf.ones([2, 2, 2]))`, because TypeScript infers the rank of an inline
 * tensor from the first overload. A function whose result is `Result extends ByRank<T, ...> = ByRank<T, ...>` accepts
 * it, and accepts the rank that the caller expects.
 */
export type ByRank<T, Results extends { [Rank in keyof OfRank]?: unknown }> = T extends OfRank[keyof Results &
  keyof OfRank]
  ? { [Rank in keyof Results]: T extends OfRank[Rank & keyof OfRank] ? Results[Rank] : never }[keyof Results]
  : Results[keyof Results];

/** The type of an image, or of masks, in the rank of the argument. */
export type SameRank<T> = ByRank<T, { 3: Tensor3D; 4: Tensor4D }>;

/** The type of a result that has the argument's shape, whatever its rank. */
export type SameShape<T> = T extends Tensor ? T : Tensor;
