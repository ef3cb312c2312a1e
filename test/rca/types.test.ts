import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  diceCoefficient,
  jaccardIndex,
  logisticRegression,
  type Reduced,
  type Reduction,
  type ReverseAccuracy,
  reverseAccuracy,
  softDiceLoss,
  surfaceDice,
  surfaceDistances,
} from '../../src/rca';

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

test('inline tensors and arrays of every rank', () => {
  const map = [[0, 1]];
  expectTypeOf(() => diceCoefficient(tf.ones([2, 2]), map)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => diceCoefficient([map], tf.ones([1, 1, 2]), { classes: 2 })).returns.toEqualTypeOf<tf.Tensor1D>();
  expectTypeOf(() => diceCoefficient(map, map, { classes: 2, reduction: 'mean' })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => jaccardIndex(tf.ones([2, 2, 2]), tf.ones([2, 2, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => surfaceDice(tf.ones([2, 2]), map)).returns.toEqualTypeOf<Promise<number>>();
  expectTypeOf(() => surfaceDice([map], tf.ones([1, 1, 2]), { classes: 3 })).returns.toEqualTypeOf<Promise<number[]>>();
  expectTypeOf(async () => (await surfaceDistances(tf.ones([2, 2]), map)).average).returns.resolves.toBeNumber();
  expectTypeOf(() => softDiceLoss(tf.ones([1, 2, 2]), labels)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => softDiceLoss([labels], tf.ones([1, 1, 1, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() =>
    reverseAccuracy(logisticRegression(), { features: tf.ones([2, 1]), labels: [0, 1], unlabelled: [[1], [2]] }),
  ).returns.toEqualTypeOf<Promise<ReverseAccuracy>>();
});
