import * as tf from '@tensorflow/tfjs-core';
import {
  distillationLoss,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  softmaxWithTemperature,
} from '../../src/distillation';
import { guidedFilter, mattingLaplacian, smoothLocalAffine } from '../../src/matting';
import {
  affineGrid,
  bilinearSampler,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from '../../src/spatial';
import { contentLoss, gramLoss, gramMatrix, maskedStyleLoss, styleLoss, totalVariationLoss } from '../../src/style';
import { seededTensor } from '../../src/testing';
import { bernoulliLogLikelihood, elbo, gaussianKL, gaussianLogLikelihood, reparameterize } from '../../src/variational';

/** The most programs that a GPU runs for a block: forward, and with the gradients of all inputs. */
export interface Budget {
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  shapes: number[][];
  forward: number;
  withGradients: number;
}

const laplacians = new Map<string, ReturnType<typeof mattingLaplacian>>();

/** One for each backend, made at its first use. */
function laplacian() {
  const backend = tf.getBackend();
  const made =
    laplacians.get(backend) ?? mattingLaplacian(seededTensor([5, 6, 3], { low: 0, high: 1, seed: 1 }) as tf.Tensor3D);
  laplacians.set(backend, made);
  return made;
}

// Arrays, so that the functions run on every backend.
const masks = Array.from({ length: 2 }, (_, b) =>
  Array.from({ length: 4 }, (_, y) =>
    Array.from({ length: 6 }, (_, x) => [0, 1, 2].map((k) => ((b + y + x * k) % 4) / 4)),
  ),
);
const data = [[0.3, -0.7, 0.1], [0.9, 0.2, -0.4]]; // biome-ignore format: one line

export const budgets: Record<string, Budget> = {
  bilinearSampler: {
    f: (images, grid) => bilinearSampler(images, grid, { padding: 'border' }),
    shapes: [[2, 4, 5, 3], [2, 3, 4, 2]],
    forward: 1,
    withGradients: 4,
  },
  trilinearSampler: {
    f: (volumes, grid) => trilinearSampler(volumes, grid),
    shapes: [[2, 3, 4, 5, 2], [2, 3, 2, 4, 3]],
    forward: 1,
    withGradients: 4,
  },
  'spatialTransformer, affine': {
    f: (images, theta) => spatialTransformer(images, theta, [4, 6]),
    shapes: [[2, 4, 5, 3], [2, 2, 3]],
    forward: 1,
    withGradients: 5,
  },
  thinPlateSplineGrid: {
    f: (target, source) => thinPlateSplineGrid(target, source as tf.Tensor3D, [8, 9]),
    shapes: [[5, 2], [2, 5, 2]],
    forward: 5,
    withGradients: 14,
  },
  'spatialTransformer, projective': {
    f: (images, theta) => spatialTransformer(images, theta, [4, 6]),
    shapes: [[2, 4, 5, 3], [2, 8]],
    forward: 2,
    withGradients: 8,
  },
  affineGrid: {
    f: (theta) => affineGrid(theta as tf.Tensor3D, [4, 6]),
    shapes: [[2, 2, 3]],
    forward: 1,
    withGradients: 3,
  },
  softmaxWithTemperature: { f: (logits) => softmaxWithTemperature(logits), shapes: [[3, 5]], forward: 1, withGradients: 2 },
  logSoftmaxWithTemperature: {
    f: (logits) => logSoftmaxWithTemperature(logits),
    shapes: [[3, 5]],
    forward: 1,
    withGradients: 2,
  },
  distillationLoss: {
    f: (student) => distillationLoss(student, [[1, 0, 2], [0, 1, -1]]),
    shapes: [[2, 3]],
    forward: 2,
    withGradients: 4,
  },
  logitMatchingLoss: {
    f: (student) => logitMatchingLoss(student, [[1, 0, 2], [0, 1, -1]]),
    shapes: [[2, 3]],
    forward: 2,
    withGradients: 4,
  },
  gaussianKL: {
    f: (mean, logVariance) => gaussianKL(mean, logVariance),
    shapes: [[3, 5], [3, 5]],
    forward: 1,
    withGradients: 3,
  },
  reparameterize: {
    f: (mean, logVariance) => reparameterize(mean, logVariance, { noise: data }),
    shapes: [[2, 3], [2, 3]],
    forward: 1,
    withGradients: 2,
  },
  gaussianLogLikelihood: {
    f: (mean, logVariance) => gaussianLogLikelihood(data, mean, logVariance),
    shapes: [[2, 3], [2, 3]],
    forward: 1,
    withGradients: 3,
  },
  gramLoss: {
    f: (gram, target) => gramLoss(gram, target),
    shapes: [[2, 5, 5], [2, 5, 5]],
    forward: 1,
    withGradients: 3,
  },
  styleLoss: {
    f: (generated, style) => styleLoss(generated, style),
    shapes: [[2, 4, 6, 5], [2, 4, 6, 5]],
    forward: 2,
    withGradients: 5,
  },
  bernoulliLogLikelihood: {
    f: (logits) => bernoulliLogLikelihood([[1, 0, 1], [0, 1, 0]], logits),
    shapes: [[2, 3]],
    forward: 1,
    withGradients: 2,
  },
  'elbo, Bernoulli': {
    f: (logits, mean, logVariance) => elbo(data, { logits }, { mean, logVariance }),
    shapes: [[2, 3], [2, 2], [2, 2]],
    forward: 2,
    withGradients: 5,
  },
  'elbo, Gaussian': {
    f: (location, spread, mean, logVariance) =>
      elbo(data, { mean: location, logVariance: spread }, { mean, logVariance }),
    shapes: [[2, 3], [2, 3], [2, 2], [2, 2]],
    forward: 2,
    withGradients: 5,
  },
  contentLoss: {
    f: (features, target) => contentLoss(features, target),
    shapes: [[2, 4, 6, 5], [2, 4, 6, 5]],
    forward: 2,
    withGradients: 5,
  },
  'apply of mattingLaplacian': {
    f: (x) => laplacian().apply(x as tf.Tensor3D),
    shapes: [[5, 6, 3]],
    forward: 2,
    withGradients: 4,
  },
  'energy of mattingLaplacian': {
    f: (x) => laplacian().energy(x as tf.Tensor3D),
    shapes: [[5, 6, 3]],
    forward: 2,
    withGradients: 5,
  },
  totalVariationLoss: {
    f: (image) => totalVariationLoss(image, { beta: 1.5 }),
    shapes: [[2, 4, 5, 3]],
    forward: 2,
    withGradients: 4,
  },
  guidedFilter: {
    f: (guide, input) => guidedFilter(guide, input, { radius: 2 }),
    shapes: [[2, 5, 6, 3], [2, 5, 6, 3]],
    forward: 5,
    withGradients: 18,
  },
  smoothLocalAffine: {
    f: (output, input) => smoothLocalAffine(output, input, { radius: 2 }),
    shapes: [[2, 5, 6, 3], [2, 5, 6, 3]],
    forward: 4,
    withGradients: 22,
  },
  'maskedStyleLoss, features': {
    f: (generated, style) => maskedStyleLoss(generated, style, masks, masks, { weights: [1, 2, 3], areaWeighted: true }),
    shapes: [[2, 4, 6, 5], [2, 4, 6, 5]],
    forward: 4,
    withGradients: 8,
  },
  gramMatrix: {
    f: (features) => gramMatrix(features as tf.Tensor4D),
    shapes: [[2, 4, 6, 5]],
    forward: 2,
    withGradients: 4,
  },
}; // biome-ignore format: shapes
