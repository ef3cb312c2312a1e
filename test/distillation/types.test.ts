import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  distillationLoss,
  ensembleLogits,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  softmaxWithTemperature,
  topKDistillationLoss,
} from '../../src/distillation';

// tsc checks these; the functions are never called.

const logits = [[1, 2]];
type Scalar = tf.Scalar;
type PerExample = tf.Scalar | tf.Tensor1D;

test('reduction: a scalar, but for none one value per example', () => {
  expectTypeOf(() => distillationLoss(logits, logits)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => distillationLoss(logits, logits, { labels: [0] })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => distillationLoss(logits, logits, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => distillationLoss(tf.ones([2, 3]), tf.ones([2, 3]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => logitMatchingLoss(tf.ones([3]), tf.ones([3]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => logitMatchingLoss(logits, logits, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  const kept = { classes: [[0]], logits: [[1]], remainder: [0] };
  expectTypeOf(() => topKDistillationLoss(logits, kept)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => topKDistillationLoss(logits, kept, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
});

test('softmax and ensemble: the rank of the logits', () => {
  for (const softmax of [softmaxWithTemperature, logSoftmaxWithTemperature] as const) {
    expectTypeOf(() => softmax(tf.tensor2d(logits), { temperature: 2 })).returns.toEqualTypeOf<tf.Tensor2D>();
    expectTypeOf(() => softmax(logits)).returns.toEqualTypeOf<tf.Tensor>();
    expectTypeOf((): tf.Tensor2D => softmax(logits)).toBeFunction();
    expectTypeOf((): tf.Tensor3D => softmax(tf.ones([1, 2, 3]))).toBeFunction();
    // @ts-expect-error: the result has the rank of the logits
    expectTypeOf((): tf.Tensor3D => softmax(tf.tensor2d(logits))).toBeFunction();
  }
  expectTypeOf(() => ensembleLogits([tf.tensor2d(logits)])).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => ensembleLogits([logits, logits])).returns.toEqualTypeOf<tf.Tensor>();
  expectTypeOf((): tf.Tensor2D => ensembleLogits([tf.ones([2, 3]), logits])).toBeFunction();
});
