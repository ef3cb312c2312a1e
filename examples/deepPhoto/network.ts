import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkpoint } from 'diffblocks/optimize';
import { propagateMasks, vggPreprocess } from 'diffblocks/style';
import { layersModel, requireLayers } from '../support/layersModel';

type Layer = LayersModel['layers'][number];
type Piece = (x: tf.Tensor4D) => tf.Tensor4D;
type Visitors<T extends tf.Tensor> = Record<string, ((features: tf.Tensor4D) => T)[]>;

export const styleLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1'];
export const contentLayer = 'block3_conv2';

/** Activations of VGG19 are in the hundreds. In this unit they are about one. */
const unit = 255;

/** The layers of VGG19 that represent style and content, and the masks for them. */
export interface Network {
  /**
   * Returns the results of the visitors on the features of their layers. A visitor runs as soon as its features exist.
   * The gradients of visitors therefore run one at a time, after those of all deeper layers, and do not compete with
   * them for memory.
   */
  visit<T extends tf.Tensor>(image: tf.Tensor3D, visitors: Visitors<T>): Record<string, T[]>;
  /** Propagates the masks of an image `[height, width, classes]` to each style layer, class by class. */
  masks(masks: tf.Tensor3D): tf.Tensor3D[][];
  /** Factors that scale the losses. Style grows with the fourth power of the activations, content with the second. */
  units: { style: number; content: number };
  dispose(): void;
}

/**
 * Loads VGG19 from a tfjs layers model with Keras's names, as a chain of pieces: a convolution and the pool after it,
 * if there is one. With `checkpointed`, pieces with a pool and visitors run again for their gradient. That needs less
 * memory but takes longer.
 */
export async function vgg19(folder: string, options: { checkpointed: boolean }): Promise<Network> {
  const model = await layersModel(folder);
  requireLayers(model, [...styleLayers, contentLayer]);
  return networkOf(model, options);
}

/** The network of a model with VGG19's layers. They may have any number of channels. */
export function networkOf(model: LayersModel, { checkpointed }: { checkpointed: boolean }): Network {
  const last = model.layers.findIndex(({ name }) => name === contentLayer);
  const layers = model.layers.slice(1, last + 1);
  const forgetful = checkpointed ? checkpoint : <F>(f: F) => f;
  const pieces = cutBeforeConvolutions(layers).map(([convolution, ...pools]) => {
    if (pools.length === 0) return { name: convolution.name, run: convolve(convolution, 'relu') };
    // ReLU commutes with a max pool. After the pool it takes a quarter of the memory.
    const sums = convolve(convolution, 'linear');
    const pooled: Piece = (x) => pools.reduce((features, pool) => pool.apply(features) as tf.Tensor4D, sums(x));
    return { name: convolution.name, run: forgetful((x: tf.Tensor4D) => tf.tidy(() => tf.relu(pooled(x)))) };
  });
  return {
    visit<T extends tf.Tensor>(image: tf.Tensor3D, visitors: Visitors<T>) {
      const results: Record<string, T[]> = {};
      let x = tf.expandDims<tf.Tensor4D>(vggPreprocess(image));
      for (const { name, run } of pieces) {
        x = run(x);
        if (name in visitors) results[name] = visitors[name].map((visitor) => forgetful(visitor)(x));
      }
      return results;
    },
    masks(masks) {
      const kinds = layers.map((layer) => (isConvolution(layer) ? 'conv' : 'pool'));
      const propagated = propagateMasks(tf.expandDims<tf.Tensor4D>(masks), kinds);
      const at = (style: string) => propagated[layers.findIndex(({ name }) => name === style)];
      return styleLayers.map((style) => tf.unstack(at(style), 3) as tf.Tensor3D[]);
    },
    units: { style: unit ** -4, content: unit ** -2 },
    dispose: () => model.dispose(),
  };
}

/**
 * A convolution with bias and an optional ReLU. For the gradient it saves only its result, and only if there is a ReLU:
 * the result shows where the ReLU is open. tfjs would save the input too. There is no second derivative.
 */
function convolve(layer: Layer, activation: 'relu' | 'linear'): Piece {
  const [filter, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D];
  return (input) =>
    tf.customGrad((x, save) => {
      const y = tf.fused.conv2d({ x: x as tf.Tensor4D, filter, bias, activation, strides: 1, pad: 'same' });
      (save as tf.GradSaveFunc)(activation === 'relu' ? [y] : []);
      const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) => {
        const dsums = tf.tidy(() => (y ? tf.mul(dy, tf.step(y)) : tf.clone(dy)) as tf.Tensor4D);
        const dx = tf.conv2dTranspose(dsums, filter, input.shape, 1, 'same');
        dsums.dispose();
        return dx;
      };
      return { value: y, gradFunc };
    })(input) as tf.Tensor4D;
}

const isConvolution = (layer: Layer) => layer.getClassName() === 'Conv2D';

function cutBeforeConvolutions(layers: Layer[]): Layer[][] {
  const pieces: Layer[][] = [];
  for (const layer of layers) {
    if (isConvolution(layer)) pieces.push([layer]);
    else pieces[pieces.length - 1].push(layer);
  }
  return pieces;
}
