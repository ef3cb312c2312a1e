import {
  add,
  concat,
  mul,
  reshape,
  split,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type TensorLike,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { matrixProduct } from '../ops/matrixProduct';
import { gridSample } from '../ops/sampling/gridSample';
import { type AxisWindows, type WindowOptions, windowsArgument } from './convolutionWindows';
import { imagesArgument } from './samplingArguments';

export interface DeformableConvolutionOptions extends WindowOptions {
  /** `[batch, outputHeight, outputWidth, taps]`: a factor for each tap. */
  mask?: Tensor | TensorLike;
}

/**
 * A convolution whose taps are each moved by an offset, bilinearly between pixels.
 *
 *     y[p] = Σ_taps m[p, tap] x(strides · p − pad + dilations · tap + Δ[p, tap]) K[tap]
 *
 * with tap the row and column in the kernel, Δ the offsets in pixels of x and m the mask, 1 if it is not given. Samples
 * outside of x are 0. With offsets of 0 and no mask it equals `tf.conv2d`. At whole pixels, and one pixel before the
 * first, the gradient for the offsets is the derivative to the right and below, as in `bilinearSampler`.
 *
 * @param x `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param kernel `[kernelHeight, kernelWidth, channels, outputChannels]`.
 * @param offsets `[batch, outputHeight, outputWidth, 2 · taps]`, with kernelHeight · kernelWidth taps: (dy, dx) of each
 * tap, row by row; without the batch axis for one example, as the mask.
 * @returns `[batch, outputHeight, outputWidth, outputChannels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, x or the kernel is empty, the kernel does not fit into the padded x, strides
 * or dilations are not positive integers, pad is not one of the forms listed, or an option is unknown.
 *
 * @example
 * const row = tf.tensor3d([[[1], [2], [4], [8]]]);
 * const kernel = tf.ones([1, 2, 1, 1]);
 * const offsets = tf.tensor3d([[[0, 0, 0, 0.5], [0, 0, 0, 0], [0, -0.5, 0, 0]]]);
 * deformableConv2d(row, kernel, offsets).print(); // [[[4], [6], [11]]]
 *
 * Source: Dai et al. 2017, "Deformable convolutional networks", eq. 2; the mask is Zhu et al. 2019, "Deformable ConvNets
 * v2", eq. 1. The order and meaning of the offsets are those of torchvision's `deform_conv2d`.
 */
export function deformableConv2d<T extends Tensor | TensorLike, Y extends SameRank<T> = SameRank<T>>(
  x: T,
  kernel: Tensor | TensorLike,
  offsets: Tensor | TensorLike,
  options?: DeformableConvolutionOptions,
): Y {
  return tidy(() => {
    const defaults = { mask: undefined, strides: 1, dilations: 1, pad: 'valid' } as const;
    const { mask, ...windowOptions } = optionsArgument('deformableConv2d', options, defaults);
    const given = imagesArgument('deformableConv2d', 'x', x, 2);
    const images = toBatch<Tensor4D>(given, 4);
    const [batch, height, width, channels] = images.shape;
    const weights = kernelArgument(kernel, channels);
    const [kernelHeight, kernelWidth, , outputChannels] = weights.shape;
    const windows = windowsArgument('deformableConv2d', [height, width], [kernelHeight, kernelWidth], windowOptions);

    const outputSize = windows.map(({ starts }) => starts.length);
    const taps = kernelHeight * kernelWidth;
    const perOutput = (name: string, value: Tensor | TensorLike, size: number) =>
      tensorArgument('deformableConv2d', name, value, { shape: [...given.shape.slice(0, -3), ...outputSize, size] });
    const grid = tapGrid(perOutput('offsets', offsets, 2 * taps), windows, batch);
    const samples = gridSample(images, grid, {
      interpolation: 'linear',
      padding: 'zeros',
      alignCorners: false,
      inPixels: true,
    });
    const perTap = [batch * outputSize[0] * outputSize[1], taps, channels];
    const sampled = reshape(samples, perTap);
    const modulated =
      mask === undefined ? sampled : mul(sampled, reshape(perOutput('mask', mask, taps), [...perTap.slice(0, 2), 1]));
    const patches = reshape(modulated, [perTap[0], taps * channels]) as Tensor2D;
    const product = matrixProduct(patches, reshape(weights, [taps * channels, outputChannels]) as Tensor2D);
    return fromBatch(reshape(product, [batch, ...outputSize, outputChannels]), given.rank === 3);
  });
}

function kernelArgument(kernel: Tensor | TensorLike, channels: number): Tensor4D {
  const weights = tensorArgument<Tensor4D>('deformableConv2d', 'kernel', kernel, {
    shape: [null, null, channels, null],
  });
  if (weights.size > 0) return weights;
  throw new ArgumentError(
    'deformableConv2d',
    'kernel is empty',
    'axes of size 1 or more',
    `shape ${describeShape(weights.shape)}`,
  );
}

/** The place of each tap in pixels (x, y) from the images' centre: [batch, outputHeight, outputWidth · taps, 2]. */
function tapGrid(offsets: Tensor, [rows, columns]: AxisWindows[], batch: number): Tensor {
  const shape = [rows.starts.length, columns.starts.length * rows.taps.length * columns.taps.length, 2] as const;
  const places = new Float32Array(shape[0] * shape[1] * 2);
  let next = 0;
  for (const top of rows.starts) {
    for (const left of columns.starts) {
      for (const y of rows.taps) {
        for (const x of columns.taps) {
          places[next++] = left + x;
          places[next++] = top + y;
        }
      }
    }
  }
  const [dy, dx] = split(reshape(offsets, [batch, ...shape]), 2, 3);
  return add(concat([dx, dy], 3), tensor4d(places, [1, ...shape]));
}
