import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

export interface Weights {
  content: number;
  style: number;
  /** Of the photorealism term; 0 leaves it out. */
  matting: number;
}

/** What an image `[height, width, 3]` in [0, 1] looks like to the losses. */
export interface FeatureExtractor {
  name: string;
  /** Of the terms of the loss, found by trying. */
  weights: Weights;
  /** Layers whose Gram matrices are the style, `[1, height, width, channels]` of any size. */
  style(image: tf.Tensor3D): tf.Tensor4D[];
  /** The layer that holds the content. */
  content(image: tf.Tensor3D): tf.Tensor4D;
  dispose(): void;
}

/**
 * Features without a download: at three scales the colours, a constant, and the rectified answers of random filters that
 * see differences only. The Gram matrix of colours with the constant holds their mean and covariance, that of the answers
 * how much texture of which direction there is.
 */
export function filterBank({ filters = 16, seed = 7 } = {}): FeatureExtractor {
  const bank = tf.tidy(() => {
    const random = tf.randomNormal([3, 3, 3, filters], 0, 1, 'float32', seed);
    const differences = tf.sub(random, tf.mean(random, [0, 1], true));
    return tf.div(differences, tf.sqrt(tf.sum(tf.square(differences), [0, 1, 2], true))) as tf.Tensor4D;
  });
  const answers = (image: tf.Tensor4D) => tf.relu(tf.conv2d(image, bank, 1, 'same'));
  return {
    name: `${filters} random 3 × 3 filters at three scales`,
    weights: { content: 0.5, style: 10, matting: 3 },
    style(image) {
      let scaled = tf.expandDims<tf.Tensor4D>(image);
      return [0, 1, 2].map((octave) => {
        if (octave > 0) scaled = tf.avgPool(scaled, 2, 2, 'valid');
        const constant = tf.onesLike(tf.slice(scaled, [0, 0, 0, 0], [-1, -1, -1, 1]));
        return tf.concat([constant, scaled, answers(scaled)], 3);
      });
    },
    content: (image) => answers(tf.avgPool(tf.expandDims<tf.Tensor4D>(image), 2, 2, 'valid')),
    dispose: () => bank.dispose(),
  };
}

const styleLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1'];
const contentLayer = 'block3_conv2';

/** Three layers of VGG19, from a tfjs layers model with Keras's names (`model.json` and its weights in one folder). */
export async function vgg19(folder: string): Promise<FeatureExtractor> {
  const vgg = await loadLayersModel(fromFolder(folder));
  const layers = [...styleLayers, contentLayer].map((name) => vgg.getLayer(name).output as SymbolicTensor);
  const network: LayersModel = model({ inputs: vgg.inputs, outputs: layers });
  const mean = tf.tensor1d([103.939, 116.779, 123.68]);
  const apply = (image: tf.Tensor3D) => {
    const blueFirst = tf.reverse(tf.mul(image, 255), 2);
    // Activations of hundreds become numbers of about one, as those of the filter bank are.
    return (network.apply(tf.expandDims(tf.sub(blueFirst, mean))) as tf.Tensor4D[]).map((layer) => tf.div(layer, 255));
  };
  return {
    name: `VGG19 (${styleLayers.join(', ')})`,
    weights: { content: 0.05, style: 10, matting: 100 },
    style: (image) => apply(image).slice(0, styleLayers.length) as tf.Tensor4D[],
    content: (image) => apply(image)[styleLayers.length] as tf.Tensor4D,
    dispose() {
      vgg.dispose();
      mean.dispose();
    },
  };
}

/** tfjs-layers reads URLs; Node has files. */
const fromFolder = (folder: string): tf.io.IOHandler => ({
  async load() {
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
    const groups = weightsManifest as tf.io.WeightsManifestConfig;
    const files = await Promise.all(groups.flatMap(({ paths }) => paths).map((path) => readFile(join(folder, path))));
    const bytes = Uint8Array.from(Buffer.concat(files));
    return { modelTopology, weightSpecs: groups.flatMap(({ weights }) => weights), weightData: bytes.buffer };
  },
});
