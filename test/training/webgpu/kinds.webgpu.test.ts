import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose } from '../../../src/testing';

// Stock's faults, one call of each, are in ../stockFaults.ts; here are others of their kinds.
beforeAll(() => installTrainingKernels());

/** 0, 1, 2, … */
const count = (...shape: number[]): tf.Tensor => tf.reshape(tf.range(0, tf.util.sizeFromShape(shape)), shape);
const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const numbers = async (x: tf.Tensor) => Array.from(await x.data());
const indexed = (shape: number[], value: (...index: number[]) => number) =>
  Array.from({ length: tf.util.sizeFromShape(shape) }, (_, flat) => {
    const index = shape.map((size, axis) => Math.floor(flat / tf.util.sizeFromShape(shape.slice(axis + 1))) % size);
    return value(...index);
  });

describe('reductions', () => {
  const shape = [2, 3, 2, 1, 2];
  const x = () => count(...shape);
  const sums = indexed([2, 2, 1, 2], (a, c, _, e) => 3 * (12 * a + 2 * c + e) + 12);

  test('sum of five axes over the second', async () =>
    expectTensorsClose(tf.sum(x(), 1), tf.tensor(sums, [2, 2, 1, 2])));
  test('mean of five axes over the second, keepDims: true', async () =>
    expectTensorsClose(tf.mean(x(), 1, true), tf.tensor(sums.map((value) => value / 3), [2, 1, 2, 1, 2]))); // biome-ignore format: one call
  test('max of int32 over the first axis', async () =>
    expect(await numbers(tf.max(tf.cast(count(3, 2), 'int32'), 0))).toEqual([4, 5]));
  test('argMin of five axes: the shape', () => expect(tf.argMin(x(), 1).shape).toEqual([2, 2, 1, 2]));
  test('any of bools over the first of three axes', async () => {
    const any = tf.any(tf.tensor([0, 0, 1, 0, 0, 0, 0, 1], [2, 2, 2], 'bool'), 0);
    expect(await numbers(tf.cast(any, 'int32'))).toEqual([0, 0, 1, 1]);
  });
  test('prod, keepDims: true, of a tensor that tfjs computes on the CPU', () => {
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    expect(tf.prod(count(2, 3), 1, true).shape).toEqual([2, 1]);
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });
  test.each([
    ['sum', () => tf.sum(zeros(2, 0), 1), 0],
    ['mean', () => tf.mean(zeros(2, 0), 1), Number.NaN],
    ['max', () => tf.max(zeros(2, 0), 1), -Infinity],
    ['min', () => tf.min(zeros(2, 0), 1), Infinity],
    ['prod', () => tf.prod(zeros(2, 0), 1), 1],
  ] as const)('%s of nothing', async (_, f, right) => expect(await numbers(f())).toEqual([right, right]));
  test('mean of a matrix of a million rows over the rows', async () => {
    const long = tf.fill([2 ** 20 + 2 ** 16, 2], 0.5);
    expect(await numbers(tf.mean(long, 0))).toEqual([0.5, 0.5]);
  });
});

describe('cumulative sums and products', () => {
  test('cumsum of five axes along the second, exclusive and in reverse', async () => {
    const found = tf.cumsum(count(1, 3, 1, 1, 2), 1, true, true);
    expect(await numbers(found)).toEqual([6, 8, 4, 5, 0, 0]);
  });
  test('cumprod, reverse: true, after another length', async () => {
    await numbers(tf.cumprod(tf.fill([5], 2), 0, false, true));
    expect(await numbers(tf.cumprod(tf.tensor1d([2, 3, 4]), 0, false, true))).toEqual([24, 12, 4]);
  });
});

describe('axes', () => {
  test.each(['int32', 'bool'] as const)('transpose of %s, four axes', async (dtype) => {
    const shape = [2, 1, 3, 2];
    const x = tf.cast(tf.mod(count(...shape), 2), dtype);
    const right = indexed([3, 2, 2, 1], (c, a, d) => (6 * a + 2 * c + d) % 2);
    expect(await numbers(tf.cast(tf.transpose(x, [2, 0, 3, 1]), 'int32'))).toEqual(right);
  });
  test('transpose of floats cast from int32', async () => {
    const x = tf.cast(tf.tensor([1, 2, 3, 4], [1, 2, 2], 'int32'), 'float32');
    expect(await numbers(tf.transpose(x, [0, 2, 1]))).toEqual([1, 3, 2, 4]);
  });
  test('pad and mirrorPad of six axes', async () => {
    const sides: [number, number][] = [[0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 1]]; // biome-ignore format: pairs
    const x = count(1, 2, 1, 1, 1, 2);
    expect(await numbers(tf.pad(x, sides, 7))).toEqual([7, 7, 7, 0, 1, 7, 2, 3, 7]);
    expect(await numbers(tf.mirrorPad(x, sides as never, 'symmetric'))).toEqual([0, 1, 1, 0, 1, 1, 2, 3, 3]);
  });
  test('pad of an empty tensor of seven axes', async () => {
    const sides = Array.from({ length: 7 }, (_, axis): [number, number] => [0, axis === 1 ? 2 : 0]);
    expect(await numbers(tf.pad(zeros(1, 0, 1, 2, 1, 1, 1), sides, 3))).toEqual([3, 3, 3, 3]);
  });
  test('reverse of six axes along none, and of none', async () => {
    expect(await numbers(tf.reverse(count(1, 2, 1, 1, 1, 2), []))).toEqual([0, 1, 2, 3]);
    expect(tf.reverse(zeros(1, 2, 0, 1, 1, 2), [1]).shape).toEqual([1, 2, 0, 1, 1, 2]);
  });
  test('tile of five axes, broadcastTo of seven, and their gradients', async () => {
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    const tiled = (x: tf.Tensor) => tf.tile(x, [1, 2, 1, 1, 2]);
    const x = count(1, 2, 1, 1, 2);
    expect(await numbers(tiled(x))).toEqual([0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3]);
    expect(await numbers(tf.grad(tiled)(x, tiled(count(1, 2, 1, 1, 2))))).toEqual([0, 4, 8, 12]);
    const flags = tf.tensor([1, 0], [1, 1, 1, 1, 1, 1, 2], 'bool');
    const wide = tf.broadcastTo(flags, [1, 1, 1, 1, 1, 2, 2]);
    expect([wide.dtype, await numbers(wide)]).toEqual(['bool', [1, 0, 1, 0]]);
    expect(tf.tile(zeros(1, 0, 1, 1, 2), [1, 2, 1, 1, 3]).shape).toEqual([1, 0, 1, 1, 6]);
  });
  test('stridedSlice of six axes of int32, from the end, with an axis lost', async () => {
    const x = tf.cast(count(1, 2, 1, 1, 3, 2), 'int32');
    const found = tf.stridedSlice(x, [0, 1, 0, 0, 2, 0], [1, 2, 1, 1, -4, 2], [1, 1, 1, 1, -2, 1], 0, 0, 0, 0, 2);
    expect([found.shape, found.dtype]).toEqual([[1, 1, 1, 2, 2], 'int32']);
    expect(await numbers(found)).toEqual([10, 11, 6, 7]);
  });
  test('slice of eight axes, and the gradient of a pad of eight', async () => {
    const x = count(1, 2, 1, 1, 1, 2, 1, 2);
    expect(await numbers(tf.slice(x, [0, 1, 0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 2, 1, 1]))).toEqual([5, 7]);
    const sides = x.shape.map((_, axis): [number, number] => [axis % 2, 0]);
    const dx = tf.grad((y) => tf.pad(y, sides))(x);
    expect(await numbers(dx)).toEqual(Array(8).fill(1));
  });
  test('reverse of six axes', async () =>
    expect(await numbers(tf.reverse(count(1, 2, 1, 1, 1, 2), [1, 5]))).toEqual([3, 2, 1, 0]));
  test('where of six axes', async () => {
    const x = count(2, 1, 1, 1, 1, 2);
    expect(await numbers(tf.where(tf.greater(x, 1), x, tf.add(x, 5)))).toEqual([5, 6, 2, 3]);
  });

  const shape = [2, 3, 2, 3, 2];
  const whole = () => count(...shape);
  const value = (a: number, b: number, c: number, d: number, e: number) => 36 * a + 12 * b + 6 * c + 2 * d + e;
  test('add of five axes and their last', async () =>
    expectTensorsClose(tf.add(whole(), [10, 20]), tf.tensor(indexed(shape, (...i) => value(...(i as [number, number, number, number, number])) + 10 + 10 * i[4]), shape))); // biome-ignore format: one call
  test('sub of five axes, of which each input lacks every other one', async () => {
    const [a, b] = [count(2, 1, 2, 1, 2), count(1, 3, 1, 3, 1)];
    const right = indexed(shape, (i, j, k, l, m) => 4 * i + 2 * k + m - 3 * j - l);
    await expectTensorsClose(tf.sub(a, b), tf.tensor(right, shape));
  });
  test.each([['div', tf.div], ['pow', tf.pow], ['mod', tf.mod]] as const)('%s of five axes and one of them', async (name, op) => {
    const b = tf.reshape(tf.tensor1d([1, 2, 3]), [3, 1, 1]);
    const js = { div: (x: number, y: number) => x / y, pow: (x: number, y: number) => x ** y, mod: (x: number, y: number) => x % y }[name];
    const right = indexed([1, 2, 3, 1, 2], (_, i, j, __, k) => js(6 * i + 2 * j + k, j + 1));
    await expectTensorsClose(op(count(1, 2, 3, 1, 2), b), tf.tensor(right, [1, 2, 3, 1, 2]));
  }); // biome-ignore format: one line an op
});

describe('addN', () => {
  test.each([8, 15, 40])('of %i tensors', async (many) => {
    const terms = Array.from({ length: many }, () => tf.tensor1d([1, 2]));
    expect(await numbers(tf.addN(terms))).toEqual([many, 2 * many]);
  });
});

describe('matMul', () => {
  test('batches that broadcast each other, b transposed, and its gradients', async () => {
    const [a, b] = [count(2, 1, 2, 2), count(1, 3, 1, 2)];
    const found = tf.matMul(a, b, false, true);
    const right = indexed(
      [2, 3, 2, 1],
      (i, j, row) => (4 * i + 2 * row) * (2 * j) + (4 * i + 2 * row + 1) * (2 * j + 1),
    );
    await expectTensorsClose(found, tf.tensor(right, [2, 3, 2, 1]));
    const [da, db] = tf.grads((x, y) => tf.matMul(x as tf.Tensor, y, false, true))([a, b]);
    await expectTensorsClose(
      da,
      tf.tensor(
        indexed([2, 1, 2, 2], (_i, _b, _r, column) => 6 + 3 * column),
        [2, 1, 2, 2],
      ),
    );
    await expectTensorsClose(
      db,
      tf.tensor(
        indexed([1, 3, 1, 2], (_b, _j, _r, column) => 12 + 4 * column),
        [1, 3, 1, 2],
      ),
    );
  });
  test('a batch of which the other has one axis', async () => {
    const right = indexed([2, 3, 1, 1], (i, j) => (i + 1) * (3 * i + j));
    const found = tf.matMul(tf.add(count(2, 1, 1, 1), 1), count(2, 3, 1, 1));
    await expectTensorsClose(found, tf.tensor(right, [2, 3, 1, 1]));
  });
  test('over an axis of length 0', async () =>
    expect(await numbers(tf.matMul(zeros(2, 0), zeros(0, 2)))).toEqual([0, 0, 0, 0]));
});

describe('empty images', () => {
  const [images, filter] = [zeros(0, 4, 4, 1), tf.ones([2, 2, 1, 1])] as [tf.Tensor4D, tf.Tensor4D];
  test('conv2d and its gradients', async () => {
    expect(tf.conv2d(images, filter, 1, 'same').shape).toEqual([0, 4, 4, 1]);
    const [, ofFilter] = tf.grads((x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'))([images, filter]);
    expect(await numbers(ofFilter)).toEqual([0, 0, 0, 0]);
  });
  test('conv2d without a channel', async () => {
    const found = tf.conv2d(zeros(1, 2, 2, 0) as tf.Tensor4D, zeros(1, 1, 0, 3) as tf.Tensor4D, 1, 'same');
    expect(await numbers(found)).toEqual(Array(12).fill(0));
  });
  test('conv2d and fused.conv2d of an image smaller than its dilated filter, which has as many taps', () => {
    const [x, f] = [tf.ones([3, 2, 1, 4]), tf.ones([2, 1, 4, 2])] as [tf.Tensor4D, tf.Tensor4D];
    expect(tf.conv2d(x, f, 1, 'valid', 'NHWC', 2).shape).toEqual([3, 0, 1, 2]);
    const fused = tf.fused.conv2d({ x, filter: f, strides: 1, pad: 'valid', dilations: 2, activation: 'relu' });
    expect(fused.shape).toEqual([3, 0, 1, 2]);
  });
  test('conv2d of no image with channels first', () => {
    const none = zeros(0, 3, 5, 4) as tf.Tensor4D;
    expect(tf.conv2d(none, zeros(2, 2, 3, 1) as tf.Tensor4D, 1, 'valid', 'NCHW').shape).toEqual([0, 1, 4, 3]);
  });
  test('conv2dTranspose: the gradient for its filter', async () => {
    const f = (taps: tf.Tensor) => tf.conv2dTranspose(images, taps as tf.Tensor4D, [0, 5, 5, 1], 1, 'valid');
    expect(await numbers(tf.grad(f)(filter))).toEqual([0, 0, 0, 0]);
  });
  test('topk of a matrix without a row: values and indices', () => {
    const { values, indices } = tf.topk(zeros(0, 3), 2);
    expect([values.shape, indices.shape, indices.dtype]).toEqual([[0, 2], [0, 2], 'int32']);
  });
  test('maxPool and its gradient', () =>
    expect(tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'same'))(images).shape).toEqual([0, 4, 4, 1]));
  test('scatterND and unsortedSegmentSum', async () => {
    expect(await numbers(tf.scatterND(tf.zeros([0, 1], 'int32'), zeros(0, 2), [2, 2]))).toEqual([0, 0, 0, 0]);
    expect(await numbers(tf.unsortedSegmentSum(zeros(0, 2), tf.zeros([0], 'int32'), 1))).toEqual([0, 0]);
  });
});

describe('pools', () => {
  test('maxPool of NaN anywhere in a window, of infinities and of negative numbers, under a pad', async () => {
    const row = [1, Number.NaN, 3, -Infinity, -Infinity, -Infinity, -1, -2, Infinity];
    const found = tf.maxPool(tf.tensor4d(row, [1, 1, 9, 1]), [1, 3], [1, 2], 'same');
    expect(await numbers(found)).toEqual([Number.NaN, Number.NaN, -Infinity, -1, Infinity]);
  });
  test('maxPool of windows outside the image is −∞, as on cpu; the second gradient is 0 there', async () => {
    const pad: [number, number][] = [[0, 0], [1, 1], [0, 1], [0, 0]]; // biome-ignore format: an axis each
    const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 1, 1, pad as never);
    const x = tf.tensor4d([5], [1, 1, 1, 1]);
    const low = Number.NEGATIVE_INFINITY;
    expect(await numbers(pool(x))).toEqual([low, low, 5, low, low, low]);
    const taken = tf.grad((dy) => tf.sum(tf.mul(tf.grad(pool)(x, dy), 3)))(tf.ones([1, 3, 2, 1]));
    expect(await numbers(taken)).toEqual([0, 0, 3, 0, 0, 0]);
  });
  test('maxPool of int32', async () => {
    const found = tf.maxPool(tf.tensor4d([1, 5, 3, 2], [1, 2, 2, 1], 'int32'), 2, 2, 'valid');
    expect(await numbers(found)).toEqual([5]);
  });
  test('the gradient of maxPool: overlapping windows, a tie, a pad and NaN', async () => {
    const x = tf.tensor4d([1, 3, 3, 2, Number.NaN], [1, 1, 5, 1]);
    const dx = tf.grad((y) => tf.maxPool(y as tf.Tensor4D, [1, 3], [1, 1], 'same'))(
      x,
      tf.tensor4d([1, 2, 4, 8, 16], [1, 1, 5, 1]),
    );
    expect(await numbers(dx)).toEqual([0, 7, 0, 0, 24]);
  });
  test('the gradient of avgPool: strides 2 and a pad of 1', async () => {
    const dx = tf.grad((y) => tf.avgPool(y as tf.Tensor4D, [3, 3], 2, 1))(tf.ones([1, 3, 3, 1]));
    const side = [1 / 2, 1, 1 / 2];
    await expectTensorsClose(dx, tf.tensor(indexed([1, 3, 3, 1], (_, i, j) => side[i] * side[j]), [1, 3, 3, 1])); // biome-ignore format: one call
  });
});

describe('images', () => {
  test.each(['bilinear', 'nearest'] as const)(
    'cropAndResize of the last of three images, method: %s',
    async (method) => {
      const images = count(3, 1, 2, 1) as tf.Tensor4D;
      const boxes = tf.tensor2d([0, 0, 0, 1], [1, 4]);
      expect(await numbers(tf.image.cropAndResize(images, boxes, tf.tensor1d([2], 'int32'), [1, 2], method))).toEqual([
        4, 5,
      ]);
    },
  );
  test('dilation2d of NaN', async () => {
    const x = tf.tensor4d([1, Number.NaN, 3, -4], [1, 1, 4, 1]);
    const found = tf.dilation2d(x, tf.tensor3d([1, 0], [1, 2, 1]), 1, 'valid');
    expect(await numbers(found)).toEqual([Number.NaN, Number.NaN, 4]);
  });
});

describe('prelu of NaN and infinities', () => {
  const x = () => tf.tensor2d([Infinity, -Infinity, Number.NaN, -2, -0, 3, -1, -Infinity], [2, 4]);
  test('alpha of the last axis', async () => {
    const found = await numbers(tf.prelu(x(), [0.5, -0.5, 1, 2]));
    expect(found).toEqual([Infinity, Infinity, Number.NaN, -4, -0, 3, -1, -Infinity]);
  });
  test('alpha of every entry, and its gradients', async () => {
    const alpha = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, -1], [2, 4]);
    const finite = tf.tensor2d([1, -1, 2, -2, 3, -3, 4, -4], [2, 4]);
    expect((await numbers(tf.prelu(x(), alpha)))[7]).toBe(Infinity);
    const [dx, dAlpha] = tf.grads((a, b) => tf.prelu(a as tf.Tensor, b as tf.Tensor))([finite, alpha]);
    expect(await numbers(dx)).toEqual([1, 2, 1, 4, 1, 6, 1, -1]);
    expect(await numbers(dAlpha)).toEqual([0, -1, 0, -2, 0, -3, 0, -4]);
  });
  test('fused.matMul, activation: leakyrelu', async () => {
    const a = tf.tensor2d([Infinity, -Infinity, 1, -1], [4, 1]);
    const found = tf.fused.matMul({ a, b: tf.ones([1, 4]), activation: 'leakyrelu', leakyreluAlpha: 0.5 });
    const right = [Infinity, -Infinity, 1, -0.5].flatMap((value) => Array(4).fill(value));
    expect(await numbers(found)).toEqual(right);
  });
});

describe('functions of NaN, zeros and infinities, as in JavaScript', () => {
  const functions: Record<string, [(x: tf.Tensor) => tf.Tensor, (x: number) => number]> = {
    exp: [tf.exp, Math.exp],
    expm1: [tf.expm1, Math.expm1],
    log: [tf.log, Math.log],
    log1p: [tf.log1p, Math.log1p],
    tanh: [tf.tanh, Math.tanh],
    sinh: [tf.sinh, Math.sinh],
    cosh: [tf.cosh, Math.cosh],
    asinh: [tf.asinh, Math.asinh],
    acosh: [tf.acosh, Math.acosh],
    atanh: [tf.atanh, Math.atanh],
    sigmoid: [tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
    softplus: [tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
    elu: [tf.elu, (x) => (x >= 0 ? x : Math.expm1(x))],
    relu6: [tf.relu6, (x) => Math.min(6, Math.max(0, x))],
  };
  const inputs = [Number.NaN, 0, -0, Infinity, -Infinity, ...[1e-6, -1e-6, 0.3, -0.3, 1, -1, 2.5, -2.5, 40, -40]];
  test.each(Object.entries(functions))('%s', async (_, [op, inJavaScript]) => {
    const found = await numbers(op(tf.tensor1d(inputs)));
    for (const [index, x] of inputs.entries()) {
      const right = Math.fround(inJavaScript(Math.fround(x)));
      if (Number.isFinite(right))
        expect(Math.abs(found[index] - right), `of ${x}`).toBeLessThanOrEqual(2e-6 * Math.abs(right));
      else expect(found[index], `of ${x}`).toBe(right);
    }
  });
  test.each(['elu', 'relu6', 'sigmoid'] as const)('fused products with activation: %s keep NaN', async (activation) => {
    const a = tf.tensor2d([Number.NaN], [1, 1]);
    expect(await numbers(tf.fused.matMul({ a, b: tf.ones([1, 1]), activation }))).toEqual([Number.NaN]);
  });
});

describe('volumes', () => {
  const conv3d = (x: tf.Tensor, filter: tf.Tensor) => tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same');
  const shapes: [x: number[], filter: number[]][] = [
    [[0, 2, 2, 2, 1], [1, 1, 1, 1, 2]],
    [[1, 2, 2, 2, 0], [1, 1, 1, 0, 2]],
    [[1, 2, 0, 2, 1], [1, 1, 1, 1, 2]],
    [[1, 2, 1, 2, 1], [1, 1, 1, 1, 0]],
  ]; // biome-ignore format: rows
  test.each(shapes)('conv3d of nothing, [%s] by [%s], and its gradients', async (ofX, ofFilter) => {
    const [x, filter] = [zeros(...ofX), zeros(...ofFilter)];
    const y = conv3d(x, filter);
    expect(y.shape).toEqual([...ofX.slice(0, 4), ofFilter[4]]);
    expect((await numbers(y)).every((value) => value === 0)).toBe(true);
    const gradients = tf.grads(conv3d)([x, filter]);
    expect(gradients.map(({ shape }) => shape)).toEqual([ofX, ofFilter]);
    expect((await numbers(gradients[1])).every((value) => value === 0)).toBe(true);
  });
});
