import { serialization, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { bilinearSampler } from '../spatial/bilinearSampler';
import type { SamplerOptions } from '../spatial/samplingArguments';
import { FunctionLayer, inputsOf, type LayerArgs, requirePair, type Shape, shapesOf } from './FunctionLayer';

/**
 * `bilinearSampler` as a layer with two inputs: images `[batch, height, width, channels]` and a grid
 * `[batch, outputHeight, outputWidth, 2]`, such as that of `AffineGrid`.
 *
 * @param args The options of `bilinearSampler` (`padding`, `fill`, `alignCorners`), and those of every layer.
 * @throws ArgumentError if an argument is unknown or there are not two inputs.
 *
 * @example
 * const image = tf.tensor4d([[[[1], [2]], [[3], [4]]]]);
 * new BilinearSampler().apply([image, tf.tensor4d([[[[0, 0]]]])]).print(); // [[[[2.5]]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 5.
 */
export class BilinearSampler extends FunctionLayer<SamplerOptions> {
  static readonly className = 'BilinearSampler';

  constructor(args?: LayerArgs & SamplerOptions) {
    super('BilinearSampler', args, { padding: undefined, fill: undefined, alignCorners: undefined });
  }

  /** @internal */
  override build(inputShape: Shape | Shape[]): void {
    requirePair('BilinearSampler', '[images, grid]', inputShape);
    super.build(inputShape);
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[]): Tensor4D {
    const [images, grid] = inputsOf(inputs);
    return bilinearSampler<Tensor, Tensor4D>(images, grid, this.options);
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [images, grid] = shapesOf(inputShape);
    return [images[0], grid[1], grid[2], images[3]];
  }
}

serialization.registerClass(BilinearSampler);
