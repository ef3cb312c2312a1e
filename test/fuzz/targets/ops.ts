import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { gelu } from '../../../src/training/gelu/gelu';
import type { Random } from '../Random';
import type { Call, Target } from '../Target';
import { LEAST_SUM } from './kernels';

// Ops whose gradients tfjs lacks, cuts or gets wrong.

const elementwise = (name: string, call: Call): Target => ({
  name,
  call,
  draw: (r) => [r.floats(r.shape(r.integer(0, 4)))],
  gradients: 'finite',
});

const equations = [
  'ij,jk->ik',
  'ji,jk->ki',
  'bij,bjk->bik',
  'ij,ij->',
  'i,j->ij',
  'ij->ji',
  'ijk->k',
  'ij->',
  'ij->i',
  'abc,cd->abd',
];

/** A tensor for each term, letters of one size. */
function drawEinsum(r: Random): unknown[] {
  const equation = r.pick(...equations);
  const sizes: Record<string, number> = {};
  const tensors = equation
    .split('->')[0]
    .split(',')
    .map((term) => r.floats([...term].map((letter) => (sizes[letter] ??= r.integer(1, 4)))));
  return [equation, ...tensors];
}

const resize = (name: 'resizeBilinear' | 'resizeNearestNeighbor'): Target => ({
  name,
  call:
    name === 'resizeBilinear'
      ? (x, size, corners, half) => tf.image.resizeBilinear(x, size, corners, half)
      : (x, size, corners, half) => tf.image.resizeNearestNeighbor(x, size, corners, half),
  draw: (r) => {
    const option = r.integer(0, 2);
    return [
      r.floats([r.integer(1, 3), r.integer(1, 5), r.integer(1, 5), r.integer(1, 3)], { tame: true }),
      [r.integer(1, 6), r.integer(1, 6)],
      option === 1,
      option === 2,
    ];
  },
});

export const ops: Target[] = [
  elementwise('exp', (x) => tf.exp(x)),
  elementwise('sigmoid', (x) => tf.sigmoid(x)),
  elementwise('tanh', (x) => tf.tanh(x)),
  elementwise('elu', (x) => tf.elu(x)),
  elementwise('selu', (x) => tf.selu(x)),
  elementwise('softplus', (x) => tf.softplus(x)),
  { ...elementwise('gelu', (x) => gelu(x)), least: LEAST_SUM }, // near −0.75 the two terms of its slope cancel
  ...Object.entries({ softmax: tf.softmax, logSoftmax: tf.logSoftmax }).map(([name, f]) => ({
    ...elementwise(name, (x) => f(x)),
    draw: (r: Random) => [r.floats(r.shape(r.integer(1, 4)))],
    least: LEAST_SUM, // the gradient is a difference of larger numbers
  })),
  {
    name: 'pow',
    least: 1, // the gradient for the exponent is a sum of larger numbers
    call: (a, b) => tf.pow(a, b),
    draw: (r) => {
      const [a, b] = r.broadcastable(3);
      // JavaScript's 1 to the power of NaN is NaN, that of C is 1.
      return [r.floats(a, { low: 0.1, high: 3, tame: true }), r.floats(b, { tame: true })];
    },
    gradients: 'finite',
  },
  {
    name: 'where on a comparison',
    call: (x, y) => tf.where(tf.greater(x, y), tf.mul(x, 2), y),
    draw: (r) => r.broadcastable(3).map((shape) => r.floats(shape)),
  },
  {
    name: 'einsum',
    least: LEAST_SUM,
    call: (equation, ...tensors) => tf.einsum(equation, ...tensors),
    draw: drawEinsum,
    gradients: 'finite',
    reference: (equation, ...tensors) => alone(equation, tensors) ?? tf.einsum(equation, ...tensors),
  },
  {
    name: 'batchNorm',
    least: LEAST_SUM,
    call: (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale),
    reference: (x, mean, variance, offset, scale) => {
      const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.001)));
      return tf.add(scale ? tf.mul(normal, scale) : normal, offset ?? 0);
    },
    draw: (r) => {
      const shape = r.shape(r.integer(2, 4)).map((size) => Math.max(1, size));
      const axis = r.chance(0.6) ? shape.length - 1 : r.integer(0, shape.length - 1);
      const of = axis === shape.length - 1 ? [shape[axis]] : shape.map((size, other) => (other === axis ? size : 1));
      const maybe = () => (r.chance(0.3) ? undefined : r.floats(of, { tame: true }));
      return [r.floats(shape), r.floats(of, { tame: true }), r.floats(of, { low: 0.1, tame: true }), maybe(), maybe()];
    },
    gradients: 'finite',
  },
  {
    name: 'layerNormalization',
    // The gradient of x is a difference of numbers up to 30 times as large, 1 / √ε of a constant row.
    least: 30 * LEAST_SUM,
    call: (x, gamma, beta) => {
      const layer = layers.layerNormalization();
      layer.build(x.shape);
      for (const weight of layer.weights) weight.dispose();
      // Those that are written into weights have no gradient.
      const read = (tensor?: tf.Tensor) => (tensor ? { read: () => tensor } : null);
      Object.assign(layer as object, { scale: !!gamma, gamma: read(gamma), center: !!beta, beta: read(beta) });
      return layer.call(x, {}) as tf.Tensor;
    },
    reference: (x, gamma, beta) => {
      const { mean, variance } = tf.moments(x, -1, true);
      const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 0.001)));
      return tf.add(gamma ? tf.mul(normal, gamma) : normal, beta ?? 0);
    },
    draw: (r) => {
      const shape = [r.integer(1, 9), ...r.shape(r.integer(0, 2)).map((size) => Math.max(1, size)), r.integer(1, 90)];
      const maybe = () => (r.chance(0.2) ? undefined : r.floats(shape.slice(-1), { tame: true }));
      return [r.floats(shape), maybe(), maybe()];
    },
    gradients: 'finite',
  },
  {
    name: 'topk',
    call: (x, k) => tf.topk(x, k).values,
    draw: (r) => {
      const shape = [...r.shape(r.integer(0, 2)), r.integer(1, 6)];
      return [r.floats(shape, { tame: true }), r.integer(1, shape[shape.length - 1])];
    },
  },
  {
    name: 'unstack',
    call: (x, axis) => tf.unstack(x, axis),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4)).map((size) => Math.max(1, size));
      return [r.numbers(shape), r.axis(shape.length)];
    },
  },
  {
    name: 'split',
    call: (x, sizes, axis) => tf.split(x, sizes, axis),
    draw: (r) => {
      const sizes = Array.from({ length: r.integer(1, 3) }, () => r.integer(1, 3));
      const shape = r.shape(r.integer(1, 4));
      const axis = r.integer(0, shape.length - 1);
      shape[axis] = sizes.reduce((sum, size) => sum + size);
      return [r.numbers(shape), sizes, axis];
    },
  },
  {
    name: 'gatherND',
    call: (x, indices) => tf.gatherND(x, indices),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 3)).map((size) => Math.max(1, size));
      const depth = r.integer(1, shape.length);
      const least = Math.min(...shape.slice(0, depth));
      return [r.floats(shape), r.integers([r.integer(1, 4), depth], 0, least - 1)];
    },
  },
  {
    name: 'scatterND',
    call: (indices, updates, shape) => tf.scatterND(indices, updates, shape),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 3)).map((size) => Math.max(1, size));
      const depth = r.integer(1, shape.length);
      const count = r.integer(1, 4);
      return [
        r.integers([count, depth], 0, Math.min(...shape.slice(0, depth)) - 1),
        r.floats([count, ...shape.slice(depth)]),
        shape,
      ];
    },
  },
  {
    name: 'depthToSpace',
    call: (x, block) => tf.depthToSpace(x, block, 'NHWC'),
    draw: (r) => {
      const block = r.integer(2, 3);
      return [r.floats([r.integer(1, 2), r.integer(1, 3), r.integer(1, 3), block * block * r.integer(1, 2)]), block];
    },
  },
  { name: 'flipLeftRight', call: (x) => tf.image.flipLeftRight(x), draw: (r) => [r.floats(r.shape(4))] },
  {
    name: 'reverse',
    call: (x, axes) => tf.reverse(x, axes),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4));
      return [r.floats(shape), r.axes(shape.length)];
    },
  },
  {
    name: 'mirrorPad',
    call: (x, pads, mode) => tf.mirrorPad(x, pads, mode),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4)).map((size) => Math.max(2, size));
      return [
        r.floats(shape),
        shape.map((size) => [r.integer(0, size - 1), r.integer(0, size - 1)]),
        r.pick('reflect', 'symmetric'),
      ];
    },
  },
  resize('resizeBilinear'),
  resize('resizeNearestNeighbor'),
  {
    name: 'cropAndResize',
    call: (x, boxes, indices, size, method, fill) => tf.image.cropAndResize(x, boxes, indices, size, method, fill),
    draw: (r) => {
      const [batch, count] = [r.integer(1, 3), r.integer(1, 3)];
      return [
        r.floats([batch, r.integer(1, 5), r.integer(1, 5), r.integer(1, 3)], { tame: true }),
        r.floats([count, 4], { low: -0.2, high: 1.2, tame: true }),
        r.integers([count], 0, batch - 1),
        [r.integer(1, 4), r.integer(1, 4)],
        r.pick('bilinear', 'nearest'),
        r.pick(0, 0.5),
      ];
    },
  },
  {
    name: 'transform',
    call: (x, parameters, interpolation, mode, fill, size) =>
      tf.image.transform(x, parameters, interpolation, mode, fill, size),
    draw: (r) => {
      const parameters = r.floats([1, 8], { tame: true });
      for (const index of [6, 7]) parameters.values[index] *= 0.05;
      // cpu transforms the first image of a batch only.
      return [
        r.floats([1, r.integer(1, 5), r.integer(1, 5), r.integer(1, 3)], { tame: true }),
        parameters,
        r.pick('bilinear', 'nearest'),
        r.pick('constant', 'reflect', 'wrap', 'nearest'),
        r.pick(0, 0.5),
        [r.integer(1, 5), r.integer(1, 5)],
      ];
    },
    tolerance: 1e-3, // float32 positions
  },
  {
    name: 'conv1d',
    least: LEAST_SUM,
    call: (x, filter, stride, pad) => tf.conv1d(x, filter, stride, pad),
    draw: (r) => {
      const [width, channels] = [r.integer(1, 7), r.integer(1, 4)];
      return [
        r.floats([r.integer(1, 2), width, channels]),
        r.floats([r.integer(1, width), channels, r.integer(1, 4)], { tame: true }),
        r.integer(1, 3),
        r.pick('same', 'valid'),
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'conv3dTranspose',
    least: LEAST_SUM,
    call: (x, filter, shape, strides, pad) => tf.conv3dTranspose(x, filter, shape, strides, pad),
    draw: (r) => {
      const size = [r.integer(1, 4), r.integer(1, 4), r.integer(1, 4)];
      const filter = size.map((length) => r.integer(1, Math.min(3, length)));
      const strides = filter.map((length) => r.integer(1, length));
      const out = size.map((length, axis) => Math.floor((length - filter[axis]) / strides[axis]) + 1);
      return [r.floats([1, ...out, 2]), r.floats([...filter, 3, 2]), [1, ...size, 3], strides, 'valid'];
    },
    gradients: 'finite',
  },
];

/** cpu sums wrongly, or returns its input, if there is a single term. */
function alone(equation: string, tensors: tf.Tensor[]): tf.Tensor | undefined {
  if (tensors.length > 1) return undefined;
  const [term, result] = equation.split('->');
  const summed = [...term].filter((letter) => !result.includes(letter)).map((letter) => term.indexOf(letter));
  const kept = [...term].filter((letter) => result.includes(letter)).join('');
  const sum = tf.sum(tensors[0], summed);
  return summed.length === 0
    ? tf.transpose(
        tensors[0],
        [...result].map((letter) => term.indexOf(letter)),
      )
    : kept === result
      ? sum
      : tf.transpose(sum);
}
