import * as tf from '@tensorflow/tfjs-core';
import { layersFeatures, randomFilterBank, vggPreprocess } from 'diffblocks/style';
import { layersModel } from './layersModel';

/** The features of images that the losses compare. */
export interface Network {
  name: string;
  /** Layers whose Gram matrices are the style, from the smallest receptive field to the largest. */
  styleLayers: readonly string[];
  /** The layer that holds the content. */
  contentLayer: string;
  /** Returns a function from an image in [0, 1] to its features in some layers. */
  features(layers: readonly string[]): (image: tf.Tensor3D) => Record<string, tf.Tensor3D>;
  dispose(): void;
}

/** The sizes of the random filters, in pixels, and the number of filters of each size. */
export interface FilterBank {
  scales: readonly number[];
  filters: number;
}

export async function network(
  folder: string | undefined,
  bank: FilterBank = { scales: [3, 9, 23], filters: 32 },
): Promise<Network> {
  return folder ? vgg19(folder) : filterBank(bank);
}

/**
 * Random filters of several sizes, which need no download, and the colours themselves with a constant. The Gram matrix
 * of colours and constant holds the mean and covariance of the colours. A few random filters represent these badly.
 */
function filterBank({ scales, filters }: FilterBank): Network {
  const nameOf = (scale: number) => `${scale}x${scale}`;
  return {
    name: `colours, and random filters of ${scales.slice(0, -1).join(', ')} and ${scales[scales.length - 1]} pixels`,
    styleLayers: ['colours', ...scales.map(nameOf)],
    contentLayer: nameOf(scales[1]),
    features(layers) {
      const chosen = scales.filter((scale) => layers.includes(nameOf(scale)));
      const answers = randomFilterBank({ scales: chosen, filters, zeroMean: true, seed: 7 });
      if (!layers.includes('colours')) return answers;
      return (image) => ({ colours: colours(image), ...answers(image) });
    },
    dispose: () => {},
  };
}

/** A constant, green, and the differences of red and blue from green, times ten: tints are small but easily seen. */
const colours = (image: tf.Tensor3D): tf.Tensor3D =>
  tf.tidy(() => {
    const [red, green, blue] = tf.split(image, 3, 2);
    const tints = [red, blue].map((channel) => tf.mul(tf.sub(channel, green), 10));
    return tf.concat([tf.onesLike(green), green, ...tints], 2) as tf.Tensor3D;
  });

/** Some layers of VGG19, from a tfjs layers model with Keras's names. */
async function vgg19(folder: string): Promise<Network> {
  const model = await layersModel(folder);
  const styleLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1'];
  return {
    name: `VGG19 (${styleLayers.join(', ')})`,
    styleLayers,
    contentLayer: 'block3_conv2',
    features: (layers) => layersFeatures(model, layers, { preprocess: vggPreprocess }),
    dispose: () => model.dispose(),
  };
}
