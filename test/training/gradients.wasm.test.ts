import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { type GradientCase, testGradients } from './testGradients';

// biome-ignore lint/suspicious/noExplicitAny: the functions take tensors of various ranks
type F = (...inputs: any[]) => tf.Tensor;

const ids = (...values: number[]) => tf.tensor1d(values, 'int32');
const boxes = () => tf.tensor2d([0.12, 0.23, 0.87, 0.71, 0.93, 0.1, 0.2, 0.6, -0.31, 0.4, 0.53, 1.27], [3, 4]);
const projections = () => tf.tensor2d([0.93, 0.13, -1.27, 0.21, 1.17, -0.59, 0.03, -0.02, 1.41, -0.3, 2.1, 0, 0.71, 3.2, 0, 0], [2, 8]); // biome-ignore format: rows of eight

/** Away from kinks and ties. */
const cases: GradientCase[] = [
  ['exp', (x) => tf.exp(x), [7]],
  ['sigmoid', (x) => tf.sigmoid(x), [7]],
  ['tanh', (x) => tf.tanh(x), [7]],
  ['erf', (x) => tf.erf(x), [7]],
  ['relu', (x) => tf.relu(tf.mul(x, tf.abs(x))), [7]],
  ['softmax', (x) => tf.softmax(x), [3, 4]],
  ['elu', (x) => tf.elu(x), [7]],
  ['selu', (x) => tf.selu(x), [7]],
  ['prelu with alpha per row', (x, alpha) => tf.square(tf.prelu(x, alpha)), [3, 5], [3, 1]],
  ['prelu with alpha per channel', (x, alpha) => tf.square(tf.prelu(x, alpha)), [2, 3, 4], [4]],
  ['pow of a variable exponent', (a, b) => tf.pow(tf.add(tf.square(a), 0.5), b), [5], [5]],
  ['layers.thresholdedReLU', (x) => layers.thresholdedReLU({ theta: 0.3 }).apply(x) as tf.Tensor, [7]],
  ['divNoNan', (a, b) => tf.divNoNan(a, tf.add(tf.square(b), 0.5)), [2, 3], [3]],
  ['maximum, broadcast', (a, b) => tf.square(tf.maximum(a, b)), [2, 3], [3]],
  ['minimum, broadcast', (a, b) => tf.square(tf.minimum(a, b)), [2, 1], [2, 3]],
  ['squaredDifference, broadcast', (a, b) => tf.squaredDifference(a, b), [2, 3], []],
  ['where on a comparison', (x) => tf.where(tf.greater(x, 0), tf.square(x), tf.mul(x, 3)), [7]],
  ['where on a logical and', (x) => tf.where(tf.logicalAnd(tf.less(x, 1), tf.notEqual(x, 2)), tf.square(x), x), [7]],
  ['matMul with a broadcast batch', (a, b) => tf.matMul(a, b), [2, 1, 2, 3], [3, 3, 2]],
  ['matMul transposed, with a broadcast batch', (a, b) => tf.matMul(a, b, true, true), [3, 2], [2, 4, 3]],
  ['cumsum along the first axis', (x) => tf.square(tf.cumsum(x, 0)), [3, 2]],
  ['cumsum along a middle axis of equal sizes', (x) => tf.square(tf.cumsum(x, 1, true, true)), [2, 2, 2]],
  ['unstack of one', (x) => tf.square(tf.unstack(x)[0]), [1, 3]],
  ['unstack', (x) => tf.mul(...(tf.unstack(x, 1) as [tf.Tensor, tf.Tensor])), [3, 2]],
  ['split of one', (x) => tf.square(tf.split(x, [4])[0]), [4]],
  ['split', (x) => tf.square(tf.split(x, [1, 3])[1]), [4]],
  ['tile of rank 5', (x) => tf.square(tf.tile(x, [1, 2, 1, 3, 2])), [1, 2, 1, 1, 2]],
  ['prod along a negative axis', (x) => tf.prod(x, -1), [2, 3]],
  ['prod of all', (x) => tf.prod(x), [2, 2]],
  ['mirrorPad, reflect', (x) => tf.square(tf.mirrorPad(x, [[2, 1], [0, 2]], 'reflect')), [3, 4]], // biome-ignore format: pads
  ['mirrorPad, symmetric', (x) => tf.square(tf.mirrorPad(x, [[3, 1], [2, 4]], 'symmetric')), [3, 4]], // biome-ignore format: pads
  ['resizeBilinear, halfPixelCenters', (x) => tf.image.resizeBilinear(x, [5, 4], false, true), [1, 3, 3, 2]],
  ['resizeBilinear, alignCorners', (x) => tf.image.resizeBilinear(x, [2, 5], true), [2, 3, 3, 1]],
  ['resizeBilinear', (x) => tf.image.resizeBilinear(x, [5, 2]), [1, 3, 4, 1]],
  [
    'resizeNearestNeighbor, halfPixelCenters',
    (x) => tf.image.resizeNearestNeighbor(x, [5, 4], false, true),
    [1, 3, 3, 1],
  ],
  ['resizeNearestNeighbor', (x) => tf.image.resizeNearestNeighbor(x, [4, 2]), [2, 3, 3, 1]],
  [
    'batchNorm without scale and offset',
    (x, m, v) => tf.batchNorm(x, m, tf.add(tf.square(v), 1)),
    [2, 2, 1, 3],
    [3],
    [3],
  ],
  [
    'batchNorm of rank 2',
    (x, m, v, o, s) => tf.batchNorm(x, m, tf.add(tf.square(v), 1), o, s),
    [3, 2],
    [2],
    [2],
    [2],
    [2],
  ],
  [
    'batchNorm off the last axis',
    (x, m, v) => tf.batchNorm(x, tf.reshape(m, [1, 2, 1, 1]), tf.add(tf.square(tf.reshape(v, [1, 2, 1, 1])), 1)),
    [2, 2, 3, 1],
    [2],
    [2],
  ],
  [
    'batchNorm with scales per channel and one mean',
    (x, m, v, o, s) => tf.batchNorm(x, m, tf.add(tf.square(v), 1), o, s),
    [2, 2, 1, 3],
    [1],
    [1],
    [3],
    [3],
  ],
  ['sum over two axes', (x) => tf.square(tf.sum(tf.square(x), [0, -1])), [2, 3, 4]],
  ['sum of all, keepDims: true', (x) => tf.mul(x, tf.sum(x, undefined, true)), [2, 3]],
  ['sum over no axis', (x) => tf.sum(tf.square(x), []), [2, 3]],
  ['mean over the first axis', (x) => tf.square(tf.sub(x, tf.mean(x, 0))), [3, 5]],
  ['mean over the last axis, keepDims: true', (x) => tf.square(tf.sub(x, tf.mean(x, -1, true))), [3, 5]],
  ['mean of all', (x) => tf.mul(x, tf.mean(tf.square(x))), [7]],
  ['conv1d, causal by a pad', (x, f) => tf.conv1d(tf.pad(x, [[0, 0], [2, 0], [0, 0]]), f, 1, 'valid'), [1, 5, 2], [3, 2, 2]], // biome-ignore format: pads
  ['conv2d with dilations', (x, f) => tf.conv2d(x, f, 1, 'same', 'NHWC', [2, 1]), [1, 5, 4, 2], [2, 3, 2, 1]],
  [
    'depthwiseConv2d with dilations',
    (x, f) => tf.depthwiseConv2d(x, f, 1, 'same', 'NHWC', [2, 1]),
    [1, 5, 4, 2],
    [2, 3, 2, 1],
  ],
  ['gatherND', (x) => tf.square(tf.gatherND(x, tf.tensor2d([[1, 0], [2, 1], [1, 0]], [3, 2], 'int32'))), [3, 2]], // biome-ignore format: indices
  ['scatterND', (x) => tf.square(tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), x, [4])), [3]], // biome-ignore format: indices
  ['flipLeftRight', (x) => tf.mul(x, tf.image.flipLeftRight(x)), [1, 2, 3, 1]],
  [
    'depthToSpace',
    (x) => tf.mul(tf.depthToSpace(x, 2, 'NHWC'), tf.reshape(tf.range(0, 16), [1, 4, 4, 1])),
    [1, 2, 2, 4],
  ],
  ['stridedSlice', (x) => tf.square(tf.stridedSlice(x, [4, 1], [0, 7], [-2, 3])), [5, 7]],
  [
    'stridedSlice with a lost axis',
    (x) => tf.square(tf.stridedSlice(x, [1, 0], [2, 4], [1, 2], 0, 0, 0, 0, 1)),
    [2, 5],
  ],
  ['conv3d', (x, f) => tf.conv3d(x, f, 1, 'same'), [1, 2, 3, 2, 1], [2, 2, 1, 1, 2]],
  ['conv3d with dilations', (x, f) => tf.conv3d(x, f, 1, 'same', 'NDHWC', [1, 2, 3]), [1, 2, 3, 4, 1], [2, 2, 2, 1, 2]],
  ['conv3dTranspose', (x, f) => tf.conv3dTranspose(x, f, [1, 3, 2, 3, 1], 2, 'same'), [1, 2, 1, 2, 2], [1, 2, 2, 1, 2]],
  ['depthwiseConv2d', (x, f) => tf.depthwiseConv2d(x, f, 1, 'same'), [1, 3, 3, 2], [2, 2, 2, 2]],
  ['maxPool', (x) => tf.maxPool(x, 2, 1, 'same'), [1, 3, 4, 1]],
  ['maxPool of five channels', (x) => tf.maxPool(x, [2, 3], 2, 'valid'), [1, 4, 4, 5]],
  ['maxPool3d', (x) => tf.maxPool3d(x, [2, 1, 3], [1, 1, 2], 'same'), [1, 3, 2, 4, 2]],
  ['maxPool3d of one volume', (x) => tf.maxPool3d(x, 2, 1, 'valid'), [3, 3, 2, 1]],
  ['cumprod', (x) => tf.cumprod(x, 1), [2, 4]],
  ['cumprod off the last axis, exclusive: true', (x) => tf.cumprod(x, 0, true), [4, 2]],
  ['cumprod along axis -1, reverse: true', (x) => tf.cumprod(x, -1, false, true), [2, 3]],
  ['cumprod, exclusive: true, reverse: true', (x) => tf.cumprod(x, 1, true, true), [2, 3]],
  ...(['bilinear', 'nearest'] as const).map((method): (typeof cases)[number] => [
    `cropAndResize, method: '${method}'`,
    (x) => tf.square(tf.image.cropAndResize(x, boxes(), ids(1, 0, 1), [3, 2], method, 0.5)),
    [2, 4, 5, 2],
  ]),
  [
    'cropAndResize for its boxes, where one leaves the image',
    (b) => tf.image.cropAndResize(seededTensor([2, 4, 5, 2], { seed: 9 }) as tf.Tensor4D, tf.add<tf.Tensor2D>(tf.mul(b, 0.3), [[0.22, 0.11, 0.83, 0.74], [0.57, 0.1, 1.4, 0.3]]), ids(1, 0), [3, 4]), // biome-ignore format: a case
    [2, 4],
  ],
  ['cropAndResize to a single pixel', (x) => tf.image.cropAndResize(x, boxes(), ids(0, 0, 0), [1, 1]), [1, 4, 5, 2]],
  ...(['constant', 'nearest', 'reflect', 'wrap'] as const).flatMap((fillMode) =>
    (['bilinear', 'nearest'] as const).map((interpolation): (typeof cases)[number] => [
      `transform, fillMode: '${fillMode}', interpolation: '${interpolation}'`,
      (x) => tf.square(tf.image.transform(x, projections(), interpolation, fillMode, 0.3, [5, 4])),
      [2, 4, 3, 2],
    ]),
  ),
  [
    'transform for its parameters',
    (t) => tf.image.transform(seededTensor([1, 4, 5, 2], { seed: 9 }) as tf.Tensor4D, tf.add<tf.Tensor2D>(tf.mul(t, 0.01), [[0.83, 0.1, 0.37, -0.2, 1.12, 0.43, 0.02, 0.01]]), 'bilinear', 'constant', 0, [3, 4]), // biome-ignore format: a case
    [1, 8],
  ],
  ['dilation2d', (x, f) => tf.square(tf.dilation2d(x, f, 1, 'same')), [1, 3, 4, 2], [2, 2, 2]],
  [
    'dilation2d, dilations: [2, 1], strides: 2',
    (x, f) => tf.square(tf.dilation2d(tf.sub<tf.Tensor4D>(x, 5), f, [2, 1], 'valid', [2, 1])),
    [1, 6, 4, 1],
    [2, 2, 1],
  ],
  ['max and min', (x) => tf.mul(tf.max(x, 1, true), tf.min(x)), [3, 4]],
  ['topk', (x) => tf.square(tf.topk(x, 2).values), [2, 4]],
  ['topk of one entry', (x) => tf.square(tf.topk(x, 1).values), [2, 1]],
  ['avgPool', (x) => tf.avgPool(x, 2, 1, 'same'), [1, 3, 4, 1]],
  ['avgPool3d', (x) => tf.avgPool3d(x, 2, [1, 2, 1], 'same'), [1, 3, 4, 2, 1]],
  ['conv2d', (x, f) => tf.conv2d(x, f, 2, 'same'), [1, 4, 5, 1], [3, 2, 1, 2]],
  ['conv2dTranspose', (x, f) => tf.conv2dTranspose(x, f, [1, 5, 4, 1], 2, 'same'), [1, 3, 2, 2], [3, 3, 1, 2]],
];

test('stock tfjs gives 0 for the second derivative of exp', async () => {
  const second = tf.grad((x) => tf.sum(tf.grad((z) => tf.sum(tf.exp(z)))(x)));
  await expect(async () => expectTensorsClose(second(tf.zeros([2])), tf.ones([2]))).rejects.toThrow();
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  testGradients(cases);

  test('outside gradients tfjs runs its own kernel names', async () => {
    const { kernels } = await tf.profile(() => tf.exp([1]));
    expect(kernels.map((kernel) => kernel.name)).toEqual(['Exp']);
  });

  const activations: [string, F, (x: number) => number][] = [
    ['erf', tf.erf, (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
    ['relu', tf.relu, (x) => (Number.isNaN(x) ? x : Number(x > 0))],
    ['tanh', tf.tanh, (x) => 1 - Math.tanh(x) ** 2],
  ];
  for (const [name, f, slope] of activations) {
    test(`the gradient of ${name} is one kernel: at NaN, infinities and zeros, for sizes beside a multiple of four`, async () => {
      const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 3.5, -2.5, 30, -30];
      for (let size = 0; size <= special.length; size++) {
        const xs = special.slice(0, size);
        const dy = seededTensor([size, 1], { seed: 5 });
        const x = tf.tensor2d(xs, [size, 1]);
        const { kernels, result } = await tf.profile(() => tf.grad(f)(x, dy));
        expect(kernels.filter(({ name: kernel }) => /Gradient$/.test(kernel))).toHaveLength(1);
        const expected = { shape: [size, 1], values: Array.from(await dy.data(), (one, i) => one * slope(xs[i])) };
        await expectTensorsClose(result as tf.Tensor, expected);
      }
    });
  }

  test('the second derivative of exp is exp', async () => {
    const second = tf.grad((x) => tf.sum(tf.grad((z) => tf.sum(tf.exp(z)))(x)));
    await expectTensorsClose(second(tf.tensor1d([0, 1])), [1, Math.E]);
  });

  test('nothing leaks', () => {
    const x = tf.ones([2, 3]);
    const before = tf.memory().numTensors;
    tf.dispose(tf.grad((z) => tf.softmax(tf.maximum(tf.exp(z), 0)))(x));
    expect(tf.memory().numTensors).toBe(before);
  });
});
