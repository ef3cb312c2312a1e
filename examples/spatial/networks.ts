import * as tf from '@tensorflow/tfjs-core';
import { type ConvolutionalLayers, convolutionalNetwork, type Network } from '../support/network';

export interface Model extends Network {
  /** The classifier's input, if it is not the images themselves. */
  aligned?(images: tf.Tensor4D): tf.Tensor4D;
}

interface Classifier {
  size: number;
  channels?: number;
  filters: number;
  /** Sizes of the fully connected layers. The last one is the number of classes. */
  dense?: readonly number[];
}

/** A classifier with the layers of the paper's classifier, each with `filters` filters. */
export const classifier = ({ size, channels, filters, dense = [10] }: Classifier, seed: number): Network =>
  convolutionalNetwork(
    {
      size,
      channels,
      filters: [
        { side: 9, count: filters },
        { side: 7, count: filters },
      ],
      dense,
    },
    { seed },
  );

/** A network that predicts the parameters of a transformation from images. All of them start at 0. */
export const localization = (
  { size, channels, filters, parameters }: Omit<ConvolutionalLayers, 'dense'> & { parameters: number },
  seed: number,
): Network =>
  convolutionalNetwork({ size, channels, filters, dense: [16, parameters] }, { seed: seed + 1, zeroAtFirst: true });

interface Parts {
  localize: Network;
  align(images: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor4D;
  classify: Network;
}

/** Slows the parameters of transformations to a tenth. Without it Adam moves them as fast as any weight. */
const parameterScale = 0.1;

/** A classifier behind a spatial transformer. */
export function transformed({ localize, align, classify }: Parts): Model {
  const aligned = (images: tf.Tensor4D) => align(images, tf.mul<tf.Tensor2D>(localize.apply(images), parameterScale));
  return {
    aligned,
    apply: (images) => classify.apply(aligned(images as tf.Tensor4D)),
    variables: [...localize.variables, ...classify.variables],
    dispose() {
      localize.dispose();
      classify.dispose();
    },
  };
}
