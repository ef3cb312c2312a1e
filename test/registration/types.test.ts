import type * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import { bendingEnergy, normalizedCrossCorrelation, type Reduced, type Reduction } from '../../src/registration';

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
