import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  bendingEnergy,
  bsplineGrid,
  jacobianDeterminant,
  normalizedCrossCorrelation,
  type Reduced,
  type Reduction,
  type Registration,
  register,
} from '../../src/registration';

// tsc checks these; the functions are never called.

const image = [[[1], [2]]];
type Scalar = tf.Scalar;
type PerExample = tf.Scalar | tf.Tensor1D;

test("reduction: a scalar, or with 'none' one value per example", () => {
  expectTypeOf(() => bendingEnergy(image)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => bendingEnergy(image, { size: [4, 4] })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => bendingEnergy(image, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => normalizedCrossCorrelation(image, image)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => normalizedCrossCorrelation(image, image, { window: 3 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() =>
    normalizedCrossCorrelation(image, image, { window: 3, reduction: 'none' }),
  ).returns.toEqualTypeOf<PerExample>();
  const wrapped = <R extends Reduction>(reduction: R): Reduced<R> => bendingEnergy(image, { reduction });
  expectTypeOf(() => wrapped('sum')).returns.toEqualTypeOf<Scalar>();
});

test('inline tensors and arrays of every rank', () => {
  const points = [[[1, 2]]];
  expectTypeOf((): tf.Tensor3D => bsplineGrid(tf.ones([4, 4, 2]), [2, 3])).toBeFunction();
  expectTypeOf((): tf.Tensor4D => bsplineGrid(tf.ones([1, 4, 4, 2]), [2, 3])).toBeFunction();
  expectTypeOf((): tf.Tensor2D => jacobianDeterminant(tf.ones([4, 4, 2]))).toBeFunction();
  expectTypeOf(() => bsplineGrid(tf.tensor3d(points), [2, 3])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => bsplineGrid(tf.tensor5d([[points]]), [2, 3, 4])).returns.toEqualTypeOf<tf.Tensor5D>();
  expectTypeOf(() => bsplineGrid(points, [2, 3])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => jacobianDeterminant(tf.tensor3d(points))).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => jacobianDeterminant(tf.tensor5d([[points]]))).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => jacobianDeterminant(points)).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => bendingEnergy(tf.ones([4, 4, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => bendingEnergy(tf.ones([1, 4, 4, 4, 3]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => normalizedCrossCorrelation(tf.ones([4, 4, 1]), image)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => normalizedCrossCorrelation([image], tf.ones([1, 2, 1, 1]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => register(tf.ones([4, 4, 1]), image)).returns.toEqualTypeOf<Promise<Registration>>();
  expectTypeOf(() => register(tf.ones([4, 4, 4, 1]), [image])).returns.toEqualTypeOf<Promise<Registration>>();
});
