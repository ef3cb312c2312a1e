import * as tf from '@tensorflow/tfjs-core';
import { layers as layersOfTfjs, sequential } from '@tensorflow/tfjs-layers';
import * as layers from '../../../../src/layers';
import { randomFilterBank } from '../../../../src/style';
import type { Target } from '../../Target';
import { LEAST_SUM } from '../kernels';
import { images, logits, samplerOptions, shares } from './draws';

type Layer = InstanceType<typeof layersOfTfjs.Layer>;

/** The result of a layer with weights of these numbers; the weights are freed. */
function applied(layer: Layer, inputs: tf.Tensor[], weights?: number[][]): tf.Tensor {
  const apply = () => layer.apply(inputs.length === 1 ? inputs[0] : inputs) as tf.Tensor;
  let result = apply();
  if (weights) {
    layer.setWeights(layer.weights.map(({ shape }, index) => tf.tensor(weights[index], shape as number[])));
    result = apply();
  }
  for (const weight of layer.weights) weight.dispose();
  return result;
}

export const layersTargets: Target[] = [
  {
    name: 'GramMatrix',
    call: (features, options) => applied(new layers.GramMatrix(options), [features]),
    draw: (r) => [images(r), { normalization: r.pick('none', 'positions', 'elements'), center: r.chance(0.5) }],
  },
  {
    name: 'TemperatureSoftmax',
    call: (x, temperature) => applied(new layers.TemperatureSoftmax({ temperature }), [x]),
    draw: (r) => [logits(r), r.pick(0.5, 1, 4)],
    least: LEAST_SUM, // the gradient is a difference of larger numbers
  },
  {
    name: 'GaussianSampling',
    least: LEAST_SUM,
    call: (mean, logVariance, seed) =>
      applied(new layers.GaussianSampling({ seed, alwaysSample: true }), [mean, logVariance]),
    draw: (r) => {
      const mean = r.floats([r.integer(1, 4), r.integer(1, 4)]);
      return [mean, r.floats(mean.shape), r.integer(0, 99)];
    },
  },
  {
    name: 'AffineGrid',
    call: (theta, options) => applied(new layers.AffineGrid(options), [theta]),
    draw: (r) => [
      r.floats([r.integer(1, 3), 6]),
      { size: [r.integer(1, 5), r.integer(1, 5)], alignCorners: r.chance(0.5) },
    ],
  },
  {
    name: 'BilinearSampler',
    call: (image, grid, options) => applied(new layers.BilinearSampler(options), [image, grid]),
    draw: (r) => {
      const image = images(r);
      return [image, r.floats([image.shape[0], r.size(), r.size(), 2], { low: -1.6, high: 1.6 }), samplerOptions(r)];
    },
    tolerance: 2e-4, // positions round differently
  },
  {
    name: 'SpatialTransformer',
    call: (image, kernel, bias, options) => {
      const localization = sequential({ layers: [layersOfTfjs.flatten({ inputShape: image.shape.slice(1) })] });
      return applied(new layers.SpatialTransformer({ localization, ...options }), [image], [kernel, bias]);
    },
    draw: (r) => {
      const image = r.floats([r.integer(1, 3), r.integer(1, 5), r.integer(1, 5), r.integer(1, 3)], { tame: true });
      const features = image.shape.slice(1).reduce((product, size) => product * size, 1);
      return [
        image,
        r.floats([features, 6], { low: -0.1, high: 0.1, tame: true }).values,
        r.floats([6], { low: -1, high: 1, tame: true }).values,
        { size: [r.integer(1, 5), r.integer(1, 5)], ...samplerOptions(r) },
      ];
    },
    tolerance: 1e-3, // positions round differently
  },
  {
    name: 'DeformableConv2D',
    call: (x, kernel, bias, offsets, offsetBias, options) =>
      applied(new layers.DeformableConv2D({ kernelSize: 2, ...options }), [x], [kernel, bias, offsets, offsetBias]),
    draw: (r) => {
      const [channels, filters, modulated] = [r.integer(1, 3), r.integer(1, 3), r.chance(0.5)];
      const perTap = (modulated ? 3 : 2) * 4;
      const small = { low: -0.2, high: 0.2, tame: true };
      return [
        r.floats([r.integer(1, 2), r.integer(3, 5), r.integer(3, 5), channels], { tame: true }),
        r.floats([2, 2, channels, filters], { tame: true }).values,
        r.floats([filters], { tame: true }).values,
        r.floats([2, 2, channels, perTap], small).values,
        r.floats([perTap], small).values,
        { filters, modulated, pad: r.pick('same', 'valid'), strides: r.integer(1, 2), dilations: r.integer(1, 2) },
      ];
    },
    tolerance: 1e-3, // positions round differently
  },
  {
    name: 'distillationObjective',
    call: (targets, x, options) => layers.distillationObjective(options)(targets, x),
    draw: (r) => {
      const x = r.floats([r.integer(1, 4), r.integer(1, 5)], { low: -8, high: 8 });
      return [r.floats(x.shape, { low: -8, high: 8 }), x, { temperature: r.pick(1, 4) }];
    },
  },
  {
    name: 'bernoulliObjective',
    call: (x, l) => layers.bernoulliObjective()(x, l),
    draw: (r) => {
      const x = r.floats(r.shape(r.integer(2, 4)), { low: 0, high: 1 });
      return [x, r.floats(x.shape)];
    },
  },
  {
    name: 'gaussianObjective',
    call: (x, output, logVariance) => layers.gaussianObjective({ logVariance })(x, output),
    draw: (r) => {
      const [batch, size, learned] = [r.size(), r.integer(1, 4), r.chance(0.5)];
      return [
        r.floats([batch, size]),
        r.floats([batch, learned ? 2 * size : size]),
        learned ? 'learned' : r.real(-1, 1),
      ];
    },
  },
  {
    name: 'perceptualObjective',
    call: (target, output, weights) => {
      const features = randomFilterBank({ scales: [3, 5], filters: 3, channels: 1, seed: 1 });
      return layers.perceptualObjective(features, weights)(target, output);
    },
    draw: (r) => {
      const target = shares(r, [r.integer(1, 2), r.integer(1, 5), r.integer(1, 5), 1]);
      return [target, shares(r, target.shape), { content: { '3x3': 0.5 }, style: { '5x5': r.pick(0, 2) } }];
    },
  },
];
