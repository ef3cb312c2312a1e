import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { exponentialTail } from '../../../src/ops/exponentialTail/exponentialTail';
import { expectTensorsClose } from '../../../src/testing';
import fixture from '../../fixtures/exponentialTail.json';
import { type Fixture, testFixture } from '../../support/testFixture';

const evaluate = ({ x }: { x: tf.Tensor }, { order }: { order: number }) => exponentialTail(x, order);

testFixture(fixture, evaluate);

/**
 * Order 3 subtracts 2.5 from e at x = 1, and WGSL lets exp be off by 3 + 2|x| units in the last place. Below 1e-38,
 * float32 loses digits.
 */
const tolerance = () => ({ rtol: tf.getBackend() === 'webgpu' ? 1e-5 : 2e-6, atol: 1e-38 });

describe('exponentialTail', () => {
  describe('is accurate relative to each value, however small', () => {
    for (const { name, inputs, options, output } of (fixture as Fixture).cases) {
      test(name, async () => {
        const x = tf.tensor(inputs.x.values.map(Number), inputs.x.shape);
        const expected = { shape: output.shape, values: output.values.map(Number) };
        await expectTensorsClose(evaluate({ x }, options as { order: number }), expected, tolerance());
      });
    }
  });

  for (const [order, atMinusInfinity] of [0, -1, Infinity, -Infinity].entries()) {
    test(`order ${order} overflows to infinity`, async () => {
      const x = tf.tensor1d([100, 1e20, 3e38, Infinity, -Infinity]);
      const expected = { shape: [5], values: [Infinity, Infinity, Infinity, Infinity, atMinusInfinity] };
      await expectTensorsClose(exponentialTail(x, order), expected, { rtol: 0, atol: 0 });
      await expectTensorsClose(tf.grad((y) => exponentialTail(y, order))(x), {
        shape: [5],
        values: [Infinity, Infinity, Infinity, Infinity, [0, 0, -1, Infinity][order]],
      });
    });
  }

  // Order 0 is only tfjs's exp, whose NaN WGSL may lose.
  for (const order of [1, 2, 3]) {
    test(`order ${order} keeps NaN`, async () => {
      await expectTensorsClose(exponentialTail(tf.tensor1d([NaN, 1]), order), {
        shape: [2],
        values: [NaN, [Math.E - 1, Math.E - 2, Math.E - 2.5][order - 1]],
      });
    });
  }

  for (const times of [1, 2, 3, 4]) {
    test(`order 2 differentiated ${times} times`, async () => {
      const x = tf.tensor1d([-3, -0.25, 0.25, 2]);
      let derivative = (y: tf.Tensor) => exponentialTail(y, 2);
      for (let time = 0; time < times; time++) {
        const previous = derivative;
        derivative = tf.grad((y: tf.Tensor) => tf.sum(previous(y)));
      }
      await expectTensorsClose(derivative(x), exponentialTail(x, Math.max(2 - times, 0)), { rtol: 1e-6 });
    });
  }
});
