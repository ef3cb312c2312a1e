import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { lbfgs } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import { expectRejection } from './expectRejection';
import { problems } from './problems';

const rosenbrock = (x: tf.Tensor) => problems.rosenbrock(x, {}, 0) as tf.Scalar;

describe('LbfgsState', () => {
  for (const scale of [1, 1e-12]) {
    test(`two runs of ten iterations equal one of twenty, the loss times ${scale}`, () =>
      expectNoLeak(async () => {
        const f = (x: tf.Tensor) => tf.mul(scale, rosenbrock(x)) as tf.Scalar;
        const whole = await lbfgs(f, [-1.2, 1, 2, 0.5], { maxIterations: 20, bounds: { upper: 1.5 } });
        const first = await lbfgs(f, [-1.2, 1, 2, 0.5], { maxIterations: 10, bounds: { upper: 1.5 }, keepState: true });
        const second = await lbfgs(f, first.x, { maxIterations: 10, bounds: { upper: 1.5 }, state: first.state });
        expect(second.loss).toBe(whole.loss);
        expect(first.evaluations + second.evaluations).toBe(whole.evaluations + 1);
        await expectTensorsClose(second.x, await whole.x.array(), { rtol: 0, atol: 0 });
        first.state?.dispose();
        return [whole.x, first.x, second.x];
      }));
  }

  test('belongs to the caller, and works with a shorter history', () =>
    expectNoLeak(async () => {
      const { x, state } = await lbfgs(rosenbrock, [-1.2, 1], { maxIterations: 8, keepState: true });
      const once = await lbfgs(rosenbrock, x, { state, historySize: 2 });
      const twice = await lbfgs(rosenbrock, x, { state, historySize: 2 });
      expect(twice.iterations).toBe(once.iterations);
      state?.dispose();
      state?.dispose();
      return [x, once.x, twice.x];
    }));

  test('a run without an evaluation has a state to resume from', () =>
    expectNoLeak(async () => {
      const { x, state } = await lbfgs(rosenbrock, [-1.2, 1], { signal: AbortSignal.abort(), keepState: true });
      const resumed = await lbfgs(rosenbrock, x, { state });
      expect(resumed.loss).toBeLessThan(1e-9);
      state?.dispose();
      return [x, resumed.x];
    }));

  test('errors', async () => {
    const { x, state } = await lbfgs(rosenbrock, [-1.2, 1], { maxIterations: 3, keepState: true });
    await expectRejection(
      () => lbfgs(rosenbrock, [1, 2, 3], { state }),
      'lbfgs: state belongs to another x; expected one of 3 elements; got 2',
    );
    state?.dispose();
    await expectRejection(
      () => lbfgs(rosenbrock, x, { state }),
      'lbfgs: state has been disposed; expected one in use; got a disposed one',
    );
    x.dispose();
  });
});
