import * as tf from '@tensorflow/tfjs-core';
import { bernoulliLogLikelihood } from '../../src/ops/bernoulliLogLikelihood/bernoulliLogLikelihood';
import { crossEntropy } from '../../src/ops/crossEntropy/crossEntropy';
import { distillationKL } from '../../src/ops/distillationKL/distillationKL';
import { exponentialTail } from '../../src/ops/exponentialTail/exponentialTail';
import { gram } from '../../src/ops/gram/gram';
import { maskedGram } from '../../src/ops/gram/maskedGram';
import { filterByGuide } from '../../src/ops/guidedFilter/guidedFilter';
import { gridSample, gridSampleGridGrad, gridSampleImagesGrad } from '../../src/ops/sampling/gridSample';
import { warp, warpImagesGrad, warpMatrixGrad } from '../../src/ops/sampling/warp';
import { logSumExp } from '../../src/ops/softmax/logSumExp';
import { temperedLogSoftmax } from '../../src/ops/softmax/temperedLogSoftmax';
import { temperedSoftmax } from '../../src/ops/softmax/temperedSoftmax';
import { standardized } from '../../src/ops/standardized/standardized';
import { gelu } from '../../src/training/gelu/gelu';
import { layerNorm } from '../../src/training/layerNorm/layerNorm';

/** A kernel that shares its work between threads, on inputs of odd sizes. */
export interface Case {
  name: string;
  shapes: number[][];
  f(...inputs: tf.Tensor[]): tf.Tensor;
}

const runKernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object) =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;

const matMul = (a: number[], b: number[], transposeA = false, transposeB = false): Case => ({
  name: `matMul [${a}] · [${b}], transposeA: ${transposeA}, transposeB: ${transposeB}`,
  shapes: [a, b],
  f: (x, y) => tf.matMul(x, y, transposeA, transposeB),
});

/** The kernels of a convolution and of its two gradients. */
function convolution(algorithm: string, x: number[], filter: number[], strides: number, pad: 'same' | 'valid'): Case[] {
  const attributes = { strides, pad, dataFormat: 'NHWC', dilations: 1 };
  const size = (axis: number) => Math.ceil((pad === 'same' ? x[axis] : x[axis] - filter[axis - 1] + 1) / strides);
  const y = [x[0], size(1), size(2), filter[3]];
  const kernel = (name: string, shapes: number[][], inputs: string[], more = {}): Case => ({
    name: `${name} ${algorithm}`,
    shapes,
    f: (...tensors) =>
      runKernel(name, Object.fromEntries(tensors.map((tensor, i) => [inputs[i], tensor])), { ...attributes, ...more }),
  });
  return [
    kernel('Conv2D', [x, filter], ['x', 'filter']),
    kernel('Conv2DBackpropInput', [y, filter], ['dy', 'filter'], { inputShape: x }),
    kernel('Conv2DBackpropFilter', [x, y], ['x', 'dy'], { filterShape: filter }),
  ];
}

const linear = { interpolation: 'linear', padding: 'zeros', alignCorners: false } as const;
const cubic = { interpolation: 'cubic', padding: 'reflection', alignCorners: true } as const;
const warped = { ...linear, inPixels: true, size: [183, 171] } as const;
const few = { ...linear, inPixels: true, size: [53, 51] } as const;
const images = [2, 61, 59, 9];
const grid = [2, 183, 171, 2];
const samples = [2, 183, 171, 9];

/** The gradients of both pools. */
function pooling(label: string, x: number[], filterSize: number, strides: number, pad: 'same' | 'valid'): Case[] {
  const attributes = { filterSize, strides, pad };
  const { outShape } = tf.backend_util.computePool2DInfo(x as tf.Tensor4D['shape'], filterSize, strides, 1, pad);
  return [
    {
      name: `MaxPoolGrad of ${label}`,
      shapes: [x, outShape],
      f: (input, dy) => runKernel('MaxPoolGrad', { input, output: dy, dy }, attributes),
    },
    {
      name: `AvgPoolGrad of ${label}`,
      shapes: [x, outShape],
      f: (input, dy) => runKernel('AvgPoolGrad', { input, dy }, attributes),
    },
  ];
}

/** Three steps of an optimizer; stock takes the first one. */
const optimizer = (name: string, make: () => tf.Optimizer): Case => ({
  name,
  shapes: [
    [37, 1009],
    [37, 1009],
  ],
  f: (start, gradient) => {
    const weights = tf.variable(start);
    const ours = make();
    for (let step = 0; step < 3; step++) ours.applyGradients({ [weights.name]: gradient });
    const result = tf.clone(weights);
    weights.dispose();
    ours.dispose();
    return result;
  },
});

const gradientOf = (name: string, shape: number[], f: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Case => ({
  name: `gradient of ${name}`,
  shapes: [shape, shape],
  f: (x, y) => tf.grad((variable) => tf.sum(f(variable, y)))(x),
});

const matrix = [259, 67];
const onRows: [string, (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Tensor][] = [
  ['temperedSoftmax', (x) => temperedSoftmax(x, 2)],
  ['temperedLogSoftmax', (x) => temperedLogSoftmax(x, 2)],
  ['logSumExp', (x) => logSumExp(x)],
  ['crossEntropy', (x, y) => crossEntropy(x, y, 1)],
  ['distillationKL', (x, y) => distillationKL(x, y, 3, 0.5)],
  ['bernoulliLogLikelihood', (logits, y) => bernoulliLogLikelihood(y, logits)],
  ['exponentialTail', (x) => exponentialTail(tf.concat([x, x, x]), 1)],
];

/** The guided filter and both of its gradients. */
function guidedFilter(guide: number[], channels: number, radius: number): Case[] {
  const input = [...guide.slice(0, 3), channels];
  const filter = (x: tf.Tensor, y: tf.Tensor) =>
    filterByGuide(x as tf.Tensor4D, y as tf.Tensor4D, { radius, epsilon: 1e-3 });
  const label = `of radius ${radius}, guide [${guide}]`;
  return [
    { name: `guided filter ${label}`, shapes: [guide, input], f: filter },
    {
      name: `guided filter's gradient for the input ${label}`,
      shapes: [guide, input],
      f: (x, y) => tf.grad((variable) => filter(x, variable))(y),
    },
    {
      name: `guided filter's gradient for the guide ${label}`,
      shapes: [guide, input],
      f: (x, y) => tf.grad((variable) => filter(variable, y))(x),
    },
  ];
}

export const product = matMul([301, 129], [129, 95]);
export const cases: Case[] = [
  { name: 'gridSample, linear', shapes: [images, grid], f: (x, points) => gridSample(x, points, linear) },
  { name: 'gridSample, cubic', shapes: [images, grid], f: (x, points) => gridSample(x, points, cubic) },
  {
    name: 'gridSampleImagesGrad',
    shapes: [samples, grid],
    f: (dy, points) => gridSampleImagesGrad(dy, points, images, linear),
  },
  {
    name: 'gridSampleGridGrad',
    shapes: [samples, images, grid],
    f: (dy, x, points) => gridSampleGridGrad(dy, x, points, linear),
  },
  { name: 'warp', shapes: [images, [2, 2, 3]], f: (x, m) => warp(x, m as tf.Tensor3D, warped) },
  {
    name: 'warp of one image',
    shapes: [
      [1, 61, 59, 9],
      [3, 3, 3],
    ],
    f: (x, m) => warp(x, m as tf.Tensor3D, warped),
  },
  {
    name: 'warpImagesGrad',
    shapes: [samples, [2, 2, 3]],
    f: (dy, m) => warpImagesGrad(dy, m as tf.Tensor3D, images, warped),
  },
  {
    name: 'warpMatrixGrad',
    shapes: [samples, images, [2, 2, 3]],
    f: (dy, x, m) => warpMatrixGrad(dy, x, m as tf.Tensor3D, warped),
  },
  ...convolution('of 3 × 3 (Winograd)', [2, 19, 23, 16], [3, 3, 16, 24], 1, 'same'),
  ...convolution('of 5 × 5 (Winograd, in pieces)', [2, 19, 23, 24], [5, 5, 24, 40], 1, 'same'),
  ...convolution('of 7 × 7 (Winograd, spread)', [5, 14, 15, 24], [7, 7, 24, 32], 1, 'valid'),
  ...convolution('of few channels (direct)', [3, 31, 29, 3], [5, 5, 3, 9], 1, 'valid'),
  // Stock computes these forwards, on one thread.
  ...convolution('of stride 2', [3, 31, 29, 8], [5, 5, 8, 12], 2, 'same').slice(1),
  ...convolution('of stride 4 (window by window)', [8, 63, 61, 3], [7, 7, 3, 16], 4, 'same').slice(1),
  ...convolution('of 1 × 1', [4, 16, 16, 96], [1, 1, 96, 64], 1, 'valid').slice(1),
  product,
  matMul([129, 301], [95, 129], true, true),
  matMul([3, 150, 131], [1, 131, 150]),
  matMul([1, 2000], [2000, 1003]),
  matMul([1003, 2000], [2000, 1]),
  {
    name: 'warp of few samples',
    shapes: [
      [3, 53, 51, 1],
      [3, 2, 3],
    ],
    f: (x, m) => warp(x, m as tf.Tensor3D, few),
  },
  ...pooling('2 × 2 windows', [3, 50, 54, 9], 2, 2, 'valid'),
  ...pooling('2 × 2 windows of one image', [1, 94, 86, 9], 2, 2, 'valid'),
  ...pooling('2 × 2 windows, every third pixel, of one image', [1, 93, 87, 9], 2, 3, 'same'),
  ...pooling('3 × 3 windows', [5, 41, 43, 9], 3, 2, 'same'),
  ...onRows.map(([name, f]) => ({ name, shapes: [matrix, matrix], f: f as Case['f'] })),
  gradientOf('crossEntropy', matrix, (x, y) => crossEntropy(x as tf.Tensor2D, y as tf.Tensor2D, 1)),
  gradientOf('distillationKL', matrix, (x, y) => distillationKL(x as tf.Tensor2D, y as tf.Tensor2D, 3, 0.5)),
  { name: 'gram', shapes: [[2, 1031, 67]], f: (x) => gram(x as tf.Tensor3D) },
  {
    name: 'maskedGram',
    shapes: [
      [2, 1031, 64],
      [2, 1031, 1],
    ],
    f: (x, mask) => maskedGram(x as tf.Tensor3D, mask as tf.Tensor3D),
  },
  { name: 'standardized', shapes: [[7, 37, 67]], f: (x) => standardized(x as tf.Tensor3D) },
  gradientOf('standardized', [7, 37, 67], (x, y) => tf.mul(standardized(x as tf.Tensor3D), y)),
  {
    name: 'layerNorm and its gradients',
    shapes: [[259, 135], [135], [135]],
    f: (x, scale, offset) => {
      const normalized = (...inputs: tf.Tensor[]) => layerNorm(inputs[0], inputs[1], inputs[2], 1e-3);
      const { value, grads } = tf.valueAndGrads((...inputs) => tf.sum(tf.square(normalized(...inputs))))([
        x,
        scale,
        offset,
      ]);
      return tf.concat([value, ...grads].map((result) => tf.reshape(result, [-1])));
    },
  },
  { name: 'gelu', shapes: [[37, 1009]], f: gelu },
  gradientOf('gelu', [37, 1009], (x, y) => tf.mul(gelu(x), y)),
  ...guidedFilter([1, 301, 37, 3], 2, 7),
  ...guidedFilter([2, 131, 53, 1], 1, 5),
  ...['Exp', 'Expm1', 'Log', 'Log1p', 'Tanh', 'Softplus', 'Sigmoid', 'Selu', 'Erf', 'Sin', 'Cos'].map((name) => ({
    name,
    shapes: [[37, 1009]],
    f: (x: tf.Tensor) => runKernel(name, { x }, {}),
  })),
  optimizer('sgd', () => tf.train.sgd(0.1)),
  optimizer('momentum', () => tf.train.momentum(0.1, 0.9)),
  optimizer('adagrad', () => tf.train.adagrad(0.1)),
  optimizer('rmsprop', () => tf.train.rmsprop(0.1)),
  optimizer('rmsprop, centered', () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true)),
  optimizer('adam', () => tf.train.adam(0.1)),
];
