import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { type LbfgsState, lbfgs } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
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

  test('resumes a record: two runs of five iterations equal one of ten', () =>
    expectNoLeak(async () => {
      const loss = ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => rosenbrock(tf.concat([a, b]));
      const initial = { a: tf.tensor1d([-1.2, 1]), b: tf.tensor1d([2, 0.5]) };
      const whole = await lbfgs(loss, initial, { maxIterations: 10 });
      const first = await lbfgs(loss, initial, { maxIterations: 5, keepState: true });
      const second = await lbfgs(loss, first.x, { maxIterations: 5, state: first.state });
      expect(second.loss).toBe(whole.loss);
      await expectTensorsClose(second.x.b, await whole.x.b.array(), { rtol: 0, atol: 0 });
      first.state?.dispose();
      return [initial, whole.x, first.x, second.x].flatMap(({ a, b }) => [a, b]);
    }));

  test("resumes a model's weights: two runs of five iterations equal one of ten", () =>
    expectNoLeak(async () => {
      const net = layers.sequential({ layers: [layers.layers.dense({ units: 2, inputShape: [3] })] });
      const [start, inputs] = [seededTensor([3, 2], { seed: 1 }), seededTensor([9, 3], { seed: 2 })];
      const loss = () => tf.sum(tf.square(tf.sub(tf.sin(net.apply(inputs) as tf.Tensor), 0.5))) as tf.Scalar;
      const restart = () => tf.tidy(() => net.setWeights([start, tf.zeros([2])]));
      const run = (maxIterations: number, state?: LbfgsState) =>
        lbfgs(loss, net.trainableWeights, { maxIterations, state, keepState: true });
      restart();
      const whole = await run(10);
      restart();
      const first = await run(5);
      const second = await run(5, first.state);
      expect(second.loss).toBe(whole.loss);
      expect(second.iterations).toBe(5);
      for (const { state } of [whole, first, second]) state?.dispose();
      net.dispose();
      return [start, inputs, ...[whole, first, second].flatMap(({ x }) => x)];
    }));

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
