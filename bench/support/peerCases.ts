import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Formula, Jax, JaxArray } from './jax';
import type { Attribute } from './onnxModel';

type Axes = { keepdims: boolean };

/** The further parts of `@jax-js/jax` that the formulas below use. Each use of an array but its last is a `.ref`. */
export interface JaxOnWasm extends Jax {
  numpy: Jax['numpy'] & {
    matmul(a: JaxArray, b: JaxArray): JaxArray;
    mean(x: JaxArray, axis: number | number[], options: Axes): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    exp(x: JaxArray): JaxArray;
    tanh(x: JaxArray): JaxArray;
    maximum(a: JaxArray, b: JaxArray): JaxArray;
  };
  lax: {
    erf(x: JaxArray): JaxArray;
    convGeneralDilated(
      x: JaxArray,
      filter: JaxArray,
      strides: number[],
      padding: string,
      options: { featureGroupCount: number },
    ): JaxArray;
  };
}

/** One computation here and in the peers, of which jax-js or onnxruntime-web may lack it. */
export interface Case {
  title: string;
  shapes: number[][];
  /** The order of the axes of each input that the peers take. */
  orders?: number[][];
  ours(...inputs: tf.Tensor[]): tf.Tensor;
  jax?(jax: JaxOnWasm): Formula;
  onnx?: { op: string; attributes?: Record<string, Attribute> };
  /** Whether the gradients of all inputs are computed as well. */
  gradients?: boolean;
}

const [size, channels] = [128, 64];

function convolution(taps: number, stride = 1, depthwise = false): Case {
  const options = stride === 1 ? '' : `, stride ${stride}`;
  const groups = depthwise ? channels : 1;
  const pad = taps >> 1;
  return {
    title: `${depthwise ? 'depthwise' : 'conv2d'} ${taps}×${taps}${options} [1, ${size}, ${size}, ${channels}]`,
    shapes: [
      [1, size, size, channels],
      [taps, taps, channels, depthwise ? 1 : channels],
    ],
    orders: [[0, 3, 1, 2], depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]],
    ours: (x, filter) =>
      (depthwise ? tf.depthwiseConv2d : tf.conv2d)(x as tf.Tensor4D, filter as tf.Tensor4D, stride, 'same'),
    jax:
      ({ lax }) =>
      (x, filter) =>
        lax.convGeneralDilated(x, filter, [stride, stride], 'SAME', { featureGroupCount: groups }),
    // With a stride of 2 and an even size, 'same' pads at the end only.
    onnx: {
      op: 'Conv',
      attributes: { group: groups, strides: [stride, stride], pads: [pad + 1 - stride, pad + 1 - stride, pad, pad] },
    },
  };
}

const product = (title: string, shapes: number[][]): Case => ({
  title,
  shapes,
  ours: (a, b) => tf.matMul(a, b),
  jax:
    ({ numpy }) =>
    (a, b) =>
      numpy.matmul(a, b),
  onnx: { op: 'MatMul' },
});

/** (x − mean) / √(variance + ε) · scale + offset with the moments over some axes. */
const normalization = (title: string, shapes: number[][], axes: number[]): Case => ({
  title,
  shapes,
  gradients: true,
  ours(x, scale, offset) {
    const { mean, variance } = tf.moments(x, axes, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), offset);
  },
  jax:
    ({ numpy }) =>
    (x, scale, offset) => {
      const keepdims = { keepdims: true };
      const centred = x.ref.sub(numpy.mean(x, axes, keepdims));
      const variance = numpy.mean(numpy.square(centred.ref), axes, keepdims);
      return centred
        .div(numpy.sqrt(variance.add(1e-5)))
        .mul(scale)
        .add(offset);
    },
});

/** The layer, which tfjs lets differentiate by x only, on these weights. */
const normalizedByLayer: Case['ours'] = (x, scale, offset) => {
  const layer = layers.layerNormalization({ epsilon: 1e-5 });
  Object.assign(layer as object, { axis: [1], gamma: { read: () => scale }, beta: { read: () => offset } });
  return layer.call(x, {}) as tf.Tensor;
};

/** An op on 2²⁰ numbers. */
const elementwise = (
  op: string,
  inputs: 1 | 2,
  ours: (...xs: tf.Tensor[]) => tf.Tensor,
  jax: (numpy: JaxOnWasm['numpy'], ...xs: JaxArray[]) => JaxArray,
): Case => ({
  title: `${op.toLowerCase()} of ${2 ** 20} numbers`,
  shapes: Array(inputs).fill([2 ** 20]),
  ours,
  jax:
    ({ numpy }) =>
    (...xs) =>
      jax(numpy, ...xs),
  onnx: { op },
});

export const peerCases: Case[] = [
  product('matMul 512 × 512', [
    [512, 512],
    [512, 512],
  ]),
  product('matMul [100, 784] · [784, 400]', [
    [100, 784],
    [784, 400],
  ]),
  convolution(3),
  convolution(5),
  convolution(7),
  convolution(1),
  convolution(3, 2),
  convolution(3, 1, true),
  {
    title: 'softmax of [1024, 1000]',
    shapes: [[1024, 1000]],
    ours: (x) => tf.softmax(x),
    jax:
      ({ nn }) =>
      (x) =>
        nn.softmax(x, -1),
    onnx: { op: 'Softmax', attributes: { axis: 1 } },
  },
  {
    title: 'cross-entropy of [1024, 1000] and its gradients',
    shapes: [
      [1024, 1000],
      [1024, 1000],
    ],
    gradients: true,
    ours: (logits, labels) => tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)))),
    jax:
      ({ nn }) =>
      (logits, labels) =>
        labels.mul(nn.logSoftmax(logits, -1)).sum().neg(),
  },
  elementwise(
    'Add',
    2,
    (a, b) => tf.add(a, b),
    (_, a, b) => a.add(b),
  ),
  elementwise(
    'Max',
    2,
    (a, b) => tf.maximum(a, b),
    ({ maximum }, a, b) => maximum(a, b),
  ),
  elementwise(
    'Exp',
    1,
    (x) => tf.exp(x),
    ({ exp }, x) => exp(x),
  ),
  elementwise(
    'Tanh',
    1,
    (x) => tf.tanh(x),
    ({ tanh }, x) => tanh(x),
  ),
  {
    ...normalization('layer normalization of [2048, 256] and its gradients', [[2048, 256], [256], [256]], [1]),
    ours: normalizedByLayer,
  },
  normalization('batch normalization of [8, 64, 64, 64] and its gradients', [[8, 64, 64, 64], [64], [64]], [0, 1, 2]),
  {
    title: `GELU of ${2 ** 20} numbers and its gradient`,
    shapes: [[2 ** 20]],
    gradients: true,
    ours: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
    jax:
      ({ lax }) =>
      (x) =>
        x.ref.mul(0.5).mul(lax.erf(x.mul(Math.SQRT1_2)).add(1)),
  },
];
