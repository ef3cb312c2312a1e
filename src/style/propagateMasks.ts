import { add, mul, pad, slice, type Tensor, type Tensor4D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { choiceArgument, tensorArgument } from '../internal/arguments';
import type { SameRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { resample } from './resample';

/** The kind of layer. */
export type MaskLayer = 'conv' | 'pool';

export interface PropagateMasksOptions {
  /**
   * The treatment of the last row or column of an odd size by a pool: `'same'` keeps it as a row of its own;
   * `'valid'`, as in the VGG of Keras, drops it.
   */
  padding?: 'same' | 'valid';
}

/**
 * Returns the masks after each layer of a network, softened and shrunk like its features.
 *
 *     conv: m′(p) = Σ_d m(p + d) / 9, d in {−1, 0, 1}²        pool: m′(p) = m(2 p + ½)
 *
 * A `'conv'` averages 3 × 3 pixels with zeros beyond the border, so a mask fades there. A `'pool'` halves the size,
 * rounded up, by bilinear interpolation between pixel centres. The function is linear, and differentiable with respect
 * to the masks.
 *
 * Features of an odd size need the matching `padding`: otherwise the masks have another size, and `maskedStyleLoss`
 * rejects them. With `'valid'` the size is rounded down, and each mask pixel is the mean of the 2 × 2 pixels of a pool.
 * For other networks, use `resizeMasks` with the size of the features.
 *
 * @param masks `[batch, height, width, classes]`, or `[height, width, classes]` for one example.
 * @param layers The layers in order, without the ReLUs: `['conv', 'conv', 'pool', ...]` for VGG.
 * @param options `padding` (default `'same'`).
 * @returns One tensor per layer, of the masks' rank.
 * @throws ArgumentError if the rank is wrong, layers is not a list of `'conv'` and `'pool'`, or padding is unknown.
 *
 * @example
 * const [afterConv, afterPool] = propagateMasks(tf.ones([2, 2, 1]), ['conv', 'pool']);
 * afterConv.print(); // [[[0.4444444], [0.4444444]], [[0.4444444], [0.4444444]]]
 * afterPool.print(); // [[[0.4444444]]]
 *
 * @see The code of Luan et al. 2017, "Deep photo style transfer". An even size gives the same result, the mean of
 * 2 × 2 pixels. An odd size is interpolated as in PyTorch (`align_corners=False`), whereas the bilinear mode of torch7
 * averages areas, as `resizeMasks` does.
 */
export function propagateMasks<T extends Tensor | TensorLike, Propagated extends SameRank<T> = SameRank<T>>(
  masks: T,
  layers: readonly MaskLayer[],
  options?: PropagateMasksOptions,
): Propagated[] {
  return tidy(() => {
    const { padding } = optionsArgument('propagateMasks', options, { padding: 'same' });
    const given = tensorArgument('propagateMasks', 'masks', masks, { rank: [3, 4] });
    listArgument('propagateMasks', 'layers', layers, "a list of 'conv' and 'pool'", (layer, index) =>
      choiceArgument('propagateMasks', `layers[${index}]`, layer, ['conv', 'pool']),
    );
    choiceArgument('propagateMasks', 'padding', padding, ['same', 'valid']);
    const afterPool = (x: Tensor4D) => halve(padding === 'valid' ? evenPart(x) : x);
    let current = toBatch<Tensor4D>(given, 4);
    return layers.map((layer) => {
      current = layer === 'conv' ? averageOf3x3(current) : afterPool(current);
      return fromBatch<Propagated>(current, given.rank === 3);
    });
  });
}

/** tfjs's avgPool would not count the zeros beyond the border, and its gradient is wrong there. */
function averageOf3x3(x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  const padded = pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  const rows = [0, 1, 2].map((top) => slice(padded, [0, top, 0, 0], [-1, height, -1, -1])).reduce(sumOf);
  const boxes = [0, 1, 2].map((left) => slice(rows, [0, 0, left, 0], [-1, -1, width, -1])).reduce(sumOf);
  return mul(boxes, 1 / 9);
}

const sumOf = (a: Tensor4D, b: Tensor4D): Tensor4D => add(a, b);

const halve = (x: Tensor4D): Tensor4D =>
  resample(x, [Math.ceil(x.shape[1] / 2), Math.ceil(x.shape[2] / 2)], bilinearWeight);

/** The masks without the last row or column of an odd size. */
const evenPart = (x: Tensor4D): Tensor4D =>
  slice(x, [0, 0, 0, 0], [-1, 2 * Math.floor(x.shape[1] / 2), 2 * Math.floor(x.shape[2] / 2), -1]);

/** Linear interpolation between the centres of the inputs, at the centre of output `to`. */
function bilinearWeight(from: number, to: number, fromSize: number, toSize: number): number {
  const position = Math.max(((to + 0.5) * fromSize) / toSize - 0.5, 0);
  return Math.max(1 - Math.abs(position - from), 0);
}
