import type * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import { type Reduced, type Reduction, softDiceLoss } from '../../src/rca';

// tsc checks these; the functions are never called.

const labels = [[[1, 0]]];
type Scalar = tf.Scalar;
type PerExample = tf.Scalar | tf.Tensor1D;

test("reduction: a scalar, or with 'none' one value per example", () => {
  expectTypeOf(() => softDiceLoss(labels, labels)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => softDiceLoss(labels, labels, { smoothing: 1 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => softDiceLoss(labels, labels, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  const wrapped = <R extends Reduction>(reduction: R): Reduced<R> => softDiceLoss(labels, labels, { reduction });
  expectTypeOf(() => wrapped('sum')).returns.toEqualTypeOf<Scalar>();
});
