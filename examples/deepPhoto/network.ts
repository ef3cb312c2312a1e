import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkpoint } from 'diffblocks/optimize';
import { propagateMasks, vggPreprocess } from 'diffblocks/style';
import { layersModel, requireLayers } from '../support/layersModel';

type Layer = LayersModel['layers'][number];
type Piece = (x: tf.Tensor4D) => tf.Tensor4D;
type Visitor = (features: tf.Tensor4D) => tf.Tensor;

export const styleLayers = ['block1_conv1', 'block2_conv1', 'block3_conv1'];
export const contentLayer = 'block3_conv2';

/** Activations of VGG19 are hundreds: in this unit they are about one. */
const unit = 255;

/** The layers of VGG19 that hold style and content, and the masks that go with them. */
export interface Network {
  /**
   * What each visitor makes of the features of its layer. It is called as soon as they are there: its gradient then comes
   * after those of all deeper layers, which need the memory first.
   */
  visit(image: tf.Tensor3D, visitors: Record<string, Visitor>): Record<string, tf.Tensor>;
  /** Masks of an image `[height, width, classes]` as they are at each style layer. */
  masks(masks: tf.Tensor3D): tf.Tensor4D[];
  /** Losses are made smaller by these powers of the unit: style has the fourth power of activations, content the second. */
  units: { style: number; content: number };
  dispose(): void;
}

/**
 * VGG19 from a tfjs layers model with Keras's names, as a chain of pieces: a convolution, and the pool after it. With
 * `checkpointed` pools and visitors run once more for their gradient, which needs less memory; without it is faster.
 */
export async function vgg19(folder: string, { checkpointed }: { checkpointed: boolean }): Promise<Network> {
  const model = await layersModel(folder);
  requireLayers(model, [...styleLayers, contentLayer]);
  const last = model.layers.findIndex(({ name }) => name === contentLayer);
  const layers = model.layers.slice(1, last + 1);
  const pieces = cutBeforeConvolutions(layers).map((piece) => {
    const [convolution, ...pools] = piece;
    const convolve = rectifiedConvolution(convolution);
    const run: Piece = (x) =>
      tf.tidy(() => pools.reduce((features, pool) => pool.apply(features) as tf.Tensor4D, convolve(x)));
    // A convolution by itself keeps its result, which the next one needs anyway.
    return { name: convolution.name, run: checkpointed && pools.length > 0 ? checkpoint(run) : run };
  });
  const visited = (visitor: Visitor): Visitor => (checkpointed ? checkpoint(visitor) : visitor);
  return {
    visit(image, visitors) {
      const results: Record<string, tf.Tensor> = {};
      let x = tf.expandDims<tf.Tensor4D>(vggPreprocess(image));
      for (const { name, run } of pieces) {
        x = run(x);
        if (name in visitors) results[name] = visited(visitors[name])(x);
      }
      return results;
    },
    masks(masks) {
      const kinds = layers.map((layer) => (isConvolution(layer) ? 'conv' : 'pool'));
      const propagated = propagateMasks(tf.expandDims<tf.Tensor4D>(masks), kinds);
      return styleLayers.map((style) => propagated[layers.findIndex(({ name }) => name === style)]);
    },
    units: { style: unit ** -4, content: unit ** -2 },
    dispose: () => model.dispose(),
  };
}

/**
 * A convolution with bias and ReLU, which keeps nothing but its result for the gradient: that says where the ReLU is open.
 * tfjs would keep what comes before the ReLU and before the bias too. There is no second derivative.
 */
function rectifiedConvolution(layer: Layer): Piece {
  const [kernel, bias] = layer.getWeights() as [tf.Tensor4D, tf.Tensor1D];
  return (input) =>
    tf.customGrad((x, save) => {
      const y = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same'), bias)) as tf.Tensor4D;
      (save as tf.GradSaveFunc)([y]);
      const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) => {
        const throughReLU = tf.tidy(() => tf.mul(dy, tf.step(y)) as tf.Tensor4D);
        const dx = tf.conv2dTranspose(throughReLU, kernel, input.shape, 1, 'same');
        throughReLU.dispose();
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
