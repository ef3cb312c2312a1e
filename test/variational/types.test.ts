import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  doublyReparameterizedBound,
  elbo,
  fullVariationalBound,
  gaussianKL,
  type HamiltonianSamples,
  hamiltonianMonteCarlo,
  importanceLogWeights,
  importanceWeightedBound,
  renyiBound,
  reparameterize,
  sampleGumbelSoftmax,
  sampleWeibull,
  stickingTheLandingBound,
} from '../../src/variational';

// tsc checks these; the functions are never called.

const x = [[1, 0]];
type Scalar = tf.Scalar;
type PerExample = tf.Scalar | tf.Tensor1D;

test("reduction: a scalar, or with 'none' one value per example", () => {
  const [decoded, posterior] = [{ logits: tf.ones([1, 2]) }, { mean: x, logVariance: tf.ones([1, 2]) }];
  expectTypeOf(() => elbo(x, decoded, posterior)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => elbo(tf.ones([1, 2]), decoded, posterior, { beta: 2 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => elbo(x, decoded, posterior, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => importanceWeightedBound(tf.ones([3]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => importanceWeightedBound(x, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => doublyReparameterizedBound(x)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => doublyReparameterizedBound(x, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => stickingTheLandingBound(x)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => stickingTheLandingBound(x, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => renyiBound(x, { alpha: 2 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => renyiBound(x, { alpha: 2, reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => fullVariationalBound([1], [posterior], { dataSize: 9 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => importanceLogWeights(x, decoded, posterior)).returns.toEqualTypeOf<tf.Tensor>();
});

test('inline tensors and arrays as parameters of a distribution', () => {
  expectTypeOf(() =>
    reparameterize(tf.ones([1, 2]), x, { noise: tf.ones([3, 1, 2]) }),
  ).returns.toEqualTypeOf<tf.Tensor>();
  expectTypeOf(() => gaussianKL(tf.ones([1, 2]), x, { priorMean: 1 })).returns.toEqualTypeOf<tf.Tensor>();
  expectTypeOf(() => sampleWeibull(tf.ones([1, 2]), 2, { samples: 3 })).returns.toEqualTypeOf<tf.Tensor>();
  expectTypeOf(() => sampleGumbelSoftmax(x, { temperature: 0.5, seed: 1 })).returns.toEqualTypeOf<tf.Tensor>();
});

test('a log density of one chain or of many', () => {
  expectTypeOf(() => hamiltonianMonteCarlo((z) => tf.sum(z), [1])).returns.toEqualTypeOf<Promise<HamiltonianSamples>>();
  expectTypeOf(() => hamiltonianMonteCarlo((z) => tf.sum(z, 1), x)).returns.toEqualTypeOf<
    Promise<HamiltonianSamples>
  >();
});
