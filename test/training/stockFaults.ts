import * as tf from '@tensorflow/tfjs-core';

/** The right result, wrong numbers or shape, an error, or a dispatch that WebGPU rejects: others then return zeros. */
export type Outcome = 'right' | 'wrong' | 'throws' | 'invalid';

/** A fault of tfjs 4.22: the smallest call that shows it. A row of docs/tfjs-faults.md. */
export interface Fault {
  /** The first column of the page. */
  op: string;
  run: () => tf.Tensor;
  right: number[];
  /** The outcome of stock tfjs on each backend. */
  stock: Record<'cpu' | 'wasm' | 'webgpu', Outcome>;
  /** The outcome with the training kernels, unless right. */
  trained?: Partial<Record<'wasm' | 'webgpu', Outcome>>;
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

// biome-ignore lint/suspicious/noExplicitAny: ops take tensors of various ranks
type F = (...inputs: any[]) => tf.Tensor;
type Shape = number[];

// biome-ignore lint/suspicious/noExplicitAny: a tensor of any rank
const of = (values: number[], shape: Shape = [values.length], dtype?: tf.DataType): any =>
  tf.tensor(values, shape, dtype);
// biome-ignore lint/suspicious/noExplicitAny: a tensor of any rank
const ones = (...shape: number[]): any => tf.ones(shape);
/** 1, 2, 3, … */
const count = (...shape: number[]) => {
  const size = tf.util.sizeFromShape(shape);
  return of(
    Array.from({ length: size }, (_, index) => index + 1),
    shape,
  );
};
const shapeOf = (x: tf.Tensor) => of(x.shape, [x.rank], 'int32');

/** Of Σ f, or of Σ dy · f. */
const gradient = (f: F, x: tf.Tensor, dy?: tf.Tensor) => tf.grad(f)(x, dy ?? tf.onesLike(f(x)));
/** Of the gradient of Σ f, summed with weights. With a square beside it, so that a cut tape shows as a wrong number. */
const second = (f: F, x: tf.Tensor, weights: tf.Tensor = tf.onesLike(x)) => {
  const withSquare = (y: tf.Tensor) => tf.add(tf.sum(f(y)), tf.sum(tf.square(y)));
  const withSquares = tf.grad((z) => tf.sum(tf.mul(tf.grad(withSquare)(z), weights)))(x);
  return tf.sub(withSquares, tf.mul(2, weights));
};

const everywhere = (outcome: Outcome): Fault['stock'] => ({ cpu: outcome, wasm: outcome, webgpu: outcome });
const only = (outcomes: Partial<Fault['stock']>): Fault['stock'] => ({ ...everywhere('right'), ...outcomes });

const LONG = 2 ** 20;
const tenth = Math.fround(0.1);
const sevenAxes = [1, 2, 1, 1, 1, 1, 2];

export const values: Fault[] = [
  {
    op: '`sum`, `mean` of many numbers',
    run: () => tf.mean(tf.fill([LONG], 0.1)),
    right: [tenth],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`cumsum` of many numbers',
    run: () => tf.slice(tf.cumsum(tf.fill([LONG], 0.1)), [LONG - 1], [1]),
    right: [LONG * tenth],
    stock: only({ cpu: 'wrong', wasm: 'wrong' }),
  },
  {
    op: '`matMul` over a million products',
    run: () => tf.matMul(tf.fill([1, LONG], 0.1), tf.fill([LONG, 1], 0.1)),
    right: [LONG * tenth ** 2],
    stock: only({ cpu: 'wrong', wasm: 'wrong' }),
  },
  {
    op: '`matMul` by a tensor that was reshaped since',
    run: reshapedFactor,
    right: [1, 2, 3, 4],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`matMul` with NaN in b: a column without',
    run: () => {
      const b = of([...Array(9).fill(1), nan, ...Array(98).fill(1)], [12, 9]);
      return tf.slice(tf.matMul(ones(12, 9), b, false, true), [0, 0], [1, 3]);
    },
    right: [9, nan, 9],
    stock: only({ webgpu: 'wrong' }),
    trained: { webgpu: 'wrong' },
  },
  {
    op: '`fused.matMul` of a transposed input and a bias',
    run: () =>
      tf.fused.matMul({ a: count(3, 2), b: of([1, 0, 0, 1, 1, 1], [3, 2]), transposeA: true, bias: of([10, 20]) }),
    right: [16, 28, 18, 30],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`fused.matMul` over an axis of length 0: its bias',
    run: () => tf.fused.matMul({ a: tf.zeros([2, 0]), b: tf.zeros([0, 2]), bias: of([1, 2]) }),
    right: [1, 2, 1, 2],
    stock: only({ wasm: 'wrong', webgpu: 'invalid' }),
  },
  {
    op: '`matMul` with batches that broadcast each other',
    run: () => tf.matMul(ones(2, 1, 1, 1), ones(1, 2, 1, 1)),
    right: [1, 1, 1, 1],
    stock: only({ cpu: 'wrong', wasm: 'wrong', webgpu: 'throws' }),
  },
  {
    op: "`conv2d`, 1 × n filter, strides 2, 'same', even size",
    run: () => tf.conv2d(ones(1, 4, 4, 1), ones(1, 3, 1, 1), 2, 'same'),
    right: [3, 2, 3, 2],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`conv2d`, a number as pad, unequal filter: the shape',
    run: () => shapeOf(tf.conv2d(ones(1, 5, 5, 1), ones(1, 3, 1, 1), 1, 1)),
    right: [1, 7, 5, 1],
    stock: everywhere('wrong'),
  },
  {
    op: '`maxPool`, a number as pad, unequal filter: the shape',
    run: () => shapeOf(tf.maxPool(ones(1, 6, 6, 1), [2, 3], 1, 1)),
    right: [1, 7, 6, 1],
    stock: everywhere('wrong'),
  },
  {
    op: '`conv2d` of NaN',
    run: () => tf.conv2d(of([nan, 7], [1, 1, 2, 1]), ones(1, 1, 1, 1), 1, 'valid'),
    right: [nan, 7],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`depthwiseConv2d` of NaN',
    run: () => tf.depthwiseConv2d(of([nan, 7], [1, 1, 2, 1]), ones(1, 1, 1, 1), 1, 'valid'),
    right: [nan, 7],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: "`depthwiseConv2d`, 1 × n filter, strides 2, 'same'",
    run: () => tf.depthwiseConv2d(ones(1, 4, 4, 1), ones(1, 3, 1, 1), 2, 'same'),
    right: [3, 2, 3, 2],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: "`conv3d`, 'same', strides that exceed the filter",
    run: () => tf.conv3d(of([4, 3, 2, 1], [1, 4, 1, 1, 1]), ones(1, 1, 1, 1, 1), [2, 1, 1], 'same'),
    right: [4, 2],
    stock: everywhere('wrong'),
  },
  {
    op: "`maxPool3d`, 'same', strides that exceed the filter",
    run: () => tf.maxPool3d(of([4, 3, 2, 1], [1, 4, 1, 1, 1]), 1, [2, 1, 1], 'same'),
    right: [4, 2],
    stock: everywhere('wrong'),
  },
  {
    op: "`avgPool3d`, 'same', strides that exceed the filter",
    run: () => tf.avgPool3d(of([4, 3, 2, 1], [1, 4, 1, 1, 1]), 1, [2, 1, 1], 'same'),
    right: [4, 2],
    stock: everywhere('wrong'),
  },
  {
    op: '`maxPool3d` of negative numbers',
    run: () => tf.maxPool3d(of([-2, -1], [1, 2, 1, 1, 1]), [2, 1, 1], 1, 'valid'),
    right: [-1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`maxPool` of NaN',
    run: () => tf.maxPool(of([nan, 7], [1, 1, 2, 1]), [1, 2], 1, 'valid'),
    right: [nan],
    stock: only({ cpu: 'wrong', wasm: 'wrong' }),
  },
  {
    op: '`maxPool` of a number, then NaN',
    run: () => tf.maxPool(of([7, nan, 7], [1, 1, 3, 1]), [1, 2], 1, 'valid'),
    right: [nan, nan],
    stock: everywhere('wrong'),
  },
  {
    op: '`prelu` of ±∞',
    run: () => tf.prelu(of([infinity, -infinity, 1, -1]), of([0.5, 0.5, 0.5, 0.5])),
    right: [infinity, -infinity, 1, -0.5],
    stock: only({ webgpu: 'wrong' }),
  },
  {
    op: '`avgPool` of NaN',
    run: () => tf.avgPool(of([nan, 7], [1, 1, 2, 1]), [1, 2], 1, 'valid'),
    right: [nan],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: "`fused.conv2d` with NaN in the bias, activation: 'relu'",
    run: () =>
      tf.fused.conv2d({
        x: ones(1, 1, 1, 1),
        filter: ones(1, 1, 1, 1),
        strides: 1,
        pad: 'valid',
        bias: of([nan]),
        activation: 'relu',
      }),
    right: [nan],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`depthwiseConv2d` without channels: the shape',
    run: () =>
      shapeOf(tf.depthwiseConv2d(tf.zeros<tf.Rank.R4>([1, 2, 2, 0]), tf.zeros<tf.Rank.R4>([1, 1, 0, 1]), 1, 'valid')),
    right: [1, 2, 2, 0],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: "`cropAndResize`, method: 'nearest'",
    run: () =>
      tf.image.cropAndResize(
        of([0, 1, 2, 3, 4, 5, 6, 7], [1, 8, 1, 1]),
        of([0.64, 0, 0.1, 1], [1, 4]),
        of([0], [1], 'int32'),
        [2, 1],
        'nearest',
      ),
    right: [4, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`cumprod` of an empty tensor: the shape',
    run: () => shapeOf(tf.cumprod(tf.zeros([0, 2, 2]), 1)),
    right: [0, 2, 2],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: '`cropAndResize` of more images than boxes',
    run: () => tf.image.cropAndResize(count(2, 1, 1, 1), of([0, 0, 1, 1], [1, 4]), of([1], [1], 'int32'), [1, 1]),
    right: [2],
    stock: only({ webgpu: 'wrong' }),
  },
  {
    op: '`dilation2d` of NaN',
    run: () => tf.dilation2d(of([nan, 1], [1, 2, 1]), tf.zeros([1, 2, 1]), 1, 'valid'),
    right: [nan],
    stock: everywhere('wrong'),
  },
  {
    op: '`dilation2d` of negative numbers',
    run: () => tf.dilation2d(of([-2, -1], [1, 2, 1]), tf.zeros([1, 2, 1]), 1, 'valid'),
    right: [-1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`batchNorm` of another axis than the last',
    run: () => tf.batchNorm(count(1, 2, 2, 1), of([1, 3], [1, 2, 1, 1]), ones(1, 2, 1, 1), undefined, undefined, 0),
    right: [0, 1, 0, 1],
    stock: only({ cpu: 'wrong', wasm: 'wrong' }),
  },
  {
    op: '`prelu` with alpha of another axis than the last',
    run: () => tf.prelu(tf.neg(ones(2, 2)), of([2, 3], [2, 1])),
    right: [-2, -2, -3, -3],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`relu` of ∞ − ∞',
    run: () => tf.relu(tf.sub([infinity], [infinity])),
    right: [nan],
    stock: only({ wasm: 'wrong' }),
  },
  { op: '`relu6` of NaN', run: () => tf.relu6([nan]), right: [nan], stock: only({ wasm: 'wrong', webgpu: 'wrong' }) },
  { op: '`clipByValue` of NaN', run: () => tf.clipByValue([nan], -1, 1), right: [nan], stock: only({ wasm: 'wrong' }) },
  {
    op: '`clipByValue` of int32',
    run: () => tf.clipByValue(of([-5, 7, 1], [3], 'int32'), -2, 3),
    right: [-2, 3, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`exp` of bool',
    run: () => tf.exp(of([0, 1], [2], 'bool')),
    right: [1, Math.fround(Math.E)],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`log1p` of int32',
    run: () => tf.log1p(of([0, 1], [2], 'int32')),
    right: [0, Math.fround(Math.LN2)],
    stock: everywhere('wrong'),
  },
  { op: '`sign` of small numbers', run: () => tf.sign([1e-8, -1e-8]), right: [1, -1], stock: only({ wasm: 'wrong' }) },
  {
    op: '`cast` to bool',
    run: () => tf.cast(tf.cast(of([0.5, 256, 0]), 'bool'), 'int32'),
    right: [1, 1, 0],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`maximum`, `minimum` of NaN',
    run: () => tf.concat([tf.maximum([1, nan], [nan, 1]), tf.minimum([1, nan], [nan, 1])]),
    right: [nan, nan, nan, nan],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: 'add, sub, mul, div, squaredDifference of seven axes',
    run: () => tf.add(count(...sevenAxes), ones(...sevenAxes)),
    right: [2, 3, 4, 5],
    stock: only({ wasm: 'wrong', webgpu: 'throws' }),
  },
  {
    op: '`maximum` of seven axes',
    run: () => tf.maximum(count(...Array(7).fill(2)), ones(2, 1, 2, 1, 2, 1, 2)),
    right: Array.from({ length: 128 }, (_, index) => index + 1),
    stock: only({ webgpu: 'throws' }),
  },
  {
    op: '`transpose` of seven axes',
    run: () => tf.transpose(count(...Array(7).fill(2))),
    right: Array.from(
      { length: 128 },
      (_, index) => 1 + Number.parseInt(index.toString(2).padStart(7, '0').split('').reverse().join(''), 2),
    ),
    stock: only({ webgpu: 'throws' }),
  },
  {
    op: '`pad` of seven axes',
    run: () => tf.pad(count(...sevenAxes), [...Array(6).fill([0, 0]), [1, 0]]),
    right: [0, 1, 2, 0, 3, 4],
    stock: only({ wasm: 'wrong', webgpu: 'throws' }),
  },
  {
    op: '`pad` of five axes',
    run: () => tf.pad(count(1, 1, 1, 1, 2), [...Array(4).fill([0, 0]), [1, 0]]),
    right: [0, 1, 2],
    stock: only({ webgpu: 'invalid' }),
  },
  {
    op: '`transpose` of no number',
    run: () => shapeOf(tf.transpose(tf.zeros([0, 2, 2]), [0, 2, 1])),
    right: [0, 2, 2],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: '`transpose` of int32, three axes and more',
    run: () => tf.transpose(of([1, 2, 3, 4], [2, 1, 2], 'int32')),
    right: [1, 3, 2, 4],
    stock: only({ webgpu: 'invalid' }),
  },
  {
    op: '`where` of bools',
    run: () =>
      tf.cast(tf.where(of([1, 0, 1], [3], 'bool'), of([1, 0, 1], [3], 'bool'), of([0, 1, 0], [3], 'bool')), 'int32'),
    right: [1, 1, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`where` of int32 and float32',
    run: () => tf.where(of([1, 0], [2], 'bool'), of([1, 2], [2], 'int32'), of([0.5, 2.5])),
    right: [1, 2.5],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`stridedSlice` of int32',
    run: () => tf.stridedSlice(of([1, 2, 3], [3], 'int32'), [0], [3], [2]),
    right: [1, 3],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`stridedSlice` of five axes',
    run: () => tf.stridedSlice(count(1, 1, 1, 1, 3), [0, 0, 0, 0, 0], [1, 1, 1, 1, 3], [1, 1, 1, 1, 2]),
    right: [1, 3],
    stock: only({ webgpu: 'invalid' }),
  },
  {
    op: '`slice` of seven axes',
    run: () => tf.slice(tf.reshape(count(4), sevenAxes), [0, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1]),
    right: [3],
    stock: only({ webgpu: 'throws' }),
  },
  {
    op: '`topk` of an empty tensor: the shape',
    run: () => shapeOf(tf.topk(tf.zeros([0, 2]), 1).values),
    right: [0, 1],
    stock: only({ webgpu: 'throws' }),
  },
  {
    op: 'a bool of the byte 255',
    run: () => tf.cast(tf.logicalNot(tf.tensor1d(new Uint8Array([255, 0]), 'bool')), 'int32'),
    right: [0, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`einsum`, a letter of one operand summed alone',
    run: () => tf.einsum('ij,k->i', count(2, 2), count(2)),
    right: [9, 21],
    stock: only({ cpu: 'wrong', wasm: 'throws', webgpu: 'wrong' }),
  },
  {
    op: '`einsum` that changes nothing: whether the result is the input',
    run: () => einsumIsInput(),
    right: [0],
    stock: only({ cpu: 'wrong', wasm: 'throws', webgpu: 'wrong' }),
  },
  {
    op: "`transform`, fillMode: 'reflect'",
    run: () =>
      tf.image.transform(
        of([0, 1, 2, 3], [1, 1, 4, 1]),
        of([1, 0, -6, 0, 1, 0, 0, 0], [1, 8]),
        'nearest',
        'reflect',
        0,
        [1, 6],
      ),
    right: [2, 3, 3, 2, 1, 0],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`transform` of several images',
    run: () => tf.image.transform(of([1, 2], [2, 1, 1, 1]), of([1, 0, 0, 0, 1, 0, 0, 0], [1, 8])),
    right: [1, 2],
    stock: only({ cpu: 'wrong' }),
  },
  {
    op: '`expm1` of small numbers',
    run: () => tf.mul(tf.expm1([1e-6]), 1e6),
    right: [1.0000005],
    stock: only({ webgpu: 'wrong' }),
  },
  { op: '`logSumExp` of −∞', run: () => tf.logSumExp(of([-infinity, 0])), right: [0], stock: everywhere('right') },
  {
    op: '`logSumExp` of ∞',
    run: () => tf.logSumExp(of([infinity, 0])),
    right: [infinity],
    stock: only({ cpu: 'wrong', wasm: 'wrong' }),
    trained: { wasm: 'wrong', webgpu: 'wrong' },
  },
  {
    op: '`logSumExp` of nothing but −∞',
    run: () => tf.logSumExp(of([-infinity, -infinity])),
    right: [-infinity],
    stock: everywhere('wrong'),
    trained: { wasm: 'wrong', webgpu: 'wrong' },
  },
  {
    op: '`cumsum`, reverse: true, after another length',
    run: () => tf.cumsum(tf.concat([tf.cumsum(ones(3), 0, false, true), ones(2)]), 0, false, true),
    right: [8, 5, 3, 2, 1],
    stock: only({ webgpu: 'wrong' }),
  },
  {
    op: 'int32 above 2²⁴',
    run: () => tf.sub(tf.add(of([2 ** 24 + 1], [1], 'int32'), of([2], [1], 'int32')), of([2 ** 24], [1], 'int32')),
    right: [3],
    stock: only({ webgpu: 'wrong' }),
    trained: { webgpu: 'wrong' },
  },
  {
    op: '`argMax` of one axis: the shape',
    run: () => shapeOf(tf.argMax(count(3))),
    right: [],
    stock: only({ webgpu: 'wrong' }),
  },
  {
    op: '`addN` of nine tensors',
    run: () => tf.addN(Array.from({ length: 9 }, () => ones(2))),
    right: [9, 9],
    stock: only({ webgpu: 'invalid' }),
  },
  {
    op: '`fft`',
    run: () => tf.real(tf.spectral.fft(tf.complex([1, 1], [0, 0]))),
    right: [2, 0],
    stock: only({ wasm: 'throws' }),
    trained: { wasm: 'throws' },
  },
];

function reshapedFactor(): tf.Tensor {
  const numbers = count(4);
  tf.matMul(ones(1, 4), tf.reshape(numbers, [4, 1]));
  return tf.matMul(ones(1, 1), tf.reshape(numbers, [1, 4]));
}

function einsumIsInput(): tf.Tensor {
  const x = count(2, 2);
  return tf.scalar(Number(tf.einsum('ij->ij', x) === x));
}

const row = (...values: number[]) => of(values, [1, 1, values.length, 1]);
const ids = (...values: number[]) => of(values, [values.length], 'int32');

export const gradients: Fault[] = [
  {
    op: '`maxPool` of negative numbers',
    run: () => gradient((x) => tf.maxPool(x, [1, 2], 1, 'valid'), row(-3, -1)),
    right: [0, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`maxPool` of equal numbers: to the first',
    run: () => gradient((x) => tf.maxPool(x, [1, 2], 1, 'valid'), row(5, 5)),
    right: [1, 0],
    stock: only({ wasm: 'wrong', webgpu: 'wrong' }),
  },
  {
    op: '`maxPool3d` of equal numbers: to the first',
    run: () => gradient((x) => tf.maxPool3d(x, [1, 1, 2], 1, 'valid'), of([5, 5], [1, 1, 1, 2, 1])),
    right: [1, 0],
    stock: everywhere('wrong'),
  },
  {
    op: '`maxPool3d`, windows that are not cubes',
    run: () => gradient((x) => tf.maxPool3d(x, [1, 2, 1], 1, 'valid'), count(1, 1, 2, 2, 1)),
    right: [0, 0, 1, 1],
    stock: only({ cpu: 'wrong' }),
  },
  {
    op: '`avgPool` under a pad',
    run: () => gradient((x) => tf.avgPool(x, [1, 3], 1, 'same'), row(1, 1)),
    right: [1, 1],
    stock: everywhere('wrong'),
  },
  {
    op: '`avgPool3d` under a pad',
    run: () => gradient((x) => tf.avgPool3d(x, [1, 1, 3], 1, 'same'), ones(1, 1, 1, 2, 1)),
    right: [1, 1],
    stock: everywhere('wrong'),
  },
  {
    op: '`conv2d` for its filter',
    run: () => gradient((f) => tf.conv2d(row(2, 3), f, 1, 'valid'), ones(1, 1, 1, 1)),
    right: [5],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: '`depthwiseConv2d`',
    run: () => gradient((f) => tf.depthwiseConv2d(row(2, 3), f, 1, 'valid'), ones(1, 1, 1, 1)),
    right: [5],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: '`gather`',
    run: () => gradient((x) => tf.gather(x, ids(1, 1)), count(2)),
    right: [0, 2],
    stock: only({ wasm: 'throws' }),
  },
  {
    op: '`conv3d`, strides 2',
    run: () =>
      gradient(
        (x) => tf.conv3d(x, count(1, 1, 2, 1, 1), [1, 1, 2], 'valid'),
        ones(1, 1, 1, 4, 1),
        of([1, 10], [1, 1, 1, 2, 1]),
      ),
    right: [1, 2, 10, 20],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`conv2d` with dilations',
    run: () => gradient((x) => tf.conv2d(x, of([1, 2], [1, 2, 1, 1]), 1, 'valid', 'NHWC', [1, 2]), row(1, 1, 1)),
    right: [1, 0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`depthwiseConv2d` with dilations',
    run: () =>
      gradient((x) => tf.depthwiseConv2d(x, of([1, 2], [1, 2, 1, 1]), 1, 'valid', 'NHWC', [1, 2]), row(1, 1, 1)),
    right: [1, 0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`conv3d` with dilations',
    run: () =>
      gradient(
        (x) => tf.conv3d(x, of([1, 2], [1, 1, 2, 1, 1]), 1, 'valid', 'NDHWC', [1, 1, 2]),
        of([1, 1, 1], [1, 1, 1, 3, 1]),
      ),
    right: [1, 0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`conv3dTranspose`',
    run: () =>
      gradient(
        (x) => tf.conv3dTranspose(x, of([1, 2], [1, 1, 2, 1, 1]), [1, 1, 1, 2, 1], 1, 'valid'),
        ones(1, 1, 1, 1, 1),
      ),
    right: [3],
    stock: everywhere('throws'),
  },
  {
    op: '`mirrorPad`',
    run: () => gradient((x) => tf.mirrorPad(x, [[1, 0]], 'reflect'), count(2)),
    right: [1, 2],
    stock: everywhere('wrong'),
  },
  {
    op: '`resizeBilinear`, halfPixelCenters: true',
    run: () =>
      gradient((x) => tf.image.resizeBilinear(x, [1, 4], false, true), row(1, 2), of([0, 1, 0, 0], [1, 1, 4, 1])),
    right: [0.75, 0.25],
    stock: only({ cpu: 'throws', wasm: 'wrong', webgpu: 'wrong' }),
  },
  {
    op: '`resizeBilinear` of images that are not square',
    run: () => gradient((x) => tf.image.resizeBilinear(x, [2, 1]), count(1, 1, 3, 1)),
    right: [2, 0, 0],
    stock: only({ cpu: 'throws' }),
  },
  {
    op: '`resizeNearestNeighbor`, halfPixelCenters: true',
    run: () =>
      gradient(
        (x) => tf.image.resizeNearestNeighbor(x, [1, 3], false, true),
        row(1, 2),
        of([1, 10, 100], [1, 1, 3, 1]),
      ),
    right: [1, 110],
    stock: everywhere('wrong'),
  },
  {
    op: '`resizeNearestNeighbor` of batches',
    run: () =>
      gradient((x) => tf.image.resizeNearestNeighbor(x, [1, 2]), count(2, 1, 1, 1), of([1, 2, 10, 20], [2, 1, 2, 1])),
    right: [3, 30],
    stock: only({ cpu: 'wrong' }),
  },
  {
    op: '`batchNorm` without scale or offset',
    run: () => gradient((x) => tf.batchNorm(x, of([0, 0]), of([4, 1]), undefined, undefined, 0), count(1, 2)),
    right: [0.5, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`batchNorm` of another axis than the last',
    run: () =>
      gradient(
        (mean) =>
          tf.batchNorm(count(1, 2, 1, 2), mean, of([4, 1], [1, 2, 1, 1]), tf.zeros([1, 2, 1, 1]), ones(1, 2, 1, 1), 0),
        tf.zeros([1, 2, 1, 1]),
      ),
    right: [-1, -2],
    stock: everywhere('throws'),
  },
  {
    op: '`matMul` with a broadcast batch',
    run: () => gradient((x) => tf.matMul(count(2, 1, 1), x), ones(1, 1)),
    right: [3],
    stock: everywhere('throws'),
  },
  {
    op: '`maximum`, `minimum`, broadcast',
    run: () => gradient((x) => tf.maximum(count(3), x), of([1.5], [1])),
    right: [1],
    stock: everywhere('throws'),
  },
  {
    op: '`squaredDifference`, broadcast',
    run: () => gradient((x) => tf.squaredDifference(count(3), x), of([0], [1])),
    right: [-12],
    stock: everywhere('throws'),
  },
  {
    op: '`cumsum` of another axis than the last',
    run: () => gradient((x) => tf.cumsum(x, 0), ones(3, 1)),
    right: [3, 2, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`cumsum`, the middle of three axes of one size',
    run: () => gradient((x) => tf.cumsum(x, 1), ones(2, 2, 2), count(2, 2, 2)),
    right: [4, 6, 3, 4, 12, 14, 7, 8],
    stock: everywhere('wrong'),
  },
  {
    op: '`prod` along a negative axis',
    run: () => gradient((x) => tf.prod(x, -1), of([2, 3], [1, 2])),
    right: [3, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`tile` of five axes',
    run: () => gradient((x) => tf.tile(x, [1, 1, 1, 1, 3]), ones(1, 1, 1, 1, 1)),
    right: [3],
    stock: everywhere('throws'),
  },
  {
    op: '`unstack` of one',
    run: () => gradient((x) => tf.unstack(x)[0], count(1, 2)),
    right: [1, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`split` of one',
    run: () => gradient((x) => tf.split(x, [2])[0], count(2)),
    right: [1, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`gatherND`',
    run: () => gradient((x) => tf.gatherND(x, of([1, 1], [2, 1], 'int32')), count(2)),
    right: [0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`scatterND`',
    run: () => gradient((x) => tf.scatterND(of([1, 1], [2, 1], 'int32'), x, [2]), count(2), count(2)),
    right: [2, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`stridedSlice`',
    run: () => gradient((x) => tf.stridedSlice(x, [0], [3], [2]), count(3)),
    right: [1, 0, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`topk`',
    run: () => gradient((x) => tf.topk(x, 1).values, of([1, 3, 2])),
    right: [0, 1, 0],
    stock: everywhere('throws'),
  },
  {
    op: '`depthToSpace`',
    run: () => gradient((x) => tf.depthToSpace(x, 2, 'NHWC'), count(1, 1, 1, 4), count(1, 2, 2, 1)),
    right: [1, 2, 3, 4],
    stock: everywhere('throws'),
  },
  {
    op: '`image.flipLeftRight`',
    run: () => gradient((x) => tf.image.flipLeftRight(x), row(1, 2), row(1, 2)),
    right: [2, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`cumprod`',
    run: () => gradient((x) => tf.cumprod(x), of([2, 3])),
    right: [4, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`image.cropAndResize`',
    run: () => gradient((x) => tf.image.cropAndResize(x, of([0, 0, 0, 1], [1, 4]), ids(0), [1, 3]), row(1, 2)),
    right: [1.5, 1.5],
    stock: everywhere('throws'),
  },
  {
    op: '`image.transform`',
    run: () => gradient((x) => tf.image.transform(x, of([1, 0, 0.25, 0, 1, 0, 0, 0], [1, 8]), 'bilinear'), row(1, 2)),
    right: [0.75, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`dilation2d`',
    run: () => gradient((x) => tf.dilation2d(x, tf.zeros([1, 2, 1]), 1, 'valid'), row(-2, -1)),
    right: [0, 1],
    stock: only({ wasm: 'wrong' }),
  },
  {
    op: '`max`, `min` of equal numbers: shared',
    run: () => gradient((x) => tf.max(x), of([5, 5, 1])),
    right: [0.5, 0.5, 0],
    stock: everywhere('wrong'),
  },
  {
    op: '`customGrad` that returns its dy for both inputs',
    run: handsOn,
    right: [6],
    stock: only({ cpu: 'throws', wasm: 'throws' }),
    trained: { wasm: 'throws' },
  },
];

/** d/dx 3x². The gradient function returns one tensor for both inputs; a sum for one input disposes of it. */
function handsOn(): tf.Tensor {
  const sum = tf.customGrad((a, b) => ({
    value: tf.add(a as tf.Tensor, b as tf.Tensor),
    gradFunc: (dy) => [dy as tf.Tensor, dy as tf.Tensor],
  }));
  const f = (x: tf.Tensor) => {
    const [u, v] = [tf.square(x), tf.square(x)];
    const w = tf.mul(u, 1);
    return tf.add(tf.mul(sum(u, v), 1), w);
  };
  return gradient(f, ones(1));
}

export const secondGradients: Fault[] = [
  { op: '`exp`', run: () => second((x) => tf.exp(x), of([0])), right: [1], stock: everywhere('wrong') },
  {
    op: '`sigmoid`',
    run: () => second((x) => tf.sigmoid(x), of([Math.log(2)])),
    right: [-2 / 27],
    stock: everywhere('wrong'),
  },
  {
    op: '`tanh`',
    run: () => second((x) => tf.tanh(x), of([Math.atanh(0.5)])),
    right: [-0.75],
    stock: everywhere('wrong'),
  },
  {
    op: '`softmax`',
    run: () => second((x) => tf.mul(tf.softmax(x), of([0, 1])), of([0, Math.log(2)]), of([0, 1])),
    right: [2 / 27, -2 / 27],
    stock: everywhere('wrong'),
  },
  { op: '`elu`', run: () => second((x) => tf.elu(x), of([-Math.log(2)])), right: [0.5], stock: everywhere('wrong') },
  {
    op: '`pow` for its exponent',
    run: () => second((x) => tf.pow(2, x), of([0])),
    right: [Math.LN2 ** 2],
    stock: everywhere('wrong'),
  },
  {
    op: '`logSoftmax`',
    run: () => second((x) => tf.mul(tf.logSoftmax(x), of([0, 1])), of([0, 0]), of([0, 1])),
    right: [0.25, -0.25],
    stock: everywhere('wrong'),
    trained: { wasm: 'wrong', webgpu: 'wrong' },
  },
  {
    op: '`maxPool`',
    run: () => second((x) => tf.square(tf.maxPool(x, [1, 2], 1, 'valid')), row(1, 3)),
    right: [0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`avgPool`',
    run: () => second((x) => tf.square(tf.avgPool(x, [1, 2], 1, 'valid')), row(1, 3)),
    right: [1, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`avgPool3d`',
    run: () => second((x) => tf.square(tf.avgPool3d(x, [1, 1, 2], 1, 'valid')), of([1, 3], [1, 1, 1, 2, 1])),
    right: [1, 1],
    stock: everywhere('throws'),
  },
  {
    op: '`maxPool3d`',
    run: () => second((x) => tf.square(tf.maxPool3d(x, [1, 1, 2], 1, 'valid')), of([1, 3], [1, 1, 1, 2, 1])),
    right: [0, 2],
    stock: everywhere('throws'),
  },
  {
    op: '`conv2d` for its filter',
    run: () => second((f) => tf.square(tf.conv2d(row(2, 3), f, 1, 'valid')), ones(1, 1, 1, 1)),
    right: [26],
    stock: everywhere('throws'),
  },
  {
    op: '`depthwiseConv2d`',
    run: () => second((x) => tf.square(tf.depthwiseConv2d(x, of([1, 2], [1, 2, 1, 1]), 1, 'valid')), row(1, 3)),
    right: [6, 12],
    stock: everywhere('throws'),
  },
  {
    op: '`conv3d`',
    run: () =>
      second((x) => tf.square(tf.conv3d(x, of([1, 2], [1, 1, 2, 1, 1]), 1, 'valid')), of([1, 3], [1, 1, 1, 2, 1])),
    right: [6, 12],
    stock: everywhere('throws'),
  },
  {
    op: '`conv3d` with dilations',
    run: () =>
      second(
        (x) => tf.square(tf.conv3d(x, of([1, 2], [1, 1, 2, 1, 1]), 1, 'valid', 'NDHWC', [1, 1, 2])),
        of([1, 3, 5], [1, 1, 1, 3, 1]),
      ),
    right: [6, 0, 12],
    stock: everywhere('throws'),
  },
  {
    op: '`conv3dTranspose`',
    run: () =>
      second(
        (x) => tf.square(tf.conv3dTranspose(x, of([1, 2], [1, 1, 2, 1, 1]), [1, 1, 1, 2, 1], 1, 'valid')),
        of([3], [1, 1, 1, 1, 1]),
      ),
    right: [10],
    stock: everywhere('throws'),
  },
  {
    op: '`resizeBilinear`',
    run: () => second((x) => tf.square(tf.image.resizeBilinear(x, [1, 1])), row(1, 3)),
    right: [2, 0],
    stock: everywhere('throws'),
  },
];
