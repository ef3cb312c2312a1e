import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noGradient } from '../../src/engine/noGradient';
import { vjp } from '../../src/engine/vjp';
import { exponentialTail } from '../../src/ops/exponentialTail/exponentialTail';
import { gatherRows } from '../../src/ops/gatherRows';
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
  logSoftmax: { f: (x) => temperedLogSoftmax(x, 1), shapes: [[3, 5]], low: -10, high: 10 },
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
  test('a gradient that is constant by mistake', () =>
    failing(
      (x) =>
        tf.mul(
          x,
          noGradient(() => tf.square(x)),
        ),
      /6 of 6 derivatives differ/,
    ));

  test('the error names the right input', () =>
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
  test('many elements, one wrong, each checked', () =>
    withInputs([[10, 10]], async ([x]) => {
      const wrong = withGradient(tf.square, (dy, x) =>
        tf.mul(tf.mul(dy, tf.mul(2, x)), atOneElement([10, 10], 42, 0.99)),
      );
      await expect(gradcheck(wrong, x, { directions: 0 })).rejects.toThrow(
        /1 of 100 derivatives differ, .* at \[4, 2\]; /,
      );
    }));
});

describe('wrong second gradients fail although the first are right', () => {
  /** f with the right derivative, which claims to be a constant, as stock tfjs does for exp, tanh and sigmoid. */
  const onceDifferentiable = (f: (x: tf.Tensor) => tf.Tensor, derivative: (x: tf.Tensor) => tf.Tensor) => {
    const slope = withGradient(derivative, (dy) => tf.zerosLike(dy));
    return withGradient(f, (dy, x) => tf.mul(dy, slope(x)));
  };
  const exp = onceDifferentiable(tf.exp, tf.exp);
  test.for<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['exp', exp],
    ['tanh', onceDifferentiable(tf.tanh, (x) => tf.sub(1, tf.square(tf.tanh(x))))],
    ['sigmoid', onceDifferentiable(tf.sigmoid, (x) => tf.mul(tf.sigmoid(x), tf.sub(1, tf.sigmoid(x))))],
  ])('%s', ([, f]) =>
    withInputs([[2, 3]], async ([x]) => {
      await gradcheck(f, x);
      await expect(gradgradcheck(f, x)).rejects.toThrow(/^gradgradcheck: \d+ of 12 derivatives differ/);
    }),
  );
  test('the error names exp', () =>
    withInputs([[2]], async ([x]) => {
      await expect(gradgradcheck(exp, x)).rejects.toThrow(
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
  test('a cotangent that is treated as a constant', () =>
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

/** f(x) + c, with `gradient` as the gradient of f; c costs f digits of float32. */
const beside = (c: number, f: (x: tf.Tensor) => tf.Tensor, gradient: (x: tf.Tensor) => tf.Tensor) =>
  withGradient(
    (x) => tf.add(tf.sum(f(x)), c),
    (dy, x) => tf.mul(dy, gradient(x)),
  );

describe('a check that float32 cannot decide is a failure of its own', () => {
  const failing = async (f: (...xs: tf.Tensor[]) => tf.Tensor, values: number[][], message: RegExp, options = {}) => {
    const inputs = values.map((list) => tf.tensor1d(list));
    await expect(gradcheck(f, inputs, options))
      .rejects.toThrow(message)
      .finally(() => tf.dispose(inputs));
  };
  const cannotTell = (count: string) =>
    new RegExp(
      `^gradcheck: cannot tell ${count} derivatives, worst is the gradient for input \\d at \\[\\d\\]; ` +
        'expected central differences that float32 resolves \\(try a larger eps\\); got \\S+ ± \\S+$',
    );
  const noStep =
    /^gradcheck: step too large or too small for 1 of 1 derivatives, worst is the gradient for input 0 at \[0\]; expected central differences that agree \(try another eps\); got \S+ ± \S+$/;
  const square = (x: tf.Tensor) => tf.square(x);
  const twice = (x: tf.Tensor) => tf.mul(2, x);

  test('a right gradient whose differences are rounded away', () =>
    failing((x) => tf.add(tf.mul(x, 1e-4), 1e3), [[1]], cannotTell('1 of 1')));
  test('a right gradient, with rounding as large as the gradient', () =>
    failing(beside(1e5, square, twice), [[1, 2, 0.5]], cannotTell('3 of 3')));
  test('half the gradient, within rounding', () =>
    failing(
      beside(1e5, square, (x) => x),
      [[1, 2, 0.5]],
      cannotTell('3 of 3'),
    ));
  test('five times the gradient, within rounding', () =>
    failing(
      beside(1e6, square, (x) => tf.mul(10, x)),
      [[1, 2, 0.5]],
      cannotTell('3 of 3'),
    ));
  test('a gradient of zero, within rounding', () =>
    failing(
      beside(1e6, (x) => x, tf.zerosLike),
      [[1, 2, 0.5]],
      cannotTell('3 of 3'),
    ));
  test('an input whose effect is rounded away beside that of another', () =>
    failing((a, b) => tf.add(tf.mul(a, 1e6), b), [[1], [3]], cannotTell('1 of 2')));
  test('an infinite gradient where f overflows', () => failing(tf.exp, [[1000]], cannotTell('1 of 1')));
  test('f is NaN', () =>
    failing(
      square,
      [[1, Number.NaN]],
      /^gradcheck: cannot tell where f is not a number; expected numbers; got NaN at \[1\]$/,
    ));
  test('a larger eps decides', async () => {
    const x = tf.tensor1d([1]);
    const f = (x: tf.Tensor) => tf.add(x, 1e4);
    await expect(gradcheck(f, x)).rejects.toThrow('cannot tell');
    await gradcheck(f, x, { eps: 4 });
    x.dispose();
  });

  test('a singularity nearer than any step', () => failing(tf.log, [[1e-6]], noStep));
  test('a wave shorter than any step', () => failing((x) => tf.sin(tf.mul(x, 1e5)), [[0.3]], noStep));
  test('steps that float32 rounds away within f', () =>
    failing((x) => tf.sub(tf.add(x, 1e6), 1e6), [[1]], cannotTell('1 of 1')));
  describe('f rounds to sixteenths, or more coarsely', () => {
    const rounded: Record<string, (x: tf.Tensor) => tf.Tensor> = {
      'x² + 1e6 − 1e6': (x) => tf.sub(tf.add(tf.square(x), 1e6), 1e6),
      'x² + 1e7 − 1e7': (x) => tf.sub(tf.add(tf.square(x), 1e7), 1e7),
      'sin x + 1e6 − 1e6': (x) => tf.sub(tf.add(tf.sin(x), 1e6), 1e6),
      '(x + 1e6 − 1e6)²': (x) => tf.square(tf.sub(tf.add(x, 1e6), 1e6)),
      'the variance of x + 3000, −x + 3000': (x) => {
        const numbers = tf.add(tf.stack([x, tf.neg(x)]), 3000);
        return tf.sub(tf.mean(tf.square(numbers), 0), tf.square(tf.mean(numbers, 0)));
      },
    };
    for (const [name, f] of Object.entries(rounded)) {
      test(name, () => failing(f, [[-1.83, -1.21, -0.77, 0.85, 0.93, 1.06, 1.39, 1.94]], cannotTell('8 of 8')));
    }
  });
  test('a derivative that is infinite', () => failing(tf.sqrt, [[0]], noStep));
  test('another eps decides', async () => {
    const x = tf.tensor1d([1e-6]);
    await gradcheck(tf.log, x, { eps: 1e-7 });
    x.dispose();
  });

  test('a random f is not deterministic', async () => {
    const x = tf.ones([20]);
    const message =
      /^gradcheck: f is not deterministic; expected the same numbers at each call; got \S+, then \S+ at \[\d+\]$/;
    await expect(gradcheck((x) => tf.mul(x, tf.randomUniform([20])), x)).rejects.toThrow(message);
    await expect(gradcheck((x) => tf.dropout(x, 0.5), x)).rejects.toThrow(message);
    await gradcheck((x) => tf.dropout(x, 0.5, undefined, 3), x);
    await expect(gradgradcheck((x) => tf.mul(tf.square(x), tf.randomUniform([20])), x)).rejects.toThrow(
      'gradgradcheck: the gradient of f is not deterministic; ',
    );
    x.dispose();
  });
});

describe('steps adapt their size', () => {
  const at = (value: number) => tf.tensor1d([value]);
  const cases: Record<string, [(x: tf.Tensor) => tf.Tensor, (x: tf.Tensor) => tf.Tensor, number]> = {
    'a pole nearer than eps': [(x) => tf.div(1, x), (x) => tf.div(-1, tf.square(x)), 0.02],
    'the end of the domain nearer than eps': [tf.log, (x) => tf.div(1, x), 1e-3],
    'a wave shorter than eps': [(x) => tf.sin(tf.mul(200, x)), (x) => tf.mul(200, tf.cos(tf.mul(200, x))), 0.3],
    'a kink nearer than eps': [tf.relu, tf.onesLike, 0.01],
    'a kink beyond which f is flat': [tf.relu, tf.zerosLike, -0.01],
  };
  for (const [name, [f, gradient, value]] of Object.entries(cases)) {
    test(`${name}: the right gradient passes, a wrong one fails`, async () => {
      const x = at(value);
      await gradcheck(f, x);
      const wrong = withGradient(f, (dy, x) => tf.mul(dy, tf.add(tf.mul(1.02, gradient(x)), 0.02)));
      await expect(gradcheck(wrong, x)).rejects.toThrow('1 of 1 derivatives differ');
      x.dispose();
    });
  }
});

describe('harmless cases are not mistaken for doubt', () => {
  test('a large output that does not depend on the input', () =>
    withInputs([[3]], ([x]) => gradcheck((x) => tf.concat([tf.square(x), tf.tensor1d([1e6])]), x)));
  test('an infinite output', () =>
    withInputs([[3]], ([x]) => gradcheck((x) => tf.concat([x, tf.tensor1d([Number.POSITIVE_INFINITY])]), x)));
  test('outputs of very different size', async () => {
    const x = tf.tensor1d([40, -40]);
    await gradcheck((x) => exponentialTail(x, 0), x);
    x.dispose();
  });
  test('inputs of very different size', async () => {
    const x = tf.tensor1d([1e6, 1e-6, 1]);
    await gradcheck((x) => tf.mul(x, tf.square(x)), x);
    x.dispose();
  });
  test('a constant', () => withInputs([[3]], ([x]) => gradcheck((x) => tf.add(tf.mul(x, 0), 3), x)));
});

describe('conventions', () => {
  test('the same tensor may be two inputs', () =>
    withInputs([[2, 3]], async ([x]) => {
      await gradcheck((a, b) => tf.mul(a, tf.square(b)), [x, x]);
      await gradgradcheck((a, b) => tf.mul(a, tf.square(b)), [x, x]);
      const wrong = (a: tf.Tensor, b: tf.Tensor) =>
        tf.mul(
          a,
          noGradient(() => tf.square(b)),
        );
      await expect(gradcheck(wrong, [x, x])).rejects.toThrow('worst is the gradient for input 1');
    }));
  test('200,000 elements', () =>
    withInputs([[200_000]], async ([x]) => {
      await gradcheck(tf.square, x, { directions: 1 });
      const wrong = withGradient(tf.square, (dy, x) => tf.mul(dy, x));
      await expect(gradcheck(wrong, x, { directions: 1 })).rejects.toThrow('1 of 1 derivatives differ');
    }));
  test('integer inputs are constants', () =>
    withInputs([[4, 2]], async ([x]) => {
      const indices = tf.tensor1d([2, 0, 2], 'int32');
      await gradcheck((x, i) => gatherRows(x, tf.expandDims(i, 1)), [x, indices]);
      indices.dispose();
    }));
  test('an input without effect has gradient zero', () =>
    withInputs([[3], [2]], ([a, b]) => gradcheck((a) => tf.square(a), [a, b])));
  test('empty outputs and inputs', () =>
    withInputs([[0, 3], [2]], ([a, b]) => gradcheck((a, b) => tf.concat([tf.reshape(a, [-1]), tf.square(b)]), [a, b])));
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
    for (const [name, check] of Object.entries({ gradcheck, gradgradcheck })) {
      for (const [f, problem] of [
        [
          (x: tf.Tensor) => tf.slice(x, 0, 0),
          'f returns an empty tensor; expected at least one element to check; got shape [0]',
        ],
        [
          (x: tf.Tensor) => tf.cast(x, 'int32'),
          'f returns the wrong dtype; expected a float32 tensor; got an int32 tensor of shape [2]',
        ],
        [() => undefined, 'f does not return a tensor; expected a float32 tensor; got undefined'],
        [() => 1, 'f does not return a tensor; expected a float32 tensor; got 1'],
        [async (x: tf.Tensor) => x, 'f does not return a tensor; expected a float32 tensor; got [object Promise]'],
        [
          () => Promise.reject(new Error('async')),
          'f does not return a tensor; expected a float32 tensor; got [object Promise]',
        ],
        [
          (x: tf.Tensor) => [x],
          'f does not return a tensor; expected a float32 tensor; got [a float32 tensor of shape [2]]',
        ],
      ] as [() => tf.Tensor, string][]) {
        expect(await message(check(f, x))).toBe(`ArgumentError: ${name}: ${problem}`);
      }
    }
    expect(await message(gradcheck(tf.square, x, { eps: 0 }))).toBe(
      'ArgumentError: gradcheck: eps is out of range; expected a finite number above 0; got 0',
    );
    expect(await message(gradcheck(tf.square, x, { directions: 1.5 }))).toBe(
      'ArgumentError: gradcheck: directions is out of range; expected an integer at least 0 and at most 65536; got 1.5',
    );
    tf.dispose([x, i]);
  });
});
