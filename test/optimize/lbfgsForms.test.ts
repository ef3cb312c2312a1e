import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type LbfgsResult, lbfgs } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
import { expectRejection } from './expectRejection';

/** Its minimum is 0, at (3, 4) and [[1, 2, 3]]. */
const distance = (a: tf.Tensor, b: tf.Tensor) =>
  tf.add(tf.sum(tf.square(tf.sub(a, [3, 4]))), tf.sum(tf.square(tf.sub(b, [[1, 2, 3]])))) as tf.Scalar;

const ofList = ([a, b]: tf.Tensor[]) => distance(a, b);
const ofRecord = ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => distance(a, b);

describe('a list of tensors', () => {
  test('result and progress are lists', () =>
    expectNoLeak(async () => {
      const initial = [tf.zeros([2]), tf.zeros([1, 3])];
      const shapes: number[][][] = [];
      const { x, loss } = await lbfgs(ofList, initial, { onProgress: ({ x }) => shapes.push(x.map((at) => at.shape)) });
      expect(loss).toBeLessThan(1e-10);
      expect(shapes[0]).toEqual([[2], [1, 3]]);
      await expectTensorsClose(x[0], { shape: [2], values: [3, 4] });
      await expectTensorsClose(x[1], { shape: [1, 3], values: [1, 2, 3] });
      return [...x, ...initial];
    }));

  test('a tensor that the loss ignores does not change', () =>
    expectNoLeak(async () => {
      const initial = [tf.zeros([2]), tf.fill([3], 7)];
      const { x } = await lbfgs(([a]: tf.Tensor[]) => tf.sum(tf.square(tf.sub(a, 3))) as tf.Scalar, initial);
      await expectTensorsClose(x[0], { shape: [2], values: [3, 3] });
      await expectTensorsClose(x[1], { shape: [3], values: [7, 7, 7] });
      return [...x, ...initial];
    }));

  test('bounds: a number for all, or one bound for each', () =>
    expectNoLeak(async () => {
      const initial = [tf.zeros([2]), tf.zeros([1, 3])];
      const bounds = { lower: 1.5, upper: [3.5, tf.tensor2d([[9, 9, 2.5]])] };
      const { x } = await lbfgs(ofList, initial, { bounds });
      await expectTensorsClose(x[0], { shape: [2], values: [3, 3.5] });
      await expectTensorsClose(x[1], { shape: [1, 3], values: [1.5, 2, 2.5] });
      return [...x, ...initial, bounds.upper[1] as tf.Tensor];
    }));
});

describe('a record of tensors', () => {
  test('the result is a record', () =>
    expectNoLeak(async () => {
      const initial = { a: tf.zeros([2]), b: tf.zeros([1, 3]) };
      const { x } = await lbfgs(ofRecord, initial);
      expect(Object.keys(x)).toEqual(['a', 'b']);
      await expectTensorsClose(x.a, { shape: [2], values: [3, 4] });
      await expectTensorsClose(x.b, { shape: [1, 3], values: [1, 2, 3] });
      return [x.a, x.b, initial.a, initial.b];
    }));

  test('bounds by name', () =>
    expectNoLeak(async () => {
      const initial = { a: tf.zeros([2]), b: tf.zeros([1, 3]) };
      const { x } = await lbfgs(ofRecord, initial, {
        bounds: { lower: { b: 1.5, a: -Infinity }, upper: { a: [2, 9], b: 9 } },
      });
      await expectTensorsClose(x.a, { shape: [2], values: [2, 4] });
      await expectTensorsClose(x.b, { shape: [1, 3], values: [1.5, 2, 3] });
      return [x.a, x.b, initial.a, initial.b];
    }));

  test('a number as the bound of its only entry', () =>
    expectNoLeak(async () => {
      const initial = { a: tf.zeros([2]) };
      const loss = ({ a }: { a: tf.Tensor }) => tf.sum(tf.square(tf.sub(a, [3, 4]))) as tf.Scalar;
      const { x } = await lbfgs(loss, initial, { bounds: { lower: { a: 3.5 } } });
      await expectTensorsClose(x.a, { shape: [2], values: [3.5, 4] });
      return [x.a, initial.a];
    }));
});

test('a list, a record and a single tensor give the same search', () =>
  expectNoLeak(async () => {
    const valley = (a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.add(tf.square(tf.sub(1, a)), tf.mul(100, tf.square(tf.sub(b, tf.square(a)))))) as tf.Scalar;
    const halves = (x: tf.Tensor) => valley(tf.slice(x, 0, 1), tf.slice(x, 1, 1));
    const parts = [tf.tensor1d([-1.2]), tf.tensor1d([1])];
    const one = await lbfgs(halves, [-1.2, 1]);
    const list = await lbfgs(([a, b]: tf.Tensor[]) => valley(a, b), parts);
    const record = await lbfgs(({ a, b }: Record<string, tf.Tensor>) => valley(a, b), { a: parts[0], b: parts[1] });
    expect(list.iterations).toBe(one.iterations);
    expect(record.evaluations).toBe(one.evaluations);
    return [one.x, ...list.x, ...Object.values(record.x), ...parts];
  }));

describe('the weights of a model', () => {
  const inputs = () => seededTensor([20, 2], { seed: 1 });
  const model = () => {
    const kernelInitializer = layers.initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 });
    return layers.sequential({
      layers: [
        layers.layers.dense({ units: 4, activation: 'tanh', inputShape: [2], kernelInitializer }),
        layers.layers.dense({ units: 1, kernelInitializer }),
      ],
    });
  };

  test('hold the best x at the end, like the result', () =>
    expectNoLeak(async () => {
      const [net, x] = [model(), inputs()];
      const target = tf.tidy(() => tf.sum(tf.sin(x), 1, true));
      const loss = () => tf.mean(tf.square(tf.sub(net.apply(x) as tf.Tensor, target))) as tf.Scalar;
      const { trainableWeights } = net;
      const first = tf.tidy(loss);
      const result = await lbfgs(loss, trainableWeights, { maxIterations: 60 });
      expect(result.loss).toBeLessThan(1e-3 * (await first.data())[0]);
      const last = tf.tidy(loss);
      await expectTensorsClose(last, { shape: [], values: [result.loss] }, { rtol: 1e-5 });
      for (const [index, weight] of trainableWeights.entries()) {
        await expectTensorsClose(result.x[index], await (weight.read() as tf.Tensor).array(), { rtol: 0, atol: 0 });
      }
      net.dispose();
      return [...result.x, x, target, first, last];
    }));

  test('are restored if something throws', () =>
    expectNoLeak(async () => {
      const [net, x] = [model(), inputs()];
      const before = await Promise.all(net.getWeights().map((weight) => weight.data()));
      let calls = 0;
      const loss = () => {
        if (++calls === 4) throw new Error('enough');
        return tf.sum(tf.square(net.apply(x) as tf.Tensor)) as tf.Scalar;
      };
      await expect(lbfgs(loss, net.trainableWeights)).rejects.toThrow('enough');
      expect(await Promise.all(net.getWeights().map((weight) => weight.data()))).toEqual(before);
      net.dispose();
      return x;
    }));
});

test('types', () => {
  const scalar = {} as tf.Scalar;
  const one = () => lbfgs((x) => (x.rank ? scalar : scalar), tf.ones([2, 2, 2]));
  expectTypeOf<Awaited<ReturnType<typeof one>>['x']>().toExtend<tf.Tensor>();
  const fromNumbers = () => lbfgs((_: tf.Tensor2D) => scalar, [[1, 2]]);
  expectTypeOf<Awaited<ReturnType<typeof fromNumbers>>['x']>().toEqualTypeOf<tf.Tensor2D>();
  const record = () =>
    lbfgs(({ a }: { a: tf.Tensor1D; b: tf.Tensor }) => (a.size ? scalar : scalar), {
      a: tf.tensor1d([1]),
      b: tf.ones([1]),
    });
  expectTypeOf<Awaited<ReturnType<typeof record>>>().toEqualTypeOf<LbfgsResult<{ a: tf.Tensor1D; b: tf.Tensor }>>();
  interface Weights {
    kernel: tf.Tensor2D;
    bias: tf.Tensor;
  }
  const ofInterface = () => lbfgs(({ kernel }) => (kernel.rank ? scalar : scalar), {} as Weights);
  expectTypeOf<Awaited<ReturnType<typeof ofInterface>>>().toEqualTypeOf<LbfgsResult<Weights>>();
  const weights = () => lbfgs(() => scalar, layers.sequential().trainableWeights);
  expectTypeOf<Awaited<ReturnType<typeof weights>>['x']>().toEqualTypeOf<tf.Tensor[]>();
});

describe('errors', () => {
  const tensors = () => [tf.zeros([2]), tf.zeros([1, 3])];
  const cases: [string, unknown, object, string][] = [
    ['an empty record', {}, {}, 'initial is empty; expected at least one tensor; got {}'],
    [
      'an empty tensor in a list',
      [tf.zeros([2]), tf.zeros([0])],
      {},
      'initial[1] is empty; expected at least one element; got shape [0]',
    ],
    [
      'what is not a tensor in a list',
      [tf.zeros([2]), 'b'],
      {},
      "initial[1] is not a tensor; expected a tensor; got 'b'",
    ],
    [
      'a bound of another form',
      tensors(),
      { bounds: { upper: [1] } },
      'bounds.upper differs in form from initial; expected a number or that form; got [1]',
    ],
    [
      'a bound of another shape in a list',
      tensors(),
      { bounds: { upper: [1, [1, 2]] } },
      'bounds.upper[1] has the wrong shape; expected [1, 3]; got [2]',
    ],
    [
      'NaN in a bound of a list',
      tensors(),
      { bounds: { lower: [Number.NaN, 0] } },
      'bounds.lower is not a number; expected numbers; got NaN',
    ],
    [
      'a state that is none',
      tensors(),
      { state: {} },
      'state is of the wrong kind; expected an LbfgsState; got [object Object]',
    ],
    ['keepState', tensors(), { keepState: 1 }, 'keepState is not a boolean; expected true or false; got 1'],
  ];
  for (const [name, initial, options, message] of cases) {
    test(name, () => expectRejection(() => lbfgs(ofList, initial as tf.Tensor[], options), `lbfgs: ${message}`));
  }
  test('a closure over a variable that ignores x', async () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const loss = () => tf.sum(tf.square(variable)) as tf.Scalar;
    await expectRejection(
      () => lbfgs(loss, variable),
      'lbfgs: lossFunction does not depend on x; expected a loss computed from its argument; got one without a gradient',
    );
    variable.dispose();
  });
});
