import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { distillationLoss, logSoftmaxWithTemperature, softmaxWithTemperature } from '../../src/distillation';
import { mattingLaplacian, smoothLocalAffine } from '../../src/matting';
import {
  affineGrid,
  bicubicSampler,
  bilinearSampler,
  nearestSampler,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from '../../src/spatial';
import { gramMatrix } from '../../src/style';
import { seededTensor } from '../../src/testing';
import { bernoulliLogLikelihood, gaussianKL } from '../../src/variational';
import { onGuardedHeap } from '../support/guardedHeap';

type Shape = number[];
// biome-ignore lint/suspicious/noExplicitAny: the functions take tensors of various ranks
type F = (...inputs: any[]) => tf.Tensor;

/** A function, its name and the shapes of inputs that have a gradient. */
type Case = [name: string, f: F, ...inputs: Shape[]];

const ids = (...values: number[]) => tf.tensor1d(values, 'int32');
const isOdd = (shape: Shape) =>
  tf.cast(tf.reshape(tf.mod(tf.range(0, tf.util.sizeFromShape(shape)), 2), shape), 'bool');

const dtypes = ['float32', 'int32', 'bool'] as const;
const numbersOf = (dtype: tf.DataType) => tf.cast(tf.mod(tf.range(0, 19), 2), dtype);

const own: Case[] = [
  ...[
    [1, 5, 4, 3],
    [2, 0, 4, 3],
    [1, 13, 10, 9],
    [0, 2, 2, 3],
  ].flatMap((shape): Case[] => [
    ['gramMatrix', (x) => gramMatrix(x, { normalization: 'none' }), shape],
    ['gramMatrix with a mask', (x, mask) => gramMatrix(x, { mask }), shape, shape.slice(0, 3)],
  ]),
  ...[
    [3, 5],
    [1, 1],
    [2, 130],
    [0, 4],
  ].flatMap((shape): Case[] => [
    ['softmaxWithTemperature', (x) => softmaxWithTemperature(x, { temperature: 2 }), shape],
    ['logSoftmaxWithTemperature', (x) => logSoftmaxWithTemperature(x), shape],
    ['distillationLoss', (x) => distillationLoss(x, seededTensor(shape, { seed: 9 })), shape],
    ['distillationLoss with labels', (x) => distillationLoss(x, tf.ones(shape), { labels: tf.zeros(shape) }), shape],
    ['bernoulliLogLikelihood', (x, logits) => bernoulliLogLikelihood(x, logits), shape, shape],
    ['gaussianKL', (mean, logVariance) => gaussianKL(mean, logVariance), shape, shape],
  ]),
  ...[1, 3, 5].flatMap((channels): Case[] => [
    ['bilinearSampler', (x, grid) => bilinearSampler(x, grid), [2, 3, 4, channels], [2, 3, 5, 2]],
    ['nearestSampler', (x, grid) => nearestSampler(x, grid, { padding: 'border' }), [1, 3, 1, channels], [1, 1, 7, 2]],
    [
      'bicubicSampler',
      (x, grid) => bicubicSampler(x, grid, { padding: 'reflection' }),
      [1, 3, 4, channels],
      [1, 3, 3, 2],
    ],
    ['trilinearSampler', (x, grid) => trilinearSampler(x, grid), [1, 2, 3, 4, channels], [1, 1, 2, 3, 3]],
    ['spatialTransformer', (x, theta) => spatialTransformer(x, theta, [3, 5]), [2, 4, 3, channels], [2, 2, 3]],
    ['spatialTransformer, projective', (x, theta) => spatialTransformer(x, theta, [5, 3]), [1, 4, 3, channels], [2, 8]],
  ]),
  ['bilinearSampler of an empty batch', (x, grid) => bilinearSampler(x, grid), [0, 3, 4, 2], [0, 3, 5, 2]],
  ['bilinearSampler at an empty grid', (x, grid) => bilinearSampler(x, grid), [1, 3, 4, 2], [1, 0, 5, 2]],
  ['affineGrid', (theta) => affineGrid(theta, [3, 5]), [2, 2, 3]],
  [
    'thinPlateSplineGrid',
    (source) => thinPlateSplineGrid(seededTensor([5, 2], { seed: 8 }), source, [3, 4]),
    [2, 5, 2],
  ],
  ...[
    [7, 5, 3],
    [3, 4, 1],
  ].flatMap((shape): Case[] => {
    const laplacian = () => mattingLaplacian(seededTensor(shape, { seed: 7 }) as tf.Tensor3D);
    return [
      ['MattingLaplacian.apply', (x) => laplacian().apply(x), [shape[0], shape[1], 2]],
      ['MattingLaplacian.energy', (x) => laplacian().energy(x), [shape[0], shape[1], 2]],
      ['MattingLaplacian.diagonal', () => laplacian().diagonal()],
    ];
  }),
  ['smoothLocalAffine', (output, input) => smoothLocalAffine(output, input, { radius: 1 }), [5, 6, 3], [5, 6, 3]],
];

const convolutions: Case[] = (
  [
    // Sizes of the image, its channels and outputs, the filter's size, strides, pad and dilation.
    [5, 7, 3, 2, [3, 3], 1, 'same', 1], // by Winograd's algorithm if that is faster
    [8, 9, 16, 17, [3, 3], 1, 'valid', 1],
    [33, 34, 12, 9, [3, 3], 1, 'same', 1],
    [16, 15, 24, 40, [5, 5], 1, 'same', 1],
    [13, 14, 24, 33, [7, 5], 1, 'valid', 1],
    [6, 5, 2, 9, [5, 2], 2, 'same', 1],
    [6, 8, 1, 1, [1, 4], [1, 2], 'same', 1],
    [5, 5, 3, 4, [3, 1], 1, 1, 1],
    [4, 4, 0, 3, [3, 3], 1, 'same', 1],
    [4, 4, 3, 0, [3, 3], 1, 'same', 1],
    [0, 4, 3, 2, [3, 3], 1, 'same', 1],
    [4, 4, 3, 2, [1, 1], 3, 'same', 1],
  ] as const
).map(
  ([height, width, channels, outputs, size, strides, pad, dilations]): Case => [
    `conv2d ${height}×${width}×${channels}, filter ${size.join('×')}×${outputs}, strides ${strides}, pad ${pad}`,
    (x, filter) => tf.conv2d(x, filter, strides as number, pad, 'NHWC', dilations),
    [2, height, width, channels],
    [...size, channels, outputs],
  ],
);

const stockNames: Case[] = [
  ...convolutions,
  ['conv2d of an empty batch', (x, filter) => tf.conv2d(x, filter, 1, 'same'), [0, 4, 4, 2], [3, 3, 2, 2]],
  ['depthwiseConv2d', (x, filter) => tf.depthwiseConv2d(x, filter, 1, 'same'), [2, 5, 4, 3], [3, 2, 3, 2]],
  ['depthwiseConv2d, strides 2', (x, filter) => tf.depthwiseConv2d(x, filter, 2, 'valid'), [1, 5, 7, 5], [2, 3, 5, 1]],
  ['conv3d', (x, filter) => tf.conv3d(x, filter, 2, 'same'), [1, 3, 5, 4, 2], [2, 3, 1, 2, 3]],
  ['maxPool', (x) => tf.maxPool(x, 3, 2, 'same'), [2, 5, 4, 5]],
  ['avgPool', (x) => tf.avgPool(x, [2, 3], [2, 1], 'same'), [2, 5, 4, 5]],
  ['maxPool3d', (x) => tf.maxPool3d(x, 2, 2, 'same'), [1, 3, 5, 4, 2]],
  ['avgPool3d', (x) => tf.avgPool3d(x, 2, 1, 'same'), [1, 3, 5, 4, 2]],
  ...[
    [3, 5, 4],
    [1, 1, 1],
    [130, 9, 129],
    [2, 3, 0],
    [0, 3, 2],
    [2, 0, 3],
  ].flatMap(([rows, columns, depth]): Case[] => [
    [`matMul ${rows}, ${columns}, ${depth}`, (a, b) => tf.matMul(a, b), [rows, depth], [depth, columns]],
    ['matMul transposed', (a, b) => tf.matMul(a, b, true, true), [depth, rows], [columns, depth]],
    ['fused.matMul', (a, b, bias) => tf.fused.matMul({ a, b, bias }), [rows, depth], [depth, columns], [columns]],
  ]),
  ['matMul with a batch axis', (a, b) => tf.matMul(a, b), [3, 2, 4], [3, 4, 5]],
  ...[[5], [3, 4], [2, 3, 5], [0, 4], [4, 0], [2, 17, 9]].flatMap((shape): Case[] => [
    ['sum', (x) => tf.sum(x), shape],
    ['sum over the first axis', (x) => tf.sum(x, 0), shape],
    ['mean over the last axis', (x) => tf.mean(x, -1, true), shape],
    ['cumsum', (x) => tf.cumsum(x, shape.length - 1), shape],
    ['clipByValue', (x) => tf.clipByValue(x, -0.5, 0.5), shape],
    ['sign', (x) => tf.sign(x), shape],
    ['cast', (x) => tf.cast(tf.cast(x, 'bool'), 'float32'), shape],
    ['where', (x, y) => tf.where(isOdd(shape), x, y), shape, shape],
    [
      'tile',
      (x) =>
        tf.tile(
          x,
          shape.map((_, axis) => axis + 1),
        ),
      shape,
    ],
  ]),
  ['max over an empty axis', (x) => tf.max(x, 0), [0, 3]],
  ['all over an empty axis', () => tf.all(tf.zeros([0, 3], 'bool'), 0)],
  ['prod over an empty axis', () => tf.prod(tf.zeros([3, 0]), 1)],
  ['where of a bool and floats', (x) => tf.where(isOdd([7]), tf.zeros([7], 'bool'), x), [7]],
  ['where of integers and floats', (x) => tf.where(isOdd([7]), tf.ones([7], 'int32'), x), [7]],
  ['where of bools', () => tf.where(isOdd([19]), isOdd([19]), tf.zeros([19], 'bool'))],
  ['where of empty values', (x) => tf.where(isOdd([5]), x, x), [0, 5]],
  ['gather', (x) => tf.gather(x, ids(2, 0, 2), 0), [3, 5]],
  ['gather of columns', (x) => tf.gather(x, ids(1, 1), 1), [3, 2, 4]],
  ['unsortedSegmentSum', (x) => tf.unsortedSegmentSum(x, ids(3, 0, 3, -1), 5), [4, 6]],
  ['stridedSlice', () => tf.stridedSlice(seededTensor([5, 7], { seed: 1 }), [4, 1], [0, 7], [-2, 3])],
  ['topk', (x) => tf.topk(x, 3).values, [4, 5]],
  ['prelu with alpha per row', (x, alpha) => tf.prelu(x, alpha), [3, 5], [3, 1]],
  ['prelu with alpha per channel', (x, alpha) => tf.prelu(x, alpha), [3, 5], [5]],
  ...[1, 5].map(
    (channels): Case => [
      `the second gradient of maxPool of ${channels} channels, which takes from the maxima`,
      (x) => tf.grad((z) => tf.square(tf.maxPool(z as tf.Tensor4D, [2, 3], [2, 1], 'same')))(x),
      [2, 5, 4, channels],
    ],
  ),
  ['maximum, broadcast', (a, b) => tf.maximum(a, b), [2, 3, 5], [3, 1]],
  ['minimum with one number', (a, b) => tf.minimum(a, b), [17], []],
  ['maximum of seven axes', (a, b) => tf.maximum(a, b), [1, 2, 1, 2, 1, 2, 3], [2, 1, 1, 1, 2, 1, 3]],
  ['max of rows', (x) => tf.max(x, 1), [3, 7]],
  ['slice', (x) => tf.slice(x, [1, 2, 0], [2, 1, -1]), [4, 3, 5]],
  ['pad of seven axes', (x) => tf.pad(x, Array(7).fill([1, 0])), [1, 2, 1, 2, 1, 1, 3]],
  ['cumprod', (x) => tf.cumprod(x, -1, true), [3, 5]],
  ['dilation2d', (x, filter) => tf.dilation2d(x, filter, 2, 'same'), [2, 5, 4, 3], [2, 3, 3]],
  ['cropAndResize', (x, boxes) => tf.image.cropAndResize(x, boxes, ids(1, 0), [3, 4]), [2, 4, 5, 3], [2, 4]],
  ['transform', (x, p) => tf.image.transform(x, p, 'bilinear', 'reflect'), [2, 4, 5, 3], [1, 8]],
  ...dtypes.flatMap((first) =>
    dtypes.flatMap((second): Case[] =>
      Object.entries({
        add: tf.add,
        mul: tf.mul,
        maximum: tf.maximum,
        minimum: tf.minimum,
        squaredDifference: tf.squaredDifference,
        where: (a: tf.Tensor, b: tf.Tensor) => tf.where(isOdd([19]), a, b),
      } as Record<string, F>).map(
        ([name, f]): Case => [`${name} of ${first} and ${second}`, () => f(numbersOf(first), numbersOf(second))],
      ),
    ),
  ),
  ...dtypes.flatMap((from) =>
    dtypes.map((to): Case => [`cast of ${from} to ${to}`, () => tf.cast(numbersOf(from), to)]),
  ),
  ['einsum', (a, b) => tf.einsum('ij,kj->ik', a, b), [3, 4], [5, 4]],
  ['einsum of one tensor', (a) => tf.einsum('ij->i', a), [3, 4]],
];

/** The values of a function and of its gradients: if they come from garbage, they differ with it. */
async function results(f: F, shapes: Shape[]): Promise<Record<string, number[]>> {
  const inputs = shapes.map((shape, index) => seededTensor(shape, { seed: index + 1 }));
  const value = f(...inputs);
  const tensors = [value];
  if (inputs.length > 0) tensors.push(...tf.grads((...xs: tf.Tensor[]) => tf.sum(f(...xs)))(inputs));
  const values = await Promise.all(tensors.map((x) => x.data()));
  tf.dispose([inputs, tensors]);
  const nameOf = (index: number) => (index === 0 ? 'value' : `gradient for input ${index - 1}`);
  return Object.fromEntries(values.map((numbers, index) => [nameOf(index), Array.from(numbers)]));
}

describe.each([
  ['of this package', own],
  ['under names of tfjs', stockNames],
])('kernels %s write all of their output and nothing else', (_, cases) => {
  beforeAll(() => installTrainingKernels());

  for (const [name, f, ...shapes] of cases) {
    test(`${name}: ${shapes.map((shape) => `[${shape}]`).join(', ')}`, async () => {
      const withNaN = await onGuardedHeap(0xff, () => results(f, shapes));
      const withNumbers = await onGuardedHeap(0x47, () => results(f, shapes));
      expect(withNaN).toEqual(withNumbers);
    });
  }
});
