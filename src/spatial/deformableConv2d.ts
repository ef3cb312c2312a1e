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
  transpose,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { requireAllocatable } from '../internal/requireAllocatable';
import { patchProduct } from '../ops/patchProduct';
import { gridSample } from '../ops/sampling/gridSample';
import { repeatOnLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../ops/zerosOf';
import { type AxisWindows, type WindowOptions, windowsArgument } from './convolutionWindows';
import { imagesArgument } from './samplingArguments';

export interface DeformableConvolutionOptions extends WindowOptions {
  /** `[batch, outputHeight, outputWidth, offsetGroups · taps]`: a factor for each tap. */
  mask?: Tensor | TensorLike;
  /** `[outputChannels]`, added to the result. */
  bias?: Tensor | TensorLike;
  /** The number of channel groups, each with its own convolution, in x and in the result (default 1). */
  groups?: number;
  /** The number of channel groups of x, each with its own offsets and mask (default 1). */
  offsetGroups?: number;
}

/**
 * A convolution whose taps are each moved by an offset, with bilinear sampling between pixels.
 *
 *     y[p] = Σ_taps m[p, tap] x(strides · p − pad + dilations · tap + Δ[p, tap]) K[tap]
 *
 * with tap the row and column in the kernel, Δ the offsets in pixels of x and m the mask, 1 if it is not given. Samples
 * outside x are 0. With offsets of 0 and no mask it equals `tf.conv2d`. At integer pixels, and one pixel before the
 * first, the gradient for the offsets is the derivative to the right and below, as in `bilinearSampler`. The gradients
 * of the kernel and the bias are right to 1e-6 over a million positions, on WebGPU to 1e-5.
 *
 * @param x `[batch, height, width, channels]`, or `[height, width, channels]` for one example.
 * @param kernel `[kernelHeight, kernelWidth, channels / groups, outputChannels]`.
 * @param offsets `[batch, outputHeight, outputWidth, offsetGroups · 2 · taps]`, with kernelHeight · kernelWidth taps:
 * for each group (dy, dx) of each tap, row by row. For one example, offsets and mask omit the batch axis.
 * @param options `mask` and `bias` (default: none), `strides` (default 1), `dilations` (default 1), `pad` (default
 * `'valid'`), `groups` (default 1), `offsetGroups` (default 1).
 * @returns `[batch, outputHeight, outputWidth, outputChannels]`, or without the batch axis for one example.
 * @throws ArgumentError if a shape is wrong, x or the kernel is empty, the kernel does not fit into the padded x,
 * strides or dilations are not positive integers, pad is not one of the forms listed, groups or offsetGroups do not
 * divide the channels, or an option is unknown.
 *
 * @example
 * const row = tf.tensor3d([[[1], [2], [4], [8]]]);
 * const kernel = tf.ones([1, 2, 1, 1]);
 * const offsets = tf.tensor3d([[[0, 0, 0, 0.5], [0, 0, 0, 0], [0, -0.5, 0, 0]]]);
 * deformableConv2d(row, kernel, offsets).print(); // [[[4], [6], [11]]]
 *
 * @see Dai et al. 2017, "Deformable convolutional networks", eq. 2; the mask is Zhu et al. 2019, "Deformable
 * ConvNets v2", eq. 1. The order and meaning of the offsets are those of torchvision's `deform_conv2d`.
 */
export function deformableConv2d<T extends Tensor | TensorLike, Y extends SameRank<T> = SameRank<T>>(
  x: T,
  kernel: Tensor | TensorLike,
  offsets: Tensor | TensorLike,
  options?: DeformableConvolutionOptions,
): Y {
  return tidy(() => {
    const defaults = { strides: 1, dilations: 1, pad: 'valid', groups: 1, offsetGroups: 1 } as const;
    const settings = optionsArgument('deformableConv2d', options, { mask: undefined, bias: undefined, ...defaults });
    const { mask, bias, groups, offsetGroups, ...windowOptions } = settings;
    const given = imagesArgument('deformableConv2d', 'x', x, 2);
    const images = toBatch<Tensor4D>(given, 4);
    const [batch, height, width, channels] = images.shape;
    groupsArgument('groups', groups, channels);
    groupsArgument('offsetGroups', offsetGroups, channels);
    const weights = kernelArgument(kernel, channels / groups);
    groupsArgument('groups', groups, weights.shape[3]);
    const [kernelHeight, kernelWidth, , outputChannels] = weights.shape;
    const windows = windowsArgument('deformableConv2d', [height, width], [kernelHeight, kernelWidth], windowOptions);

    const outputSize = windows.map((axis) => axis.windows);
    const taps = kernelHeight * kernelWidth;
    requireAllocatable('deformableConv2d', 'the result', [Math.max(batch, 1), ...outputSize, outputChannels]);
    const perOutput = (name: string, value: Tensor | TensorLike, size: number) =>
      tensorArgument('deformableConv2d', name, value, { shape: [...given.shape.slice(0, -3), ...outputSize, size] });
    const allOffsets = perOutput('offsets', offsets, offsetGroups * 2 * taps);
    const masks = mask === undefined ? [] : [perOutput('mask', mask, offsetGroups * taps)];
    const shifts =
      bias === undefined ? [] : [tensorArgument('deformableConv2d', 'bias', bias, { shape: [outputChannels] })];
    const shape = [batch, ...outputSize, outputChannels];
    if (batch === 0) return zerosOf<Y>([images, weights, allOffsets, ...masks, ...shifts], shape);

    const positions = batch * outputSize[0] * outputSize[1];
    const offsetParts = parted(allOffsets, offsetGroups, -1);
    const maskParts = masks.flatMap((all) => parted(all, offsetGroups, -1));
    const parts = parted(images, offsetGroups, 3).map((part, group) => {
      const grid = tapGrid(offsetParts[group], windows, batch);
      const sampled = reshape(gridSample(part, grid, sampling), [positions, taps, channels / offsetGroups]);
      return mask === undefined ? sampled : mul(sampled, reshape(maskParts[group], [positions, taps, 1]));
    });
    const kernels = parted(weights, groups, 3);
    const products = parted(joined(parts, 2), groups, 2).map((part, group) => {
      const size = (taps * channels) / groups;
      const patches = reshape(part, [positions, size]) as Tensor2D;
      return patchProduct(patches, reshape(kernels[group], [size, outputChannels / groups]) as Tensor2D);
    });
    // The gradient of the repeated bias is an accurate sum.
    const shifted = shifts.reduce(
      (sum, shift) => add(sum, transpose(repeatOnLastAxis(shift, positions))),
      joined(products, 1),
    );
    return fromBatch(reshape(shifted, shape), given.rank === 3);
  });
}

const sampling = { interpolation: 'linear', padding: 'zeros', alignCorners: false, inPixels: true } as const;

/** tfjs's split has no gradient for a single part. */
const parted = (x: Tensor, count: number, axis: number): Tensor[] => (count === 1 ? [x] : split(x, count, axis));

const joined = (parts: Tensor[], axis: number): Tensor => (parts.length === 1 ? parts[0] : concat(parts, axis));

function groupsArgument(name: string, groups: number, channels: number): void {
  numberArgument('deformableConv2d', name, groups, { atLeast: 1, integer: true });
  if (channels % groups === 0) return;
  throw new ArgumentError(
    'deformableConv2d',
    `${name} does not divide the channels`,
    `a divisor of ${channels}`,
    `${groups}`,
  );
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

/** The position of each tap in pixels (x, y) from the images' centre: [batch, outputHeight, outputWidth · taps, 2]. */
function tapGrid(offsets: Tensor, [rows, columns]: AxisWindows[], batch: number): Tensor {
  const shape = [rows.windows, columns.windows * rows.taps * columns.taps, 2] as const;
  const places = new Float32Array(shape[0] * shape[1] * 2);
  let next = 0;
  for (let top = 0; top < rows.windows; top++) {
    for (let left = 0; left < columns.windows; left++) {
      for (let y = 0; y < rows.taps; y++) {
        for (let x = 0; x < columns.taps; x++) {
          places[next++] = columns.start + left * columns.stride + x * columns.dilation;
          places[next++] = rows.start + top * rows.stride + y * rows.dilation;
        }
      }
    }
  }
  const [dy, dx] = split(reshape(offsets, [batch, ...shape]), 2, 3);
  return add(concat([dx, dy], 3), tensor4d(places, [1, ...shape]));
}
