import { serialization, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { type GramMatrixOptions, gramMatrix } from '../style/gramMatrix';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape, shapesOf } from './FunctionLayer';

type Options = Omit<GramMatrixOptions, 'mask'>;

/**
 * `gramMatrix` as a layer, from `[batch, height, width, channels]` to `[batch, channels, channels]`. An optional second
 * input is the mask, `[batch, height, width]`.
 *
 * @param args The options of `gramMatrix` (`normalization`, `center`), and those of every layer.
 * @throws ArgumentError if an argument is unknown.
 *
 * @example
 * const features = tf.layers.conv2d({ filters: 8, kernelSize: 3, inputShape: [16, 16, 3] });
 * tf.sequential({ layers: [features, new GramMatrix()] }).outputShape; // [null, 8, 8]
 *
 * @see Gatys et al. 2016, "Image style transfer using convolutional neural networks", eq. 3.
 */
export class GramMatrix extends FunctionLayer<Options> {
  static readonly className = 'GramMatrix';

  constructor(args?: LayerArgs & Options) {
    super('GramMatrix', args, { normalization: undefined, center: undefined });
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[]): Tensor3D {
    const [features, mask] = inputsOf(inputs);
    return gramMatrix<Tensor, Tensor3D>(features, { ...this.options, mask });
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[batch, , , channels]] = shapesOf(inputShape);
    return [batch, channels, channels];
  }
}

serialization.registerClass(GramMatrix);
