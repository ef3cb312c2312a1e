import * as tf from '@tensorflow/tfjs-core';
import { dilation } from '../../../src/training/dilation2D';
import { type Random, TensorArgument } from '../Random';
import type { Call, Target } from '../Target';

/** A sum of numbers up to 2 may cancel, but not the rounding of its terms. */
export const LEAST_SUM = 0.1;
/** Likewise of hundreds of products up to 4, which sum to about twenty. */
const LEAST_CONVOLUTION = 1;

const binary = (name: string, call: Call, more: Partial<Target> = {}): Target => ({
  name,
  call,
  draw: (r) => {
    const [a, b] = r.broadcastable(r.chance(0.1) ? 7 : 4);
    const number = (shape: number[]) => (r.chance(0.7) ? r.floats(shape) : r.integers(shape));
    return [number(a), number(b)];
  },
  least: LEAST_SUM, // the gradient of a broadcast input
  ...more,
});

const unary = (name: string, call: Call, more: Partial<Target> = {}): Target => ({
  name,
  call,
  draw: (r) => [r.floats(r.shape(r.integer(0, 4)))],
  ...more,
});

const isEmpty = (x: TensorArgument) => x.values.length === 0;

/** The product of hundreds of factors underflows, so that their order decides whether an infinite one meets a 0. */
const isEmptyOrUnderflows = ([x]: readonly unknown[]) => {
  const factors = x as TensorArgument;
  return isEmpty(factors) || (factors.values.length > 100 && !factors.isFinite);
};

const reduction = (
  name: string,
  call: Call,
  draw: (r: Random, shape: number[]) => unknown,
  more: Partial<Target> = {},
): Target => ({
  name,
  call,
  draw: (r) => {
    const shape = r.shape(r.integer(1, 4));
    return [draw(r, shape), r.axes(shape.length), r.chance(0.5)];
  },
  // cpu gives 0 or NaN for the extremum, the mean or the conjunction of nothing.
  leaveOut: ([x]) => isEmpty(x as TensorArgument),
  ...more,
});

/** Sizes of an image and a filter that fits into it, strides, pad and dilations. */
export function window(r: Random, most = 7) {
  const image = [r.integer(1, most), r.integer(1, most)];
  const filter = image.map((size) => r.integer(1, Math.min(size, 4)));
  const strides = [r.integer(1, 3), r.integer(1, 3)];
  const side = () => r.integer(0, 2);
  const pad = r.pick<unknown>('same', 'valid', [
    [0, 0],
    [side(), side()],
    [side(), side()],
    [0, 0],
  ]);
  return { image, filter, strides, pad };
}

const activations = ['linear', 'relu', 'relu6', 'sigmoid', 'elu'] as const;

/** avgPool on cpu has a wrong gradient: here the sum of the window over the number of pixels in it. */
const averagePool: Call = (x: tf.Tensor4D, size: [number, number], strides: [number, number], pad: 'same') => {
  const channels = x.shape[3];
  const taps = tf.ones<tf.Rank.R4>([...size, channels, 1] as [number, number, number, number]);
  const sum = (image: tf.Tensor4D) => tf.depthwiseConv2d(image, taps, strides, pad);
  return tf.div(sum(x), sum(tf.onesLike(x)));
};

/** maxPool on cpu skips NaN. */
const maximumPool: Call = (x: tf.Tensor4D, size: [number, number], strides: [number, number], pad: 'same') =>
  dilation(x, tf.zeros([...size, x.shape[3]]), { strides, pad, dilations: 1 });

/** Likewise, and the gradient of cpu is wrong for windows that are not cubes: here planes are pooled, then columns. */
const maximumPoolOfVolumes: Call = (x: tf.Tensor5D, size: number[], strides: number[], pad: 'same') => {
  const [batch, depth, height, width, channels] = x.shape;
  const planes = tf.reshape<tf.Rank.R4>(x, [batch * depth, height, width, channels]);
  const pooled = maximumPool(planes, size.slice(1), strides.slice(1), pad) as tf.Tensor4D;
  const [, rows, columns] = pooled.shape;
  const across = tf.reshape<tf.Rank.R4>(pooled, [batch, depth, rows * columns, channels]);
  const y = maximumPool(across, [size[0], 1], [strides[0], 1], pad) as tf.Tensor4D;
  return tf.reshape(y, [batch, y.shape[1], rows, columns, channels]);
};

export const kernels: Target[] = [
  binary('add', (a, b) => tf.add(a, b)),
  binary('sub', (a, b) => tf.sub(a, b)),
  binary('mul', (a, b) => tf.mul(a, b)),
  binary('div', (a, b) => tf.div(tf.cast(a, 'float32'), b)),
  binary('squaredDifference', (a, b) => tf.squaredDifference(a, b)),
  binary('maximum', (a, b) => tf.maximum(a, b)),
  binary('minimum', (a, b) => tf.minimum(a, b)),
  binary('greater', (a, b) => tf.greater(a, b)),
  binary('greaterEqual', (a, b) => tf.greaterEqual(a, b)),
  binary('less', (a, b) => tf.less(a, b)),
  binary('lessEqual', (a, b) => tf.lessEqual(a, b)),
  binary('equal', (a, b) => tf.equal(a, b)),
  binary('notEqual', (a, b) => tf.notEqual(a, b)),
  binary('logicalXor', (a, b) => tf.logicalXor(tf.cast(a, 'bool'), tf.cast(b, 'bool'))),
  {
    name: 'pow',
    least: 1, // the gradient for the exponent is a sum of larger numbers
    call: (a, b) => tf.pow(a, b),
    draw: (r) => [
      r.floats(r.shape(r.integer(0, 4)), { low: 0.2, tame: true }),
      new TensorArgument([r.chance(0.5) ? r.integer(-1, 4) : r.real(-3, 3)], [[], [1]][r.integer(0, 1)], 'float32'),
    ],
  },
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.3)),
  ...Object.entries({ sqrt: tf.sqrt, rsqrt: tf.rsqrt }).map(([name, f]) =>
    unary(name, (x) => f(x), { draw: (r) => [r.floats(r.shape(3), { low: 0.1 })], gradients: 'finite' }),
  ),
  {
    name: 'where',
    least: LEAST_SUM, // the gradient of a broadcast input
    call: (condition, t, e) => tf.where(condition, t, e),
    draw: (r) => {
      const [a, b] = r.broadcastable();
      const shape = tf.broadcast_util.assertAndGetBroadcastShape(a, b);
      return [r.bools(r.chance(0.2) ? a : shape), r.numbers(a), r.numbers(b)];
    },
    leaveOut: (args) => args.some((x) => (x as TensorArgument).shape.includes(0)), // cpu does not broadcast to nothing
  },
  {
    name: 'cast',
    call: (x, dtype) => tf.cast(x, dtype),
    draw: (r) => {
      const dtype = r.pick('float32', 'int32', 'bool');
      const shape = r.shape(r.integer(0, 3));
      return [dtype === 'int32' ? r.floats(shape, { tame: true }) : r.numbers(shape), dtype];
    },
  },
  unary('clone', (x) => tf.clone(x), { draw: (r) => [r.numbers(r.shape(2))] }),
  unary('sign', (x) => tf.sign(x)),
  ...Object.entries({
    exp: tf.exp,
    expm1: tf.expm1,
    tanh: tf.tanh,
    softplus: tf.softplus,
    selu: tf.selu,
    erf: tf.erf,
    sin: tf.sin,
    cos: tf.cos,
  }).map(([name, f]) => unary(name, (x) => f(x))),
  ...Object.entries({ log: tf.log, log1p: tf.log1p }).map(([name, f]) =>
    unary(name, (x) => f(x), { gradients: 'finite', draw: (r) => [r.floats(r.shape(r.integer(0, 4)), { low: 0.1 })] }),
  ),
  unary('relu', (x) => tf.relu(x)),
  unary('relu6', (x) => tf.relu6(x), { draw: (r) => [r.floats(r.shape(r.integer(0, 4)), { low: -9, high: 9 })] }),
  {
    name: 'clipByValue',
    call: (x, low, high) => tf.clipByValue(x, low, high),
    draw: (r) => [r.numbers(r.shape(r.integer(0, 4))), r.pick(-1, 0, -Infinity), r.pick(0, 1, Infinity)],
  },
  {
    name: 'prelu',
    least: LEAST_SUM, // the gradient of a broadcast alpha
    call: (x, alpha) => tf.prelu(x, alpha),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4));
      const ofAlpha = shape.map((size) => (r.chance(0.4) ? 1 : size)).slice(r.chance(0.3) ? 1 : 0);
      return [r.floats(shape), r.floats(ofAlpha, { tame: true })];
    },
    gradients: 'finite',
  },
  reduction(
    'sum',
    (x, axes, keepDims) => tf.sum(x, axes, keepDims),
    (r, shape) => r.numbers(shape),
    { least: LEAST_SUM },
  ),
  reduction(
    'mean',
    (x, axes, keepDims) => tf.mean(x, axes, keepDims),
    (r, shape) => r.floats(shape),
    { least: LEAST_SUM },
  ),
  reduction(
    'max',
    (x, axes, keepDims) => tf.max(x, axes, keepDims),
    (r, shape) =>
      r.pick(
        () => r.floats(shape),
        () => r.integers(shape),
      )(),
  ),
  reduction(
    'min',
    (x, axes, keepDims) => tf.min(x, axes, keepDims),
    (r, shape) =>
      r.pick(
        () => r.floats(shape),
        () => r.integers(shape),
      )(),
  ),
  reduction(
    'prod',
    (x, axes, keepDims) => tf.prod(x, axes, keepDims),
    (r, shape) => r.floats(shape),
    { leaveOut: isEmptyOrUnderflows },
  ),
  reduction(
    'all',
    (x, axes, keepDims) => tf.all(x, axes, keepDims),
    (r, shape) => r.bools(shape),
  ),
  reduction(
    'any',
    (x, axes, keepDims) => tf.any(x, axes, keepDims),
    (r, shape) => r.bools(shape),
  ),
  ...[
    { name: 'cumsum', call: ((x, axis, exclusive, reverse) => tf.cumsum(x, axis, exclusive, reverse)) as Call },
    { name: 'cumprod', call: ((x, axis, exclusive, reverse) => tf.cumprod(x, axis, exclusive, reverse)) as Call },
  ].map(
    ({ name, call }): Target => ({
      name,
      least: LEAST_SUM,
      call,
      reference: (x, axis, ...rest) => call(x, axis < 0 ? axis + x.rank : axis, ...rest), // cpu confuses the axes
      draw: (r) => {
        const shape = r.shape(r.integer(1, 4));
        return [
          r.pick(
            () => r.floats(shape),
            () => r.integers(shape, -2, 2),
          )(),
          r.axis(shape.length),
          r.chance(0.5),
          r.chance(0.5),
        ];
      },
    }),
  ),
  {
    name: 'matMul',
    least: LEAST_SUM,
    call: (a, b, transposeA, transposeB) => tf.matMul(a, b, transposeA, transposeB),
    reference: (a, b, transposeA, transposeB) => product(a, b, transposeA, transposeB),
    draw: (r) => {
      const [rows, depth, columns] = [r.size(9), r.size(9), r.size(9)];
      const [batchA, batchB] = r.broadcastable(2);
      const [transposeA, transposeB] = [r.chance(0.5), r.chance(0.5)];
      return [
        r.floats([...batchA, ...(transposeA ? [depth, rows] : [rows, depth])]),
        r.floats([...batchB, ...(transposeB ? [columns, depth] : [depth, columns])]),
        transposeA,
        transposeB,
      ];
    },
  },
  {
    name: 'fused.matMul',
    least: LEAST_SUM,
    call: (a, b, bias, activation) => tf.fused.matMul({ a, b, bias, activation }),
    draw: (r) => {
      const [rows, depth, columns] = [r.size(9), r.size(9), r.size(9)];
      return [r.floats([rows, depth]), r.floats([depth, columns]), r.floats([columns]), r.pick(...activations)];
    },
    gradients: 'finite',
  },
  {
    name: 'gather',
    call: (x, indices, axis) => tf.gather(x, indices, axis),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 3)).map((size) => Math.max(1, size));
      const axis = r.integer(0, shape.length - 1);
      const dtype = r.numbers(shape);
      return [dtype, r.integers(r.shape(r.integer(0, 2), 3), 0, shape[axis] - 1), axis];
    },
  },
  {
    name: 'unsortedSegmentSum',
    call: (x, ids, segments) => tf.unsortedSegmentSum(x, ids, segments),
    draw: (r) => {
      const [rows, segments] = [r.size(), r.integer(1, 4)];
      const x = r.floats([rows, ...r.shape(r.integer(0, 2))], { tame: true }); // cpu multiplies others by 0
      return [x, r.integers([rows], 0, segments - 1), segments];
    },
  },
  {
    name: 'conv2d',
    least: LEAST_CONVOLUTION,
    call: (x, filter, strides, pad, dilations) => tf.conv2d(x, filter, strides, pad, 'NHWC', dilations),
    draw: (r) => {
      const { image, filter, strides, pad } = window(r, r.chance(0.2) ? 20 : 7);
      const dilations = r.chance(0.7) ? 1 : r.pick<number | number[]>(2, [1, 2]);
      const channels = r.chance(0.2) ? r.integer(8, 20) : r.size();
      return [
        r.floats([r.size(3), ...image, channels]),
        r.floats([...filter, channels, r.chance(0.2) ? r.integer(8, 20) : r.size()], { tame: true }),
        dilations === 1 ? strides : 1,
        pad,
        dilations,
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'fused.conv2d',
    least: LEAST_CONVOLUTION,
    call: (x, filter, bias, strides, pad, activation) => tf.fused.conv2d({ x, filter, bias, strides, pad, activation }),
    draw: (r) => {
      const { image, filter, strides, pad } = window(r);
      const [channels, outputs] = [r.size(), r.size()];
      return [
        r.floats([r.size(3), ...image, channels]),
        r.floats([...filter, channels, outputs], { tame: true }),
        r.floats([outputs]),
        strides,
        pad,
        r.pick(...activations),
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'fused.conv2d of many channels', // by Winograd's algorithm
    least: LEAST_CONVOLUTION,
    call: (x, filter, bias, pad, activation) => tf.fused.conv2d({ x, filter, bias, strides: 1, pad, activation }),
    draw: (r) => {
      const sizes = [r.integer(5, 24), r.integer(5, 24)];
      const taps = [r.pick(3, 5), r.pick(3, 3, 5)];
      const [channels, outputs] = [r.integer(8, 24), r.integer(8, 24)];
      return [
        r.floats([r.integer(1, 2), ...sizes, channels], { tame: r.chance(0.8) }),
        r.floats([...taps, channels, outputs], { tame: true }),
        r.floats([outputs]),
        r.pick('same', 'valid'),
        r.pick('linear', 'elu'), // one of thousands of sums is near the kink of ReLU
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'depthwiseConv2d',
    least: LEAST_SUM,
    call: (x, filter, strides, pad) => tf.depthwiseConv2d(x, filter, strides, pad),
    draw: (r) => {
      const { image, filter, strides, pad } = window(r);
      const channels = r.size(9);
      return [
        r.floats([r.size(3), ...image, channels]),
        r.floats([...filter, channels, r.integer(1, 3)], { tame: true }),
        strides,
        pad,
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'fused.depthwiseConv2d',
    least: LEAST_SUM,
    call: (x, filter, bias, strides, pad, activation) =>
      tf.fused.depthwiseConv2d({ x, filter, bias, strides, pad, activation }),
    draw: (r) => {
      const { image, filter, strides, pad } = window(r);
      const [channels, multiplier] = [r.size(9), r.integer(1, 3)];
      return [
        r.floats([r.size(3), ...image, channels]),
        r.floats([...filter, channels, multiplier], { tame: true }),
        r.floats([channels * multiplier]),
        strides,
        pad,
        r.pick(...activations),
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'conv2dTranspose',
    least: LEAST_CONVOLUTION,
    call: (x, filter, shape, strides, pad) => tf.conv2dTranspose(x, filter, shape, strides, pad),
    draw: (r) => {
      const { image, filter, strides } = window(r);
      const pad = r.pick('same', 'valid');
      const out = image.map((size, axis) =>
        pad === 'same' ? Math.ceil(size / strides[axis]) : Math.floor((size - filter[axis]) / strides[axis]) + 1,
      );
      const [batch, channels, outputs] = [r.size(3), r.integer(1, 4), r.integer(1, 4)];
      return [
        r.floats([batch, ...out, channels]),
        r.floats([...filter, outputs, channels], { tame: true }),
        [batch, ...image, outputs],
        strides,
        pad,
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'maxPool',
    call: (x, size, strides, pad) => tf.maxPool(x, size, strides, pad),
    reference: maximumPool,
    draw: (r) => drawPool(r, ['same', 'valid']),
    gradients: 'finite',
  },
  {
    name: 'avgPool',
    least: LEAST_SUM,
    call: (x, size, strides, pad) => tf.avgPool(x, size, strides, pad),
    reference: averagePool,
    draw: (r) => drawPool(r, ['same', 'valid']),
    gradients: 'finite',
  },
  {
    name: 'conv3d',
    least: LEAST_CONVOLUTION,
    call: (x, filter, strides, pad, dilations) => tf.conv3d(x, filter, strides, pad, 'NDHWC', dilations),
    draw: (r) => {
      const { size, filter, strides, pad } = volume(r);
      const channels = r.integer(1, 4);
      const dilations = r.chance(0.7) ? [1, 1, 1] : [r.integer(1, 3), r.integer(1, 2), r.integer(1, 3)];
      return [
        r.floats([r.integer(1, 2), ...size, channels]),
        r.floats([...filter, channels, r.integer(1, 4)], { tame: true }),
        r.chance(0.5) ? strides : 1,
        pad,
        dilations,
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'avgPool3d',
    least: LEAST_SUM,
    call: (x, size, strides, pad) => tf.avgPool3d(x, size, strides, pad),
    draw: (r) => {
      const { size, filter, strides } = volume(r);
      return [r.floats([r.integer(1, 2), ...size, r.integer(1, 3)]), filter, strides, 'valid'];
    },
    gradients: 'finite',
  },
  {
    name: 'maxPool3d',
    call: (x, size, strides, pad) => tf.maxPool3d(x, size, strides, pad),
    reference: maximumPoolOfVolumes,
    draw: (r) => {
      const { size, filter, strides } = volume(r);
      return [
        r.floats([r.integer(1, 2), ...size, r.integer(1, 3)], { tame: true }),
        filter,
        strides,
        r.pick('same', 'valid'),
      ];
    },
    gradients: 'finite',
  },
  {
    name: 'slice',
    call: (x, begin, size) => tf.slice(x, begin, size),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 5));
      const begin = shape.map((size) => r.integer(0, size));
      return [r.numbers(shape), begin, shape.map((size, axis) => r.pick(-1, r.integer(0, size - begin[axis])))];
    },
  },
  {
    name: 'stridedSlice',
    call: (x, begin, end, strides) => tf.stridedSlice(x, begin, end, strides),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4));
      const any = () => shape.map((size) => r.integer(-size - 1, size + 1));
      return [r.numbers(shape), any(), any(), shape.map(() => r.pick(1, 1, 2, 3, -1, -2))];
    },
  },
  {
    name: 'reverse',
    call: (x, axes) => tf.reverse(x, axes),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 5));
      return [r.numbers(shape), r.axes(shape.length) ?? 0];
    },
  },
  {
    name: 'split',
    call: (x, sizes, axis) => tf.split(x, sizes, axis),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 4));
      const axis = r.integer(0, shape.length - 1);
      const first = r.integer(0, shape[axis]);
      return [r.numbers(shape), [first, shape[axis] - first], axis];
    },
  },
  {
    name: 'unstack',
    call: (x, axis) => tf.unstack(x, axis),
    draw: (r) => {
      const shape = [r.integer(1, 5), ...r.shape(r.integer(0, 3))];
      const axis = r.integer(0, shape.length - 1);
      return shape[axis] > 0 ? [r.numbers(shape), axis] : [r.numbers([2]), 0];
    },
  },
  {
    name: 'tile',
    least: LEAST_SUM,
    call: (x, repeats) => tf.tile(x, repeats),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 5), 3);
      return [r.numbers(shape), shape.map(() => r.integer(1, 3))];
    },
  },
  {
    name: 'transpose',
    call: (x, order) => tf.transpose(x, order),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 7), 3);
      return [r.numbers(shape), r.permutation(shape.length)];
    },
  },
  {
    name: 'pad',
    call: (x, pads, value) => tf.pad(x, pads, value),
    draw: (r) => {
      const shape = r.shape(r.integer(1, 8), 3);
      return [
        r.pick(
          () => r.floats(shape),
          () => r.integers(shape),
        )(),
        shape.map(() => [r.integer(0, 2), r.integer(0, 2)].map((n) => (r.chance(0.6) ? 0 : n))),
        r.pick(0, 3),
      ];
    },
  },
  {
    name: 'dilation2d',
    call: (x, filter, strides, pad, dilations) => tf.dilation2d(x, filter, strides, pad, dilations),
    reference: (x, filter, strides, pad, dilations) => dilation(x, filter, { strides, pad, dilations }),
    draw: (r) => {
      const { image, filter, strides } = window(r);
      const channels = r.size();
      return [
        r.floats([r.size(3), ...image, channels]),
        r.floats([...filter, channels]),
        strides,
        r.pick('same', 'valid'),
        1,
      ];
    },
    gradients: 'finite',
  },
];

function drawPool(r: Random, pads: string[]): unknown[] {
  const { image, filter, strides } = window(r);
  return [r.floats([r.size(3), ...image, r.size(9)]), filter, strides, r.pick(...pads)];
}

/** With strides that do not exceed the filter: tfjs shifts the windows of others. */
function volume(r: Random) {
  const size = [r.integer(1, 5), r.integer(1, 5), r.integer(1, 5)];
  const filter = size.map((length) => r.integer(1, Math.min(3, length)));
  const strides = filter.map((length) => r.integer(1, length));
  return { size, filter, strides, pad: r.pick('same', 'valid') };
}

/** cpu refuses or misplaces batches that broadcast each other. */
const product: Call = (a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean) => {
  const flip = (x: tf.Tensor) => {
    const order = x.shape.map((_, axis) => axis);
    return tf.transpose(x, [...order.slice(0, -2), order.length - 1, order.length - 2]);
  };
  const [left, right] = [transposeA ? flip(a) : a, transposeB ? flip(b) : b];
  return tf.sum(tf.mul(tf.expandDims(left, -1), tf.expandDims(right, -3)), -2);
};
