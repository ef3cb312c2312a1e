import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type LbfgsOptions, lbfgs } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/lbfgs.json';
import { expectRejection } from './expectRejection';
import { problems } from './problems';

interface Stored {
  shape: number[];
  values: number[];
}

const decode = ({ values, shape }: Stored) => tf.tensor(values, shape, 'float32');
const decodeBound = (bound: Stored | null) => {
  if (!bound) return undefined;
  return bound.shape.length === 0 ? bound.values[0] : decode(bound);
};

test('has fixture cases', () => expect(fixture.cases.length).toBe(10));

/**
 * A quadratic known to 1e-7 in float32 determines a coordinate along the flattest axis only to the square root of that.
 */
const tolerance = (problem: string) => ({ atol: problem === 'quadratic' ? 1e-2 : 1e-3, rtol: 0 });

for (const scale of [1, 1e-8, 1e8]) {
  describe(`${fixture.source}, the loss times ${scale}`, () => {
    for (const { name, problem, inputs, options, bounds, x, loss, iterations } of fixture.cases) {
      test(name, () =>
        expectNoLeak(async () => {
          const { initial, ...constants } = Object.fromEntries(
            Object.entries(inputs).map(([key, value]) => [key, decode(value as Stored)]),
          );
          const [lower, upper] = bounds?.map(decodeBound) ?? [];
          const f = (at: tf.Tensor) =>
            tf.mul(scale, problems[problem](at, constants, options.contentWeight ?? 0)) as tf.Scalar;
          const start = tf.tidy(() => f(initial));
          const [first] = await start.data();

          const shares: number[] = [];
          const result = await lbfgs(f, initial, {
            onProgress: ({ gradient }) => shares.push(gradient),
            ...(bounds && { bounds: { lower, upper } }),
          });

          expect(['gradient', 'loss']).toContain(result.reason);
          expect(Math.abs(result.loss / scale - loss)).toBeLessThan(1e-5 * Math.abs(loss) + 1e-7 * (first / scale));
          // SciPy's Cauchy path happens to meet this corner at once.
          const asScipy = 1 + shares.findIndex((share) => share <= 1e-6);
          if (!name.includes('across')) expect(asScipy).toBeLessThanOrEqual(Math.ceil(1.2 * iterations));
          // Many images have the same Gram matrix.
          if (name !== 'style') await expectTensorsClose(result.x, x, tolerance(problem));
          tf.dispose([initial, constants, start, lower ?? [], upper ?? []]);
          return result.x;
        }),
      );
    }
  });
}

const bowl = (x: tf.Tensor) => tf.sum(tf.square(tf.sub(x, 3))) as tf.Scalar;
const rosenbrock = (x: tf.Tensor) => problems.rosenbrock(x, {}, 0) as tf.Scalar;

describe('lbfgs', () => {
  test('the example of the documentation', () =>
    expectNoLeak(async () => {
      const { x, reason, loss, evaluations, iterations } = await lbfgs(rosenbrock, [-1.2, 1]);
      expect(reason).toBe('gradient');
      expect(loss).toBeLessThan(1e-8);
      expect(evaluations).toBeGreaterThanOrEqual(iterations + 1);
      await expectTensorsClose(x, { shape: [2], values: [1, 1] }, { atol: 1e-4 });
      return x;
    }));

  test('x may have any shape, or be integers; the initial x is not disposed', () =>
    expectNoLeak(async () => {
      const scalar = await lbfgs(bowl, 7);
      await expectTensorsClose(scalar.x, { shape: [], values: [3] });
      const initial = tf.tensor3d([[[1, 2, 9]]], undefined, 'int32');
      const { x } = await lbfgs(bowl, initial);
      expect(x.dtype).toBe('float32');
      await expectTensorsClose(x, { shape: [1, 1, 3], values: [3, 3, 3] });
      await expectTensorsClose(initial, { shape: [1, 1, 3], values: [1, 2, 9] });
      initial.dispose();
      return [scalar.x, x];
    }));

  test('starts at a minimum', () =>
    expectNoLeak(async () => {
      const { x, ...rest } = await lbfgs(bowl, [3, 3]);
      expect(rest).toEqual({ loss: 0, iterations: 0, evaluations: 1, reason: 'gradient' });
      return x;
    }));

  test('bounds hold at every evaluation, even with infinite bounds or a start outside', () =>
    expectNoLeak(async () => {
      const seen: tf.Tensor[] = [];
      const f = (x: tf.Tensor) => {
        seen.push(tf.keep(tf.clone(x)));
        return bowl(x);
      };
      const lower = tf.tensor1d([-Infinity, 5, 0]);
      const upper = tf.tensor1d([2, Infinity, Infinity]);
      const { x, reason } = await lbfgs(f, [9, -9, -9], { bounds: { lower, upper } });
      expect(reason).toBe('gradient');
      await expectTensorsClose(x, { shape: [3], values: [2, 5, 3] });
      for (const at of seen) {
        const [a, b, c] = await at.data();
        expect(a <= 2 && b >= 5 && c >= 0, `x = (${a}, ${b}, ${c})`).toBe(true);
      }
      const free = await lbfgs(bowl, [0, 1], { bounds: { lower: -Infinity, upper: Infinity } });
      await expectTensorsClose(free.x, { shape: [2], values: [3, 3] });
      return [x, free.x, seen, lower, upper];
    }));

  test('backs off from a loss that is not finite', () =>
    expectNoLeak(async () => {
      // x − log x has its minimum at 1; too long a step makes it NaN.
      const barrier = (x: tf.Tensor) => tf.sum(tf.sub(x, tf.log(x))) as tf.Scalar;
      const { x, reason } = await lbfgs(barrier, [0.01, 30]);
      expect(['gradient', 'loss']).toContain(reason);
      await expectTensorsClose(x, { shape: [2], values: [1, 1] }, { atol: 1e-3 });
      return x;
    }));

  test('reads back once per evaluation', () =>
    expectNoLeak(async () => {
      const backend = tf.backend();
      const read = backend.read;
      let reads = 0;
      backend.read = function (...parameters) {
        reads++;
        return read.apply(this, parameters);
      };
      try {
        const { x, evaluations } = await lbfgs(rosenbrock, [-1.2, 1], { bounds: { upper: 0.9 } });
        expect(evaluations).toBeGreaterThan(5);
        expect(reads).toBe(evaluations);
        return x;
      } finally {
        backend.read = read;
      }
    }));

  test('holds two tensors per step of its history and few more', () =>
    expectNoLeak(async () => {
      const before = tf.memory().numTensors;
      let most = 0;
      const onProgress = () => {
        most = Math.max(most, tf.memory().numTensors - before);
      };
      const { x } = await lbfgs(rosenbrock, [-1.2, 1, -1.2, 1], { historySize: 3, onProgress });
      expect(most).toBeGreaterThan(6);
      expect(most).toBeLessThanOrEqual(2 * 3 + 10);
      return x;
    }));

  test('minimizes over many elements', () =>
    expectNoLeak(async () => {
      const target = tf.linspace(-1, 1, 100_001);
      const f = (x: tf.Tensor) => tf.mean(tf.square(tf.sub(x, target))) as tf.Scalar;
      const { x, iterations } = await lbfgs(f, new Float32Array(100_001));
      expect(iterations).toBeLessThan(10);
      await expectTensorsClose(x, target, { atol: 1e-5 });
      return [x, target];
    }));

  for (const scale of [1e-20, 1e20]) {
    test(`a loss times ${scale} does not stall`, () =>
      expectNoLeak(async () => {
        const f = (x: tf.Tensor) => tf.mul(scale, bowl(x)) as tf.Scalar;
        const bounded = await lbfgs(f, [-1.2, 40, 1], { bounds: { upper: [9, 9, 2] } });
        await expectTensorsClose(bounded.x, { shape: [3], values: [3, 3, 2] }, { atol: 1e-4 });
        const { x } = await lbfgs(f, [-1.2, 40, 1]);
        await expectTensorsClose(x, { shape: [3], values: [3, 3, 3] }, { atol: 1e-4 });
        return [bounded.x, x];
      }));
  }

  test('noise in the loss ends the search', () =>
    expectNoLeak(async () => {
      let calls = 0;
      const noisy = tf.customGrad((x) => {
        const at = x as tf.Tensor;
        return {
          value: tf.add(bowl(at), 10 + 1e-3 * Math.sin(1e3 * calls++)),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.mul(2, tf.sub(at, 3))),
        };
      });
      const { x, reason, evaluations } = await lbfgs((at) => noisy(at) as tf.Scalar, [-1.2, 40, 1]);
      expect(['gradient', 'loss', 'lineSearch']).toContain(reason);
      expect(evaluations).toBeLessThan(120);
      await expectTensorsClose(x, { shape: [3], values: [3, 3, 3] }, { atol: 0.1 });
      return x;
    }));

  test('a large constant hides the loss but not its slopes', () =>
    expectNoLeak(async () => {
      const hidden = (x: tf.Tensor) => tf.add(1e6, rosenbrock(x)) as tf.Scalar;
      const { x, evaluations } = await lbfgs(hidden, [-1.2, 1], { lossTolerance: 0 });
      expect(evaluations).toBeLessThan(200);
      await expectTensorsClose(x, { shape: [2], values: [1, 1] }, { atol: 1e-2 });
      return x;
    }));

  test('the least loss is the result, even if the gradient vanishes at a loss that is rounded up', () =>
    expectNoLeak(async () => {
      const rounded = tf.customGrad((x) => {
        const at = x as tf.Tensor;
        const there = tf.cast(tf.less(tf.abs(tf.sub(at, 3)), 5e-4), 'float32');
        return {
          value: tf.sum(tf.add(100, tf.mul(5e-5, there))),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.mul(2, tf.sub(at, 3))),
        };
      });
      const losses: number[] = [];
      const onProgress = (progress: { loss: number }) => losses.push(progress.loss);
      const f = (at: tf.Tensor) => rounded(at) as tf.Scalar;
      const { x, loss, reason } = await lbfgs(f, [3.001], { onProgress });
      expect(reason).toBe('gradient');
      expect(losses.at(-1)).toBeGreaterThan(100);
      expect(loss).toBe(100);
      await expectTensorsClose(x, { shape: [1], values: [3.001] }, { atol: 6e-4 });
      return x;
    }));

  test('yields to the event loop', () =>
    expectNoLeak(async () => {
      let ticks = 0;
      const timer = setInterval(() => ticks++, 0);
      const { x } = await lbfgs(
        rosenbrock,
        Array.from({ length: 40 }, (_, i) => (i % 2 ? 1 : -1.2)),
      );
      clearInterval(timer);
      expect(ticks).toBeGreaterThan(0);
      return x;
    }));

  test('reports each iteration', () =>
    expectNoLeak(async () => {
      const losses: number[] = [];
      const steps: number[] = [];
      const { x, loss, reason, iterations } = await lbfgs(rosenbrock, [-1.2, 1], {
        maxIterations: 7,
        onProgress: (progress) => {
          steps.push(progress.step);
          losses.push(progress.loss);
          expect(progress.total).toBe(7);
          expect(progress.x.shape).toEqual([2]);
          expect(progress.evaluations).toBeGreaterThan(progress.step);
          expect(progress.gradient).toBeGreaterThan(0);
        },
      });
      expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect({ reason, iterations }).toEqual({ reason: 'maxIterations', iterations: 7 });
      expect(loss).toBe(Math.min(...losses));
      return x;
    }));

  test('maxIterations: 0', () =>
    expectNoLeak(async () => {
      const { x, ...rest } = await lbfgs(bowl, [1, 3], { maxIterations: 0 });
      expect(rest).toEqual({ loss: 4, iterations: 0, evaluations: 1, reason: 'maxIterations' });
      return x;
    }));

  test('an abort resolves with the best x so far', () =>
    expectNoLeak(async () => {
      const controller = new AbortController();
      let calls = 0;
      const f = (x: tf.Tensor) => {
        if (++calls === 9) controller.abort();
        return rosenbrock(x);
      };
      const { x, loss, reason, evaluations } = await lbfgs(f, [-1.2, 1], { signal: controller.signal });
      expect({ reason, evaluations }).toEqual({ reason: 'aborted', evaluations: 9 });
      const there = tf.tidy(() => rosenbrock(x));
      await expectTensorsClose(there, { shape: [], values: [loss] });
      expect(loss).toBeLessThan(24.2);
      const before = await lbfgs(f, [-1.2, 1], { signal: controller.signal });
      expect(before).toMatchObject({ reason: 'aborted', iterations: 0, evaluations: 0, loss: Number.NaN });
      await expectTensorsClose(before.x, { shape: [2], values: [-1.2, 1] });
      return [x, there, before.x];
    }));

  test('may start within a tidy, whose tensors may be disposed right after', () =>
    expectNoLeak(async () => {
      const running = tf.tidy(() => {
        const bounds = { lower: tf.tensor1d([-5, -5]), upper: 2 };
        return { running: [lbfgs(bowl, tf.tensor1d([0, 1]), { bounds })] as unknown as tf.TensorContainer };
      }) as unknown as { running: ReturnType<typeof lbfgs>[] };
      const { x } = await running.running[0];
      await expectTensorsClose(x, { shape: [2], values: [2, 2] });
      return x;
    }));

  describe('a callback that throws ends the run and leaves no tensor behind', () => {
    const fail = (..._: unknown[]): never => {
      throw new Error('enough');
    };
    const failsLate = tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: fail }));
    const losses: [string, (x: tf.Tensor) => tf.Scalar][] = [
      ['lossFunction at once', fail],
      ['lossFunction after ops', (x) => fail(tf.square(tf.mul(x, x)))],
      ['lossFunction in a gradient', (x) => tf.sum(failsLate(tf.square(tf.mul(x, x))))],
    ];
    const expectNothingLeft = (loss: (x: tf.Tensor) => tf.Scalar, options: LbfgsOptions = {}) =>
      expectNoLeak(async () => {
        await expect(lbfgs(loss, [1], options)).rejects.toThrow('enough');
      });
    for (const [name, loss] of losses) test(name, () => expectNothingLeft(loss));
    test('onProgress', () => expectNothingLeft(bowl, { onProgress: fail }));
  });
});

const errors: [string, (x: tf.Tensor) => tf.Scalar, tf.TensorLike, LbfgsOptions, string][] = [
  [
    'a lossFunction that is not a function',
    3 as never,
    [1],
    {},
    'lossFunction is not a function; expected a function; got 3',
  ],
  ['an empty x', bowl, [], {}, 'initial is empty; expected at least one element; got shape [0]'],
  [
    'a lossFunction that does not return a scalar',
    (x) => x as tf.Scalar,
    [1],
    {},
    'lossFunction does not return a loss; expected a float32 scalar; got a float32 tensor of shape [1]',
  ],
  ['no loss', () => 3 as never, [1], {}, 'lossFunction does not return a loss; expected a float32 scalar; got 3'],
  [
    'an integer loss',
    (x) => tf.cast(bowl(x), 'int32'),
    [1],
    {},
    'lossFunction does not return a loss; expected a float32 scalar; got an int32 tensor of shape []',
  ],
  [
    'a boolean loss',
    (x) => tf.cast(bowl(x), 'bool'),
    [1],
    {},
    'lossFunction does not return a loss; expected a float32 scalar; got a bool tensor of shape []',
  ],
  [
    'a promise of a loss',
    (async (x: tf.Tensor) => {
      bowl(x);
      throw new Error('never seen');
    }) as never,
    [1],
    {},
    'lossFunction does not return a loss; expected a float32 scalar; got [object Promise]',
  ],
  [
    'a loss that ignores x',
    () => tf.scalar(1),
    [1],
    {},
    'lossFunction does not depend on x; expected a loss computed from its argument; got one without a gradient',
  ],
  [
    'maxIterations',
    bowl,
    [1],
    { maxIterations: 1.5 },
    'maxIterations is out of range; expected an integer at least 0; got 1.5',
  ],
  ['historySize', bowl, [1], { historySize: 0 }, 'historySize is out of range; expected an integer at least 1; got 0'],
  [
    'gradientTolerance',
    bowl,
    [1],
    { gradientTolerance: -1 },
    'gradientTolerance is out of range; expected a finite number at least 0; got -1',
  ],
  [
    'lossTolerance',
    bowl,
    [1],
    { lossTolerance: Number.NaN },
    'lossTolerance is out of range; expected a finite number at least 0; got NaN',
  ],
  [
    'bounds that cross',
    bowl,
    [1],
    { bounds: { lower: 2, upper: 1 } },
    'bounds.lower is above bounds.upper; expected at most 1; got 2',
  ],
  [
    'bounds that cross in one element',
    bowl,
    [1, 2],
    { bounds: { lower: [0, 2], upper: [1, 1.5] } },
    'bounds.lower is above bounds.upper; expected at most 1.5; got 2',
  ],
  [
    'NaN in a bound',
    bowl,
    [1, 2],
    { bounds: { upper: [1, NaN] } },
    'bounds.upper is not a number; expected numbers; got NaN',
  ],
  [
    'a bound that is not a number',
    bowl,
    [1],
    { bounds: { lower: NaN } },
    'bounds.lower is not a number; expected numbers; got NaN',
  ],
  [
    'a bound of another shape',
    bowl,
    [1, 2],
    { bounds: { upper: [1, 2, 3] } },
    'bounds.upper has the wrong shape; expected [2]; got [3]',
  ],
  [
    'bounds that are none',
    bowl,
    [1],
    { bounds: null as never },
    'bounds is not an object; expected {lower, upper}; got null',
  ],
  [
    'a bound of an unknown name',
    bowl,
    [1],
    { bounds: { least: 0 } as never },
    "bounds has an unknown key; expected lower or upper; got 'least'",
  ],
  [
    'onProgress',
    bowl,
    [1],
    { onProgress: {} as never },
    'onProgress is not a function; expected a function; got [object Object]',
  ],
  ['signal', bowl, [1], { signal: null as never }, 'signal is of the wrong kind; expected an AbortSignal; got null'],
  [
    'an infinite loss',
    (x) => tf.sum(tf.div(1, x)),
    [0],
    {},
    'the loss at the start is not finite; expected finite numbers; got Infinity',
  ],
];

for (const [name, f, initial, options, message] of errors) {
  test(`an error for ${name}`, () => expectRejection(() => lbfgs(f, initial, options), `lbfgs: ${message}`));
}
