import { reshape, serialization, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { sizeArgument } from '../internal/sizeArgument';
import { affineGrid, type GridOptions } from '../spatial/affineGrid';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape, shapesOf } from './FunctionLayer';

export interface AffineGridOptions extends GridOptions {
  /** `[height, width]` of the grid. */
  size: [height: number, width: number];
}

/**
 * `affineGrid` as a layer. It turns θ, `[batch, 6]` (the matrix row by row) or `[batch, 2, 3]`, into a grid
 * `[batch, height, width, 2]` for `BilinearSampler`.
 *
 * @param args `size`, the options of `affineGrid`, and those of every layer.
 * @throws ArgumentError if an argument is unknown or the size is not two positive integers.
 *
 * @example
 * const grid = new AffineGrid({ size: [1, 2] });
 * grid.apply(tf.tensor2d([[1, 0, 0.5, 0, 1, 0]])).print(); // [[[[0, 0], [1, 0]]]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 1.
 */
export class AffineGrid extends FunctionLayer<AffineGridOptions> {
  static readonly className = 'AffineGrid';

  constructor(args: LayerArgs & AffineGridOptions) {
    super('AffineGrid', args, { size: undefined, alignCorners: undefined });
    sizeArgument('AffineGrid', this.options.size, ['height', 'width']);
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[]): Tensor4D {
    const { size, ...options } = this.options;
    const [theta] = inputsOf(inputs);
    return tidy(() => affineGrid<Tensor, Tensor4D>(reshape(theta, [theta.shape[0], 2, 3]), size, options));
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return [shapesOf(inputShape)[0][0], ...this.options.size, 2];
  }
}

serialization.registerClass(AffineGrid);
