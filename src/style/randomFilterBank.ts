import { conv2d, div, relu, sub, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { booleanArgument, describe, numberArgument } from '../internal/arguments';
import { mulberry32 } from '../internal/mulberry32';
import { optionsArgument } from '../internal/optionsArgument';
import { requireAllocatable } from '../internal/requireAllocatable';
import { zerosOf } from '../ops/zerosOf';
import { type FeatureExtractor, featureExtractor } from './featureExtractor';

export interface RandomFilterBankOptions {
  /** Heights and widths of the filters, odd numbers of pixels; each scale makes one feature map. */
  scales?: readonly number[];
  /** The number of filters at each scale: the channels of its feature map. */
  filters?: number;
  /** The channels of the images. */
  channels?: number;
  /** The grey that is subtracted from the image. It is also the image's value beyond the border. */
  mean?: number;
  /**
   * Subtract from each filter its mean over each channel, so that it responds to differences but not to flat colour.
   */
  zeroMean?: boolean;
  /** The same seed gives the same filters on every backend. Without a seed each bank differs. */
  seed?: number;
}

/**
 * Features without a trained network: rectified responses of random filters of several sizes, side by side in one
 * layer.
 *
 *     Φ_s = ReLU(W_s ∗ (x − mean))
 *
 * for each scale s, with zeros beyond the border, so maps have the size of the image. The filters are uniform in
 * ±√(6 / (s² · (channels + filters))) (Glorot & Bengio), without biases. Gram matrices of these features suffice for
 * textures up to the size of the largest filter.
 *
 * The paper joins all scales into one layer and takes its Gram matrix, which also relates filters of different sizes.
 * For that, pass `tf.concat(Object.values(features(image)), -1)` to `gramMatrix`, which returns 1024 × 1024 numbers by
 * default.
 *
 * The default is the paper's bank. The cost grows with the squares of the scales, and scales above 7 make up 98 % of
 * it; `scales: [3, 5, 7, 11, 15, 23], filters: 32` costs a twentieth. The filters are stored as plain numbers, so the
 * extractor owns no tensor and survives a change of backend.
 *
 * @param options `scales` (default [3, 5, 7, 11, 15, 23, 37, 55]), `filters` (default 128), `channels` (default 3),
 * `mean` (default 0.5, for images in [0, 1]), `zeroMean` (default false, as in the paper), `seed`.
 * @returns A function of an image, `[batch, height, width, channels]` or `[height, width, channels]`, int32 in 0..255
 * (divided by 255) or float32, that returns features by name, `'3x3'`, `'5x5'` and so on:
 * `[batch, height, width, filters]`, or `[height, width, filters]` for one example, at least 0. It is differentiable
 * twice.
 * @throws ArgumentError if scales is not a list of different odd numbers, or another option is out of range. The
 * extractor throws it if the image has the wrong rank or number of channels.
 *
 * @example
 * const features = randomFilterBank({ scales: [3, 7], filters: 4, seed: 1 });
 * const maps = features(tf.ones([5, 6, 3]));
 * maps['7x7'].shape; // [5, 6, 4]
 * gramMatrix(tf.concat(Object.values(maps), -1)).shape; // [8, 8]
 *
 * @see Ustyuzhaninov et al. 2017, "What does it take to generate natural textures?", section 2 (the multi-scale
 * model). The paper subtracts the mean pixel of ImageNet.
 */
export function randomFilterBank(options?: RandomFilterBankOptions): FeatureExtractor {
  const { scales, filters, channels, mean, zeroMean, seed } = optionsArgument('randomFilterBank', options, {
    scales: [3, 5, 7, 11, 15, 23, 37, 55],
    filters: 128,
    channels: 3,
    mean: 0.5,
    zeroMean: false,
    seed: undefined,
  });
  scalesArgument(scales);
  numberArgument('randomFilterBank', 'filters', filters, { atLeast: 1, integer: true });
  numberArgument('randomFilterBank', 'channels', channels, { atLeast: 1, integer: true });
  const largest = Math.max(...scales);
  requireAllocatable('randomFilterBank', 'a filter', [largest, largest, channels, filters]);
  numberArgument('randomFilterBank', 'mean', mean);
  booleanArgument('randomFilterBank', 'zeroMean', zeroMean);
  if (seed !== undefined) numberArgument('randomFilterBank', 'seed', seed, { integer: true });
  const uniform = mulberry32(seed ?? Math.random() * 2 ** 32);
  const bank = scales.map((scale) => {
    const bound = Math.sqrt(6 / (scale ** 2 * (channels + filters)));
    const values = Float32Array.from({ length: scale ** 2 * channels * filters }, () => bound * (2 * uniform() - 1));
    if (zeroMean) subtractMeans(values, channels * filters);
    return { name: `${scale}x${scale}`, shape: [scale, scale, channels, filters] as Tensor4D['shape'], values };
  });
  return featureExtractor('randomFilterBank', channels, (images, isInteger) => {
    const centred = sub<Tensor4D>(isInteger ? div(images, 255) : images, mean);
    const [batch, height, width] = images.shape;
    const answer = (values: Float32Array, shape: Tensor4D['shape']): Tensor4D =>
      images.size === 0
        ? zerosOf([images], [batch, height, width, filters])
        : relu(conv2d(centred, tensor4d(values, shape), 1, 'same'));
    return Object.fromEntries(bank.map(({ name, shape, values }) => [name, answer(values, shape)]));
  });
}

/** Subtracts its mean from each column of a matrix with rows of the given length. */
function subtractMeans(values: Float32Array, length: number): void {
  const rows = values.length / length;
  const means = new Float64Array(length);
  values.forEach((value, index) => {
    means[index % length] += value / rows;
  });
  values.forEach((value, index) => {
    values[index] = value - means[index % length];
  });
}

function scalesArgument(scales: unknown): void {
  const isOdd = (scale: unknown) => Number.isInteger(scale) && (scale as number) > 0 && (scale as number) % 2 === 1;
  const isList = Array.isArray(scales) && scales.length > 0;
  // `find` visits holes; `every` skips them.
  if (isList && scales.findIndex((scale) => !isOdd(scale)) < 0 && new Set(scales).size === scales.length) return;
  throw new ArgumentError('randomFilterBank', 'scales is wrong', 'a list of different odd integers', describe(scales));
}
