import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { distillationLoss, softmaxWithTemperature } from '../../src/distillation';
import { guidedFilter, mattingLaplacian, smoothLocalAffine } from '../../src/matting';
import { bilinearSampler, spatialTransformer, thinPlateSplineGrid, trilinearSampler } from '../../src/spatial';
import { contentLoss, gramMatrix, maskedStyleLoss, styleLoss, totalVariationLoss } from '../../src/style';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { bernoulliLogLikelihood, elbo, gaussianKL } from '../../src/variational';
import { type Limits, withLimits } from '../support/withLimits';

interface Block {
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  shapes: number[][];
  /** The error where a binding takes the inputs and results, but not what the block holds in between. */
  tooLarge?: string;
}

const masks = seededTensor([1, 15, 18, 2], { low: 0, high: 1, seed: 8 });
const data = seededTensor([9, 130], { seed: 9 });
const teacher = seededTensor([30, 130], { seed: 9 });
const laplacian = mattingLaplacian(seededTensor([20, 21, 3], { low: 0, high: 1, seed: 7 }) as tf.Tensor3D);

/** Each needs more than six workgroups. */
const blocks: Record<string, Block> = {
  bilinearSampler: { f: (images, grid) => bilinearSampler(images, grid), shapes: [[2, 9, 10, 5], [2, 11, 13, 2]] },
  trilinearSampler: {
    f: (volumes, grid) => trilinearSampler(volumes, grid),
    shapes: [[2, 4, 5, 6, 2], [2, 7, 5, 9, 3]],
  },
  'spatialTransformer, affine': {
    f: (images, theta) => spatialTransformer(images, theta, [21, 15]),
    shapes: [[2, 18, 20, 2], [2, 2, 3]],
  },
  'spatialTransformer, projective': {
    f: (images, theta) => spatialTransformer(images, theta, [21, 15]),
    shapes: [[2, 18, 20, 2], [2, 8]],
  },
  thinPlateSplineGrid: {
    f: (target, source) => thinPlateSplineGrid(target, source as tf.Tensor3D, [21, 15]),
    shapes: [[5, 2], [2, 5, 2]],
  },
  softmaxWithTemperature: { f: (logits) => softmaxWithTemperature(logits), shapes: [[30, 130]] },
  distillationLoss: { f: (student) => distillationLoss(student, teacher), shapes: [[30, 130]] },
  gaussianKL: { f: (mean, logVariance) => gaussianKL(mean, logVariance), shapes: [[9, 130], [9, 130]] },
  bernoulliLogLikelihood: { f: (logits) => bernoulliLogLikelihood(data, logits), shapes: [[9, 130]] },
  elbo: {
    f: (logits, mean, logVariance) => elbo(data, { logits }, { mean, logVariance }),
    shapes: [[9, 130], [9, 3], [9, 3]],
  },
  gramMatrix: { f: (features) => gramMatrix(features as tf.Tensor4D), shapes: [[3, 5, 6, 40]] },
  contentLoss: { f: (generated, target) => contentLoss(generated, target), shapes: [[2, 9, 8, 30], [2, 9, 8, 30]] },
  styleLoss: { f: (generated, style) => styleLoss(generated, style), shapes: [[3, 8, 12, 40], [3, 8, 12, 40]] },
  maskedStyleLoss: {
    f: (generated, style) => maskedStyleLoss(generated, style, masks, masks),
    shapes: [[1, 15, 18, 40], [1, 15, 18, 40]],
  },
  totalVariationLoss: { f: (image) => totalVariationLoss(image), shapes: [[3, 30, 31, 3]] },
  'apply of mattingLaplacian': { f: (x) => laplacian.apply(x as tf.Tensor3D), shapes: [[20, 21, 3]], tooLarge: 'mattingModels' },
  'energy of mattingLaplacian': { f: (x) => laplacian.energy(x as tf.Tensor3D), shapes: [[20, 21, 3]], tooLarge: 'mattingEnergies' },
  guidedFilter: { f: (guide, x) => guidedFilter(guide, x, { radius: 2 }), shapes: [[15, 16, 3], [15, 16, 3]], tooLarge: 'rowMoments' },
  smoothLocalAffine: { f: (x, input) => smoothLocalAffine(x, input, { radius: 2 }), shapes: [[15, 16, 3], [15, 16, 3]], tooLarge: 'rowMoments' },
}; // biome-ignore format: shapes

describe.each(Object.entries(blocks))('%s', (_, { f, shapes, tooLarge }) => {
  const inputs = shapes.map((shape, seed) => seededTensor(shape, { seed }));
  const run = () =>
    tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(f)(inputs, seededTensor(f(...inputs).shape, { seed: 6 }));
      return [value, ...grads];
    });
  const expectAlike = async (limits: Limits) => {
    const expected = run();
    const found = withLimits(limits, run);
    for (const [index, tensor] of expected.entries()) await expectTensorsClose(found[index], tensor);
  };

  test('more workgroups than one dimension of a dispatch takes: the same value and gradients', async () => {
    let most = 0;
    const backend = tf.backend() as WebGPUBackend;
    const { runWebGPUProgram } = backend;
    backend.runWebGPUProgram = (...args) => {
      most = Math.max(most, args[0].dispatch[0]);
      return runWebGPUProgram.apply(backend, args);
    };
    try {
      await expectAlike({ maxComputeWorkgroupsPerDimension: 6 });
    } finally {
      backend.runWebGPUProgram = runWebGPUProgram;
    }
    expect(most).toBeGreaterThan(6);
  });

  test(`no binding larger than the largest input or result: ${tooLarge ? 'an error' : 'the same value and gradients'}`, async () => {
    const tensors = [...inputs, ...run()];
    const limits = { maxStorageBufferBindingSize: 4 * Math.max(...tensors.map(({ size }) => size)) };
    if (tooLarge === undefined) await expectAlike(limits);
    else expect(() => withLimits(limits, run)).toThrow(`${tooLarge}: a tensor takes `);
  });
});
