import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noGradient } from '../../src/engine/noGradient';
import { vjp } from '../../src/engine/vjp';
import { exponentialTail } from '../../src/ops/exponentialTail/exponentialTail';
import { gatherRows } from '../../src/ops/rows';
import { sigmoid } from '../../src/ops/sigmoid';
import { temperedLogSoftmax } from '../../src/ops/softmax/temperedLogSoftmax';
import { temperedSoftmax } from '../../src/ops/softmax/temperedSoftmax';
import { gramMatrix } from '../../src/style';
import { gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

let tensors: number;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors));

/** `f` with a gradient of our choice. */
const withGradient = (f: (x: tf.Tensor) => tf.Tensor, gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor) =>
  tf.customGrad((x, save) => {
    (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
    return { value: f(x as tf.Tensor), gradFunc: (dy, [saved]) => gradient(dy, saved) };
  }) as (x: tf.Tensor) => tf.Tensor;

async function withInputs(shapes: number[][], check: (inputs: tf.Tensor[]) => Promise<void>, low = -1, high = 1) {
  const inputs = shapes.map((shape, seed) => seededTensor(shape, { seed, low, high }));
  await check(inputs).finally(() => tf.dispose(inputs));
}

const smooth: Record<
  string,
  { f: (...xs: tf.Tensor[]) => tf.Tensor; shapes: number[][]; low?: number; high?: number }
> = {
  square: { f: (x) => tf.square(x), shapes: [[2, 3]] },
  'a scalar': { f: (x) => tf.mul(x, tf.square(x)), shapes: [[]] },
  'a product of two inputs': { f: (a, b) => tf.mul(a, b), shapes: [[2, 3], [3]] },
  exponential: { f: (x) => exponentialTail(x, 0), shapes: [[5]], low: -4, high: 4 },
  logarithm: { f: (x) => tf.log(x), shapes: [[6]], low: 0.1, high: 3 },
  'large values': { f: (x) => tf.square(x), shapes: [[5]], low: 1000, high: 2000 },
  'tiny gradients': { f: (x) => tf.mul(tf.square(x), 1e-5), shapes: [[5]] },
  'mean of many': { f: (x) => tf.mean(tf.square(x)), shapes: [[7, 30]] },
  sigmoid: { f: (x) => sigmoid(x), shapes: [[3, 4]], low: -6, high: 6 },
  softmax: { f: (x) => temperedSoftmax(x, 1), shapes: [[3, 5]], low: -3, high: 3 },
  logSoftmax: { f: (x) => temperedLogSoftmax(x, 1), shapes: [[3, 5]], low: -100, high: 100 },
  gramMatrix: { f: (x) => gramMatrix(x as tf.Tensor3D, { center: true }), shapes: [[3, 5, 3]] },
  'matrix product': {
    f: (a, b) => tf.matMul(a, b),
    shapes: [
      [3, 4],
      [4, 2],
    ],
  },
  'large matrix product': {
    f: (a, b) => tf.matMul(a, b),
    shapes: [
      [20, 30],
      [30, 9],
    ],
  },
};

describe('right gradients pass', () => {
  for (const [name, { f, shapes, low, high }] of Object.entries(smooth)) {
    test(`gradcheck of ${name}`, () => withInputs(shapes, (inputs) => gradcheck(f, inputs), low, high));
    test(`gradgradcheck of ${name}`, () => withInputs(shapes, (inputs) => gradgradcheck(f, inputs), low, high));
  }
});

describe('a gradient that is off by one percent fails', () => {
  for (const [name, { f, shapes, low, high }] of Object.entries(smooth)) {
    if (shapes.length > 1) continue;
    const offByOnePercent = withGradient(f, (dy, x) => tf.mul(vjp(f, [x], dy)[0], 1.01));
    test(name, () =>
      withInputs(
        shapes,
        (inputs) => expect(gradcheck(offByOnePercent, inputs)).rejects.toThrow(/derivatives differ/),
        low,
        high,
      ),
    );
  }
});

const atOneElement = (shape: number[], index: number, value: number) => {
  const factors = new Float32Array(tf.util.sizeFromShape(shape)).fill(1);
  factors[index] = value;
  return tf.tensor(factors, shape);
};

describe('wrong gradients fail', () => {
  const x = () => seededTensor([2, 3], { seed: 5 });
  const failing = async (f: (x: tf.Tensor) => tf.Tensor, message: RegExp, check = gradcheck) => {
    const input = x();
    await expect(check(f, input)).rejects.toThrow(message);
    input.dispose();
  };

  test('a wrong factor', () =>
    failing(
      withGradient(tf.square, (dy, x) => tf.mul(dy, x)),
      /^gradcheck: 6 of 6 derivatives differ, worst is the gradient for input 0 at \[\d, \d\]; expected \S+ by central differences; got \S+$/,
    ));
  test('a missing term', () =>
    failing(
      withGradient(
        (x) => tf.mul(x, tf.sum(x)),
        (dy, x) => tf.mul(dy, tf.sum(x)),
      ),
      /6 of 6 derivatives differ/,
    ));
  test('one percent at one element', () =>
    failing(
      withGradient(tf.square, (dy, x) => tf.mul(tf.mul(dy, tf.mul(2, x)), atOneElement([2, 3], 4, 1.01))),
      /1 of 6 derivatives differ, worst is the gradient for input 0 at \[1, 1\]/,
    ));
  test('NaN', () =>
    failing(
      withGradient(tf.square, (dy, x) => tf.mul(tf.mul(dy, tf.mul(2, x)), atOneElement([2, 3], 0, Number.NaN))),
      /worst is the gradient for input 0 at \[0, 0\]; expected \S+ by central differences; got NaN/,
    ));
  test('zero', () =>
    failing(
      withGradient(tf.square, (_, x) => tf.zerosLike(x)),
      /6 of 6 derivatives differ/,
    ));
  test('a constant where none is', () =>
    failing(
      (x) =>
        tf.mul(
          x,
          noGradient(() => tf.square(x)),
        ),
      /6 of 6 derivatives differ/,
    ));

  test('the right input is named', () =>
    withInputs([[2], [3], [4]], async ([a, b, c]) => {
      const f = (...[a, b, c]: tf.Tensor[]) =>
        tf.addN([tf.sum(tf.square(a)), tf.mul(2, tf.sum(noGradient(() => tf.mul(b, 3)))), tf.sum(c)]);
      await expect(gradcheck(f, [a, b, c])).rejects.toThrow(
        /^gradcheck: 3 of 9 derivatives differ, worst is the gradient for input 1 at \[[0-2]\]; expected (5\.99999|6\.00000|6 )\d* ?by central differences; got 0$/,
      );
    }));
  test('many elements, one percent', () =>
    withInputs([[20, 30]], async ([x]) => {
      const wrong = withGradient(tf.square, (dy, x) => tf.mul(tf.mul(dy, x), 2.02));
      await expect(gradcheck(wrong, x)).rejects.toThrow(
        / of 8 derivatives differ, worst is the gradient along random direction \d; /,
      );
    }));
  test('many elements, one of them, each checked', () =>
    withInputs([[10, 10]], async ([x]) => {
      const wrong = withGradient(tf.square, (dy, x) =>
        tf.mul(tf.mul(dy, tf.mul(2, x)), atOneElement([10, 10], 42, 0.99)),
      );
      await expect(gradcheck(wrong, x, { directions: 0 })).rejects.toThrow(
        /1 of 100 derivatives differ, .* at \[4, 2\]; /,
      );
    }));
});

describe('wrong second gradients fail though the first are right', () => {
  const stock: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    exp: tf.exp,
    tanh: tf.tanh,
    sigmoid: tf.sigmoid,
    softmax: tf.softmax,
  };
  for (const [name, f] of Object.entries(stock)) {
    test(`tf.${name}`, () =>
      withInputs([[2, 3]], async ([x]) => {
        await gradcheck(f, x);
        await expect(gradgradcheck(f, x)).rejects.toThrow();
      }));
  }
  test('exp is named', () =>
    withInputs([[2]], async ([x]) => {
      await expect(gradgradcheck(tf.exp, x)).rejects.toThrow(
        /^gradgradcheck: 2 of 4 derivatives differ, worst is the second gradient for input 0 at \[[01]\]; expected \S+ by central differences; got 0$/,
      );
    }));
  test('one percent', () =>
    withInputs([[5]], async ([x]) => {
      const slope = withGradient(
        (x) => tf.mul(2, x),
        (dy) => tf.mul(dy, 2.02),
      );
      const f = withGradient(tf.square, (dy, x) => tf.mul(dy, slope(x)));
      await gradcheck(f, x);
      await expect(gradgradcheck(f, x)).rejects.toThrow(/5 of 10 derivatives differ/);
    }));
  test('a cotangent that is taken for a constant', () =>
    withInputs([[5]], async ([x]) => {
      const f = withGradient(tf.square, (dy, x) =>
        tf.mul(
          noGradient(() => tf.add(dy, 0)),
          tf.mul(2, x),
        ),
      );
      await gradcheck(f, x);
      await expect(gradgradcheck(f, x)).rejects.toThrow(
        /5 of 10 derivatives differ, worst is the second gradient for the cotangent at /,
      );
    }));
});

describe('conventions', () => {
  test('integer inputs are constants', () =>
    withInputs([[4, 2]], async ([x]) => {
      const indices = tf.tensor1d([2, 0, 2], 'int32');
      await gradcheck((x, i) => gatherRows(x, tf.expandDims(i, 1)), [x, indices]);
      indices.dispose();
    }));
  test('an input without influence has gradient zero', () =>
    withInputs([[3], [2]], ([a, b]) => gradcheck((a) => tf.square(a), [a, b])));
  test('empty outputs and inputs', () =>
    withInputs([[0, 3], [2]], ([a, b]) => gradcheck((a, b) => tf.concat([tf.reshape(a, [-1]), tf.square(b)]), [a, b])));
  test('inputs that are not finite numbers fail', async () => {
    const x = tf.tensor1d([1, Number.NaN]);
    await expect(gradcheck(tf.square, x)).rejects.toThrow(/2 of 2 derivatives differ, .*; expected NaN/);
    x.dispose();
  });
  test('errors', async () => {
    const x = tf.tensor1d([1, 2]);
    const i = tf.tensor1d([1, 2], 'int32');
    const message = (promise: Promise<void>) =>
      promise.then(
        () => 'passed',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    expect(await message(gradcheck(tf.square, i))).toBe(
      'ArgumentError: gradcheck: no input has a gradient; expected at least one float32 tensor; got [int32]',
    );
    expect(await message(gradgradcheck(tf.square, []))).toBe(
      'ArgumentError: gradgradcheck: no input has a gradient; expected at least one float32 tensor; got []',
    );
    expect(await message(gradcheck(tf.square, [1] as never))).toBe(
      'ArgumentError: gradcheck: input 0 is not a tensor; expected a tensor; got 1',
    );
    expect(await message(gradcheck(undefined as never, x))).toBe(
      'ArgumentError: gradcheck: f is not a function; expected a function; got undefined',
    );
    const empty = tf.zeros([0, 3]);
    for (const [name, check] of Object.entries({ gradcheck, gradgradcheck })) {
      expect(await message(check(tf.square, empty))).toBe(
        `ArgumentError: ${name}: the inputs are empty; expected at least one element to check; got [0, 3]`,
      );
    }
    empty.dispose();
    expect(await message(gradgradcheck(tf.square, [x, empty]))).toBe(
      'ArgumentError: gradgradcheck: input 1 has been disposed; expected a tensor in use; got a float32 tensor of shape [0, 3]',
    );
    expect(await message(gradcheck((x) => tf.slice(x, 0, 0), x))).toBe(
      'ArgumentError: gradcheck: f returns nothing; expected at least one element to check; got an empty tensor',
    );
    expect(await message(gradcheck((x) => tf.cast(x, 'int32'), x))).toBe(
      'ArgumentError: gradcheck: f returns no float; expected a float32 tensor; got int32',
    );
    expect(await message(gradcheck(tf.square, x, { eps: 0 }))).toBe(
      'ArgumentError: gradcheck: eps is out of range; expected a finite number above 0; got 0',
    );
    expect(await message(gradcheck(tf.square, x, { directions: 1.5 }))).toBe(
      'ArgumentError: gradcheck: directions is out of range; expected an integer at least 0; got 1.5',
    );
    tf.dispose([x, i]);
  });
});
