import * as tf from '@tensorflow/tfjs-core';
import { selectBackend } from 'diffblocks';
import { gradcheck, gradgradcheck } from 'diffblocks/testing';

const backend = 'cpu'; // the test runs this program for other backends too
await selectBackend({ prefer: [backend] });

const range = (...shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.reshape(tf.linspace(0.13, 0.87, size), shape);
};
const other = tf.add(range(2, 3), 0.21);
const image = range(1, 4, 4, 2);
const volume = range(1, 3, 3, 3, 1);
const indices = tf.tensor1d([1, 0, 1], 'int32');

/** By kernel: a function of x whose gradient passes through the kernel's gradient, and x if it is not `range(2, 3)`. */
const smooth = {
  Abs: [tf.abs],
  Acos: [tf.acos],
  Acosh: [(x) => tf.acosh(tf.add(x, 1))],
  Add: [(x) => tf.add(x, other)],
  AddN: [(x) => tf.addN([x, x, other])],
  Asin: [tf.asin],
  Asinh: [tf.asinh],
  Atan: [tf.atan],
  Atan2: [(x) => tf.atan2(x, other)],
  Atanh: [tf.atanh],
  AvgPool: [(x) => tf.avgPool(x, 2, 2, 'valid'), image],
  AvgPool3D: [(x) => tf.avgPool3d(x, 2, 1, 'valid'), volume],
  BatchMatMul: [(x) => tf.matMul(x, other, false, true)],
  BatchToSpaceND: [
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    range(4, 1, 1, 1),
  ],
  Cast: [(x) => tf.cast(x, 'float32')],
  ClipByValue: [(x) => tf.clipByValue(x, 0.2, 0.5)],
  Concat: [(x) => tf.concat([x, other], 1)],
  Conv2D: [(x) => tf.conv2d(x, range(2, 2, 2, 1), 1, 'same'), image],
  Conv2DBackpropInput: [(x) => tf.conv2dTranspose(x, range(2, 2, 1, 2), [1, 5, 5, 1], 1, 'valid'), image],
  Conv3D: [(x) => tf.conv3d(x, range(2, 2, 2, 1, 1), 1, 'valid'), volume],
  Cos: [tf.cos],
  Cosh: [tf.cosh],
  Cumsum: [(x) => tf.cumsum(x, 1)],
  DepthwiseConv2dNative: [(x) => tf.depthwiseConv2d(x, range(2, 2, 2, 1), 1, 'valid'), image],
  Dilation2D: [(x) => tf.dilation2d(x, range(2, 2, 2), 1, 'valid'), image],
  Einsum: [(x) => tf.einsum('ij,kj->ik', x, other)],
  Elu: [(x) => tf.elu(tf.sub(x, 0.5))],
  Erf: [tf.erf],
  Exp: [tf.exp],
  ExpandDims: [(x) => tf.expandDims(x, 1)],
  Expm1: [tf.expm1],
  FusedBatchNorm: [(x) => tf.batchNorm(x, range(2), tf.add(range(2), 1), range(2), range(2)), image],
  GatherV2: [(x) => tf.gather(x, indices)],
  'GatherV2 with batchDims': [
    (x) =>
      tf.gather(
        x,
        tf.tensor2d(
          [
            [1, 0],
            [2, 2],
          ],
          [2, 2],
          'int32',
        ),
        1,
        1,
      ),
  ],
  Identity: [tf.clone],
  LRN: [(x) => tf.localResponseNormalization(x, 1), image],
  LeakyRelu: [(x) => tf.leakyRelu(tf.sub(x, 0.5))],
  Log: [tf.log],
  Log1p: [tf.log1p],
  Max: [(x) => tf.max(x, 1)],
  MaxPool: [(x) => tf.maxPool(x, 2, 2, 'valid'), image],
  MaxPool3D: [(x) => tf.maxPool3d(x, 2, 1, 'valid'), volume],
  Maximum: [(x) => tf.maximum(x, tf.sub(0.9, other))],
  Mean: [(x) => tf.mean(x, 1)],
  Min: [(x) => tf.min(x, 1)],
  Minimum: [(x) => tf.minimum(x, tf.sub(0.9, other))],
  MirrorPad: [
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [0, 0],
        ],
        'reflect',
      ),
  ],
  Mod: [(x) => tf.mod(x, other)],
  Multiply: [(x) => tf.mul(x, other)],
  Neg: [tf.neg],
  Pack: [(x) => tf.stack([x, other])],
  PadV2: [
    (x) =>
      tf.pad(x, [
        [1, 0],
        [0, 2],
      ]),
  ],
  Pow: [(x) => tf.pow(x, other)],
  Prelu: [(x) => tf.prelu(tf.sub(x, 0.5), other)],
  Prod: [(x) => tf.prod(x, 1)],
  'Prod over all axes': [(x) => tf.prod(x)],
  RealDiv: [(x) => tf.div(x, other)],
  Reciprocal: [tf.reciprocal],
  Relu: [(x) => tf.relu(tf.sub(x, 0.5))],
  Relu6: [(x) => tf.relu6(tf.sub(x, 0.5))],
  Reshape: [(x) => tf.reshape(x, [3, 2])],
  ResizeBilinear: [(x) => tf.image.resizeBilinear(x, [6, 6]), image],
  ResizeNearestNeighbor: [(x) => tf.image.resizeNearestNeighbor(x, [8, 8]), image],
  Reverse: [(x) => tf.reverse(x, 1)],
  Rsqrt: [tf.rsqrt],
  Select: [
    (x) =>
      tf.where(
        tf.tensor2d(
          [
            [1, 0, 1],
            [0, 1, 0],
          ],
          [2, 3],
          'bool',
        ),
        x,
        other,
      ),
  ],
  Selu: [(x) => tf.selu(tf.sub(x, 0.5))],
  Sigmoid: [tf.sigmoid],
  Sin: [tf.sin],
  Sinh: [tf.sinh],
  Slice: [(x) => tf.slice(x, [0, 1], [2, 2])],
  Softmax: [tf.softmax],
  Softplus: [tf.softplus],
  SpaceToBatchND: [
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    image,
  ],
  SplitV: [(x) => tf.mul(...tf.split(x, 2))],
  Sqrt: [tf.sqrt],
  Square: [tf.square],
  SquaredDifference: [(x) => tf.squaredDifference(x, other)],
  Sub: [(x) => tf.sub(x, other)],
  Sum: [(x) => tf.sum(x, 1)],
  Tan: [tf.tan],
  Tanh: [tf.tanh],
  Tile: [(x) => tf.tile(x, [2, 1])],
  Transpose: [(x) => tf.transpose(x)],
  Unpack: [(x) => tf.mul(...tf.unstack(x))],
  UnsortedSegmentSum: [(x) => tf.unsortedSegmentSum(x, indices, 2), range(3, 2)],
};

/** Gradients of 0: the derivative is 0 almost everywhere, or tfjs says so. */
const flat = {
  All: (x) => tf.all(tf.greater(x, other), 1),
  Any: (x) => tf.any(tf.greater(x, other), 1),
  ArgMax: (x) => tf.argMax(x, 1),
  ArgMin: (x) => tf.argMin(x, 1),
  Ceil: tf.ceil,
  Equal: (x) => tf.equal(x, other),
  Floor: tf.floor,
  FloorDiv: (x) => tf.floorDiv(x, other),
  Greater: (x) => tf.greater(x, other),
  GreaterEqual: (x) => tf.greaterEqual(x, other),
  IsFinite: tf.isFinite,
  IsInf: tf.isInf,
  IsNan: tf.isNaN,
  Less: (x) => tf.less(x, other),
  LessEqual: (x) => tf.lessEqual(x, other),
  LogicalAnd: (x) => tf.logicalAnd(tf.cast(x, 'bool'), tf.cast(other, 'bool')),
  LogicalNot: (x) => tf.logicalNot(tf.cast(x, 'bool')),
  LogicalOr: (x) => tf.logicalOr(tf.cast(x, 'bool'), tf.cast(other, 'bool')),
  NotEqual: (x) => tf.notEqual(x, other),
  OneHot: (x) => tf.oneHot(tf.cast(x, 'int32'), 2),
  OnesLike: tf.onesLike,
  Round: tf.round,
  Sign: tf.sign,
  Step: tf.step,
  ZerosLike: tf.zerosLike,
};

/** A gradient of this kernel has no gradient of its own. */
const withoutSecondGradient = ['LRN'];
const cube = (x) => tf.mul(tf.square(x), x);

const names = Object.values(tf).filter((value) => typeof value === 'string' && tf.getGradient(value));
const run = new Set();
for (const name of names) {
  const config = tf.getGradient(name);
  const { gradFunc } = config;
  config.gradFunc = (...given) => {
    run.add(name);
    return gradFunc(...given);
  };
}

const wrong = [];
async function attempt(name, check) {
  try {
    await check();
  } catch (error) {
    wrong.push(`${name}: ${error.message}`);
  }
}
const expectSame = async (actual, expected) => {
  const [numbers, right] = [await actual.data(), await expected.data()];
  if (!right.every((value, index) => Math.abs(value - numbers[index]) < 1e-6))
    throw new Error(`${numbers}, not ${right}`);
};
for (const [name, [f, x = range(2, 3)]] of Object.entries(smooth)) {
  await attempt(name, () => gradcheck((x) => f(tf.add(x, 0)), x));
  if (backend === 'wasm' && !withoutSecondGradient.includes(name)) {
    await attempt(`${name}, second gradient`, () => gradgradcheck((x) => cube(f(tf.add(x, 0))), x));
  }
}
for (const [name, f] of Object.entries(flat)) {
  const through = (x) => tf.sum(tf.mul(tf.cast(f(x), 'float32'), tf.sum(x)));
  await attempt(name, () => tf.grad(through)(range(2, 3)).data());
}
// tfjs gets these numbers wrong: it treats the gradient of a complex |z| as that of a real number.
if (backend === 'cpu') {
  const gradient = tf.grad((z) => tf.sum(tf.abs(z)));
  await attempt('ComplexAbs', () => gradient(tf.complex(range(2, 3), other)).data());
}

// No op of tfjs-core runs these two kernels.
const gradientOf = (name, dy, saved, attributes) =>
  Object.values(tf.getGradient(name).gradFunc(dy, saved, attributes))[0]();
await attempt('BroadcastTo', () =>
  expectSame(
    gradientOf('BroadcastTo', tf.ones([2, 3]), [range(1, 3)], { shape: [2, 3], inputShape: [1, 3] }),
    tf.fill([1, 3], 2),
  ),
);
await attempt('LogSoftmax', () => {
  const x = range(2, 3);
  return expectSame(gradientOf('LogSoftmax', other, [tf.logSoftmax(x)], { axis: 1 }), tf.grad(tf.logSoftmax)(x, other));
});
console.log(JSON.stringify({ wrong, notRun: names.filter((name) => !run.has(name)), number: names.length }));
