import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type LbfgsOptions, lbfgs } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import { problems } from './problems';

const rosenbrock = (x: tf.Tensor) => problems.rosenbrock(x, {}, 0) as tf.Scalar;

describe('Rosenbrock from far away: the gradient falls by orders of magnitude long before the minimum', () => {
  const starts = [
    [-30, 40],
    [30, 30],
    [300, 300],
    [3000, 3000],
    [-3000, 2],
    [-100, 10_000], // on the floor of the valley
  ];
  for (const start of starts) {
    test(`from (${start})`, () =>
      expectNoLeak(async () => {
        const { x, loss, reason } = await lbfgs(rosenbrock, start);
        expect(loss).toBeLessThan(1e-9);
        expect(reason).toBe('gradient');
        await expectTensorsClose(x, { shape: [2], values: [1, 1] }, { atol: 1e-4 });
        return x;
      }));
  }
});

describe('x + exp(−10 x): loss and gradient fall by more orders of magnitude than their squares fit in float32', () => {
  const f = (x: tf.Tensor) => tf.sum(tf.add(x, tf.exp(tf.mul(-10, x)))) as tf.Scalar;
  const tolerances: LbfgsOptions[] = [{}, { gradientTolerance: 0 }];
  for (const start of [-8, -5, 0.2, 3]) {
    for (const options of tolerances) {
      test(`from ${start}, ${JSON.stringify(options)}`, () =>
        expectNoLeak(async () => {
          const { x, loss, reason } = await lbfgs(f, [start], options);
          expect(['gradient', 'loss']).toContain(reason);
          // (1 + ln 10) / 10 at ln(10) / 10; the loss is flat to 1e-7 over 1e-4 around it.
          expect(loss).toBeCloseTo(0.3302585, 6);
          await expectTensorsClose(x, { shape: [1], values: [0.2302585] }, { atol: 2e-4 });
          return x;
        }));
    }
  }
});

describe('explicit tolerances apply literally', () => {
  test('gradientTolerance ends the run at the first gradient of that share', () =>
    expectNoLeak(async () => {
      const shares: number[] = [];
      const onProgress = ({ gradient }: { gradient: number }) => shares.push(gradient);
      const { x, reason } = await lbfgs(rosenbrock, [-1.2, 1], { gradientTolerance: 0.01, onProgress });
      expect(reason).toBe('gradient');
      expect(shares.findIndex((share) => share <= 0.01)).toBe(shares.length - 1);
      return x;
    }));

  test('lossTolerance ends the run after three iterations that gain less', () =>
    expectNoLeak(async () => {
      const losses: number[] = [];
      const onProgress = ({ loss }: { loss: number }) => losses.push(loss);
      const quartic = (x: tf.Tensor) => tf.add(1, tf.sum(tf.square(tf.square(x)))) as tf.Scalar;
      const { x, reason } = await lbfgs(quartic, [3, 1], { lossTolerance: 0.01, onProgress });
      expect(reason).toBe('loss');
      const small = losses.slice(1).map((loss, index) => losses[index] - loss < 0.01 * losses[index]);
      expect(small.slice(-3)).toEqual([true, true, true]);
      expect(small.slice(-4)[0]).toBe(false);
      return x;
    }));
});
