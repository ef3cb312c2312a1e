import { add, conv2d, mul, serialization, slice, type Tensor, type Tensor4D, tidy, zeros } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { booleanArgument, choiceArgument, numberArgument, tensorArgument } from '../internal/arguments';
import { sigmoid } from '../ops/sigmoid';
import { perAxis } from '../spatial/convolutionWindows';
import { deformableConv2d } from '../spatial/deformableConv2d';
import { FunctionLayer, inputsOf, type LayerArgs, type Shape, shapesOf } from './FunctionLayer';

export interface DeformableConv2DOptions {
  /** The number of channels of the output. */
  filters: number;
  /** The side of the kernel, or [height, width]. */
  kernelSize: number | [height: number, width: number];
  /** Pixels from one window to the next, as one number or [down, right] (default 1). */
  strides?: number | [down: number, right: number];
  /** Pixels from one tap to the next (default 1). */
  dilations?: number | [down: number, right: number];
  /** Zeros around the input: none (`'valid'`, the default), or enough for ⌈size / stride⌉ windows (`'same'`). */
  pad?: 'valid' | 'same';
  /** Whether to add a bias per filter (default true). */
  useBias?: boolean;
  /** Whether to learn a factor in (0, 2) for each tap, which starts at 1 (default false). */
  modulated?: boolean;
}

const pair = (value: number | [number, number]): [number, number] => (Array.isArray(value) ? value : [value, value]);

/**
 * `deformableConv2d` as a layer, from `[batch, height, width, channels]` to `[batch, outHeight, outWidth, filters]`. A
 * convolution of the input, with the same windows, computes the offsets of the taps. Its weights start at zero, so the
 * layer starts as an ordinary convolution with `glorotUniform` filters.
 *
 * @param args `filters`, `kernelSize`, `strides`, `dilations`, `pad`, `useBias`, `modulated`, and those of every layer.
 * @throws ArgumentError if an argument is unknown or out of range.
 *
 * @example
 * const layer = new DeformableConv2D({ filters: 4, kernelSize: 3, pad: 'same', inputShape: [8, 8, 2] });
 * tf.sequential({ layers: [layer] }).outputShape; // [null, 8, 8, 4]
 *
 * @see Dai et al. 2017, "Deformable convolutional networks", section 2.1; `modulated` is Zhu et al. 2019,
 * "Deformable ConvNets v2", eq. 1, whose factors are in (0, 1) and start at ½.
 */
export class DeformableConv2D extends FunctionLayer<DeformableConv2DOptions> {
  static readonly className = 'DeformableConv2D';
  #kernel!: LayerVariable;
  #bias?: LayerVariable;
  #offsetKernel!: LayerVariable;
  #offsetBias!: LayerVariable;

  constructor(args: LayerArgs & DeformableConv2DOptions) {
    super('DeformableConv2D', args, {
      filters: undefined,
      kernelSize: undefined,
      strides: 1,
      dilations: 1,
      pad: 'valid',
      useBias: true,
      modulated: false,
    });
    const { filters, kernelSize, strides, dilations, pad, useBias, modulated } = this.options;
    numberArgument('DeformableConv2D', 'filters', filters, { atLeast: 1, integer: true });
    for (const [name, value] of Object.entries({ kernelSize, strides, dilations })) {
      perAxis('DeformableConv2D', name, value);
    }
    choiceArgument('DeformableConv2D', 'pad', pad, ['valid', 'same']);
    booleanArgument('DeformableConv2D', 'useBias', useBias);
    booleanArgument('DeformableConv2D', 'modulated', modulated);
  }

  /** @internal */
  override build(inputShape: Shape | Shape[]): void {
    const [shape] = shapesOf(inputShape);
    const channels = shape[3]!;
    const { filters, kernelSize, useBias, modulated } = this.options;
    const side = pair(kernelSize);
    const perTap = (modulated ? 3 : 2) * side[0] * side[1];
    const weight = (name: string, size: number[], initializer: 'zeros' | 'glorotUniform') =>
      this.addWeight(name, size, 'float32', initializers[initializer]({}));
    this.#kernel = weight('kernel', [...side, channels, filters], 'glorotUniform');
    if (useBias) this.#bias = weight('bias', [filters], 'zeros');
    this.#offsetKernel = weight('offset_kernel', [...side, channels, perTap], 'zeros');
    this.#offsetBias = weight('offset_bias', [perTap], 'zeros');
    super.build(inputShape);
  }

  /** @internal */
  override call(inputs: Tensor | Tensor[]): Tensor4D {
    const { strides = 1, dilations = 1, pad, modulated } = this.options;
    const windows = { strides, dilations, pad };
    return tidy(() => {
      const x = tensorArgument<Tensor4D>('DeformableConv2D', 'x', inputsOf(inputs)[0], { rank: 4 });
      const kernel = this.#kernel.read();
      const perTap = add<Tensor4D>(this.#windows(x, this.#offsetKernel.read() as Tensor4D), this.#offsetBias.read());
      const taps = kernel.shape[0] * kernel.shape[1]!;
      const offsets = modulated ? slice(perTap, [0, 0, 0, 0], [-1, -1, -1, 2 * taps]) : perTap;
      const mask = modulated ? mul(sigmoid(slice(perTap, [0, 0, 0, 2 * taps], [-1, -1, -1, taps])), 2) : undefined;
      const y = deformableConv2d<Tensor, Tensor4D>(x, kernel, offsets, { ...windows, mask });
      return this.#bias ? add<Tensor4D>(y, this.#bias.read()) : y;
    });
  }

  /** An ordinary convolution. With dilations it avoids tfjs's conv2d, which has no gradient for them. */
  #windows(x: Tensor4D, kernel: Tensor4D): Tensor4D {
    const { strides = 1, dilations = 1, pad = 'valid' } = this.options;
    if (pair(dilations).every((step) => step === 1)) return conv2d(x, kernel, pair(strides), pad);
    const [, height, width] = this.computeOutputShape(x.shape);
    const straight = zeros([x.shape[0], height!, width!, 2 * kernel.shape[0] * kernel.shape[1]]);
    return deformableConv2d<Tensor, Tensor4D>(x, kernel, straight, { strides, dilations, pad });
  }

  /** @internal */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[batch, ...size]] = shapesOf(inputShape);
    const { filters, kernelSize, strides = 1, dilations = 1, pad } = this.options;
    const outputSize = [0, 1].map((axis) => {
      const length = size[axis];
      if (length === null) return null;
      const reach = pad === 'same' ? 0 : (pair(kernelSize)[axis] - 1) * pair(dilations)[axis];
      return Math.ceil((length - reach) / pair(strides)[axis]);
    });
    return [batch, ...outputSize, filters];
  }
}

serialization.registerClass(DeformableConv2D);
