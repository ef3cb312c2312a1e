import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as distillation from '../../src/distillation';
import { expectTensorsClose, seededTensor, vjp } from '../../src/testing';
import * as variational from '../../src/variational';
import { withContext } from '../support/withContext';

/** On WASM, tfjs computes garbage beyond six axes; on WebGPU it throws. Axes of size 1 change nothing. */
const wide = [2, 1, 2, 1, 2, 1, 3];
const narrow = [2, 4, 3];

/** The number of leading axes that both shapes of an argument keep: all, all but the classes, or only the batch. */
type Part = 'all' | 'rows' | 'batch';
const sizes = (shape: number[], part: Part) => {
  if (part === 'batch') return [...shape.slice(0, 1), ...shape.slice(1).map(() => 1)];
  return part === 'rows' ? shape.slice(0, -1) : shape;
};

type F = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
const { distillationLoss, keepTopK, logitMatchingLoss, recalibrateBias, topKDistillationLoss } = distillation;

/** Functions of tensors with any number of axes. */
const functions: Record<string, [F, ...Part[]]> = {
  softmaxWithTemperature: [(x) => distillation.softmaxWithTemperature(x), 'all'],
  logSoftmaxWithTemperature: [(x) => distillation.logSoftmaxWithTemperature(x), 'all'],
  distillationLoss: [
    (student, teacher, weights) => distillationLoss(student, teacher, { weights, divergence: 'jensenShannon' }),
    ...(['all', 'all', 'rows'] as const),
  ],
  logitMatchingLoss: [(a, b, weights) => logitMatchingLoss(a, b, { weights }), 'all', 'all', 'rows'],
  keepTopK: [(x) => Object.values(keepTopK(x, 2)).filter(({ dtype }) => dtype === 'float32'), 'all'],
  topKDistillationLoss: [(x, teacher) => topKDistillationLoss(x, keepTopK(teacher, 2)), 'all', 'all'],
  ensembleLogits: [(a, b) => distillation.ensembleLogits([a, b]), 'all', 'all'],
  perturbLogits: [(x) => distillation.perturbLogits(x, { stddev: 0.5, probability: 0.5, seed: 3 }), 'all'],
  recalibrateBias: [(x) => recalibrateBias(x, [2, 0], 0.5), 'all'],
  gaussianKL: [(a, b) => variational.gaussianKL(a, b), 'all', 'batch'],
  gaussianLogLikelihood: [(x, a, b) => variational.gaussianLogLikelihood(x, a, b), 'all', 'batch', 'all'],
  bernoulliLogLikelihood: [(x, logits) => variational.bernoulliLogLikelihood(x, logits), 'all', 'batch'],
  reparameterize: [(mean, b) => variational.reparameterize(mean, b, { seed: 3 }), 'all', 'all'],
  sampleGumbelSoftmax: [(x) => variational.sampleGumbelSoftmax(x, { seed: 3 }), 'all'],
  elbo: [(x, logits, mean, b) => variational.elbo(x, { logits }, { mean, logVariance: b }), 'all', 'all', 'all', 'all'],
  elboTerms: [
    (x, logits, mean, b) => {
      const terms = variational.elboTerms(x, { logits }, { mean, logVariance: b });
      return [terms.bound, terms.klPerDimension];
    },
    ...(['all', 'all', 'all', 'all'] as const),
  ],
};

for (const [name, [f, ...parts]] of Object.entries(functions)) {
  test(`${name} of seven axes has the values and gradients of three`, async () => {
    const results = [wide, narrow].map((shape) => {
      const inputs = parts.map((part, index) =>
        tf.reshape(seededTensor(sizes(narrow, part), { seed: index + 1, low: 0.1, high: 0.9 }), sizes(shape, part)),
      );
      const outputs = [f(...inputs)].flat();
      const total = (...xs: tf.Tensor[]) =>
        tf.addN([f(...xs)].flat().map((y) => tf.sum(tf.square(tf.reshape(y, [-1])))));
      return { outputs, gradients: vjp(total, inputs, tf.scalar(1)), inputs };
    });
    const [ofWide, ofNarrow] = results;
    for (const [index, gradient] of ofWide.gradients.entries())
      expect(gradient.shape).toEqual(ofWide.inputs[index].shape);
    for (const kind of ['outputs', 'gradients'] as const) {
      for (const [index, found] of ofWide[kind].entries()) {
        await withContext(`${kind}, ${index}`, () =>
          expectTensorsClose(tf.reshape(found, ofNarrow[kind][index].shape), ofNarrow[kind][index]),
        );
      }
    }
  });
}
