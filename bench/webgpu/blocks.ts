import * as tf from '@tensorflow/tfjs-core';
import { distillationLoss, logSoftmaxWithTemperature, softmaxWithTemperature } from 'diffblocks/distillation';
import { guidedFilter, mattingLaplacian, smoothLocalAffine } from 'diffblocks/matting';
import {
  affineGrid,
  bilinearSampler,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from 'diffblocks/spatial';
import { contentLoss, gramMatrix, maskedStyleLoss, styleLoss, totalVariationLoss } from 'diffblocks/style';
import { bernoulliLogLikelihood, elbo, gaussianKL, reparameterize } from 'diffblocks/variational';
import { rotation } from '../support/rotation';

/** A function, and its inputs; the bench times it alone and with the gradients of all inputs. */
export interface Block {
  /** The sizes of the inputs, in words. */
  size: string;
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  inputs: tf.Tensor[];
  /** Tensors that f takes besides, for other libraries that compute the same. */
  constants?: tf.Tensor[];
}

/**
 * Makes a block on the active backend, with the same numbers on each. The small sizes suit a CPU that plays the GPU.
 */
export const blocks: Record<string, (small: boolean) => Block> = {
  bilinearSampler: (small) => {
    const [batch, side] = small ? [2, 64] : [8, 128];
    return {
      ...sized([batch, side, side, 3]),
      f: (images, grid) => bilinearSampler(images, grid),
      inputs: [normal([batch, side, side, 3]), affineGrid(rotations(batch), [side, side])],
    };
  },
  trilinearSampler: (small) => {
    const side = small ? 16 : 96;
    return {
      ...sized([1, side, side, side, 1]),
      f: (volumes, grid) => trilinearSampler(volumes, grid),
      inputs: [normal([1, side, side, side, 1]), uniform([1, side, side, side, 3], -1, 1)],
    };
  },
  'spatialTransformer, affine': (small) => {
    const [batch, side] = small ? [2, 64] : [8, 128];
    return {
      ...sized([batch, side, side, 3]),
      f: (images, theta) => spatialTransformer(images, theta, [side, side]),
      inputs: [normal([batch, side, side, 3]), rotations(batch)],
    };
  },
  'spatialTransformer, projective': (small) => {
    const [batch, side] = small ? [2, 64] : [8, 128];
    const identity = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0], [1, 8]);
    return {
      ...sized([batch, side, side, 3]),
      f: (images, theta) => spatialTransformer(images, theta, [side, side]),
      inputs: [normal([batch, side, side, 3]), tf.add(identity, uniform([batch, 8], -0.1, 0.1))],
    };
  },
  thinPlateSplineGrid: (small) => {
    const [batch, points, side] = small ? [2, 16, 32] : [8, 64, 128];
    const target = uniform([points, 2], -1, 1);
    return {
      size: `${batch} × ${points} points, ${side} × ${side}`,
      f: (source) => thinPlateSplineGrid(target as tf.Tensor2D, source as tf.Tensor3D, [side, side]),
      inputs: [tf.add(target, uniform([batch, points, 2], -0.1, 0.1, 2))],
    };
  },
  softmaxWithTemperature: (small) => ofLogits(small, (logits) => softmaxWithTemperature(logits, { temperature: 4 })),
  logSoftmaxWithTemperature: (small) =>
    ofLogits(small, (logits) => logSoftmaxWithTemperature(logits, { temperature: 4 })),
  distillationLoss: (small) => {
    const teacher = normal(logitsShape(small), 2);
    return { ...ofLogits(small, (student) => distillationLoss(student, teacher)), constants: [teacher] };
  },
  gaussianKL: (small) => {
    const shape = small ? [64, 64] : [1024, 256];
    return {
      ...sized(shape),
      f: (mean, logVariance) => gaussianKL(mean, logVariance),
      inputs: [normal(shape), normal(shape, 2)],
    };
  },
  reparameterize: (small) => {
    const shape = small ? [64, 64] : [1024, 256];
    const noise = normal(shape, 3);
    return {
      ...sized(shape),
      f: (mean, logVariance) => reparameterize(mean, logVariance, { noise }),
      inputs: [normal(shape), normal(shape, 2)],
    };
  },
  bernoulliLogLikelihood: () => {
    const x = uniform([100, 784]);
    return { ...sized(x.shape), f: (logits) => bernoulliLogLikelihood(x, logits), inputs: [normal(x.shape)] };
  },
  'elbo, Bernoulli': () => {
    const x = uniform([100, 784]);
    return {
      size: '[100, 784], 20 latents',
      f: (logits, mean, logVariance) => elbo(x, { logits }, { mean, logVariance }),
      inputs: [normal(x.shape), normal([100, 20], 2), normal([100, 20], 3)],
      constants: [x],
    };
  },
  'elbo, Gaussian': () => {
    const x = normal([100, 784], 4);
    return {
      size: '[100, 784], 20 latents',
      f: (location, spread, mean, logVariance) =>
        elbo(x, { mean: location, logVariance: spread }, { mean, logVariance }),
      inputs: [normal(x.shape), normal(x.shape, 5), normal([100, 20], 2), normal([100, 20], 3)],
    };
  },
  gramMatrix: (small) => {
    const shape = small ? [1, 64, 64, 32] : [4, 64, 64, 64];
    return { ...sized(shape), f: (features) => gramMatrix(features as tf.Tensor4D), inputs: [normal(shape)] };
  },
  contentLoss: (small) => ofFeatures(small, (generated, target) => contentLoss(generated, target)),
  styleLoss: (small) => ofFeatures(small, (generated, style) => styleLoss(generated, style)),
  'maskedStyleLoss, 3 masks': (small) => {
    const [, height, width] = featuresShape(small);
    const masks = uniform([1, height, width, 3]);
    return ofFeatures(small, (generated, style) => maskedStyleLoss(generated, style, masks, masks));
  },
  totalVariationLoss: (small) => ofPhotograph(small, (image) => totalVariationLoss(image)),
  'apply of mattingLaplacian': (small) => {
    const laplacian = mattingLaplacian(uniform(photographShape(small), 0, 1, 2) as tf.Tensor3D);
    return ofPhotograph(small, (x) => laplacian.apply(x as tf.Tensor3D));
  },
  'energy of mattingLaplacian': (small) => {
    const laplacian = mattingLaplacian(uniform(photographShape(small), 0, 1, 2) as tf.Tensor3D);
    return ofPhotograph(small, (x) => laplacian.energy(x as tf.Tensor3D));
  },
  'guidedFilter, radius 8': (small) => ofTwoPhotographs(small, (guide, x) => guidedFilter(guide, x, { radius: 8 })),
  // Composed, it holds a system for each pixel and each pixel of its window.
  smoothLocalAffine: (small) => {
    const [side, radius] = small ? [16, 2] : [512, 7];
    const shape = [side, side, 3];
    return {
      size: `[${shape.join(', ')}], radius ${radius}`,
      f: (x, input) => smoothLocalAffine(x, input, { radius }),
      inputs: [uniform(shape), uniform(shape, 0, 1, 2)],
    };
  },
};

const normal = (shape: number[], seed = 1): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const uniform = (shape: number[], low = 0, high = 1, seed = 1): tf.Tensor =>
  tf.randomUniform(shape, low, high, 'float32', seed);
const sized = (shape: number[]) => ({ size: `[${shape.join(', ')}]` });

const rotations = (batch: number): tf.Tensor3D => tf.tile(tf.tensor3d([rotation]), [batch, 1, 1]);

const logitsShape = (small: boolean) => (small ? [64, 100] : [1024, 1000]);
const ofLogits = (small: boolean, f: Block['f']): Block => ({
  ...sized(logitsShape(small)),
  f,
  inputs: [normal(logitsShape(small))],
});

const featuresShape = (small: boolean) => (small ? [1, 64, 64, 32] : [1, 64, 64, 256]);
const ofFeatures = (small: boolean, f: Block['f']): Block => ({
  ...sized(featuresShape(small)),
  f,
  inputs: [normal(featuresShape(small)), normal(featuresShape(small), 2)],
});

const photographShape = (small: boolean) => (small ? [96, 96, 3] : [512, 512, 3]);
const ofPhotograph = (small: boolean, f: Block['f']): Block => ({
  ...sized(photographShape(small)),
  f,
  inputs: [uniform(photographShape(small))],
});
const ofTwoPhotographs = (small: boolean, f: Block['f']): Block => ({
  ...ofPhotograph(small, f),
  inputs: [uniform(photographShape(small)), uniform(photographShape(small), 0, 1, 2)],
});
