import type * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import {
  AffineGrid,
  BilinearSampler,
  DeformableConv2D,
  GaussianSampling,
  GramMatrix,
  SpatialTransformer,
  TemperatureSoftmax,
} from '../../src/layers';
import { seededTensor } from '../../src/testing';

/** A graph of every layer of this package, with two inputs: images and a mask. */
export function everyLayer(): LayersModel {
  const images = input({ shape: [6, 6, 2] });
  const mask = input({ shape: [5, 5] });
  type Node = typeof images;
  const straight = new SpatialTransformer().apply(images) as Node;
  const features = new DeformableConv2D({ filters: 3, kernelSize: 2 }).apply(straight) as Node;
  const theta = layers.dense({ units: 6 }).apply(layers.flatten().apply(features) as Node) as Node;
  const grid = new AffineGrid({ size: [5, 5] }).apply(theta) as Node;
  const sampled = new BilinearSampler({ padding: 'border' }).apply([features, grid]) as Node;
  const gram = layers.flatten().apply(new GramMatrix().apply([sampled, mask]) as Node) as Node;
  const dense = () => layers.dense({ units: 2 }).apply(gram) as Node;
  const z = new GaussianSampling({ klWeight: 0.1, seed: 1 }).apply([dense(), dense()]) as Node;
  const logits = layers.dense({ units: 4 }).apply(z) as Node;
  const probabilities = new TemperatureSoftmax({ temperature: 2 }).apply(logits) as Node;
  return model({ inputs: [images, mask], outputs: probabilities });
}

/** Images, their masks, and classes. */
export const examples = (): { x: tf.Tensor[]; y: tf.Tensor } => ({
  x: [seededTensor([3, 6, 6, 2], { seed: 1 }), seededTensor([3, 5, 5], { seed: 2, low: 0, high: 1 })],
  y: seededTensor([3, 4], { seed: 3, low: 0, high: 1 }),
});
