import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { absolutePower } from '../../src/ops/absolutePower';
import { expectTensorsClose, gradcheck, gradgradcheck } from '../../src/testing';

/** The value, the first or the second derivative, at each of the numbers. */
const derivatives = (x: number[], exponent: number) =>
  tf.tidy(() => {
    const f = (y: tf.Tensor) => absolutePower(y, exponent);
    const numbers = tf.tensor1d(x);
    return [f(numbers), tf.grad(f)(numbers), tf.grad((y) => tf.grad(f)(y))(numbers)];
  });

describe('absolutePower', () => {
  for (const exponent of [0.5, 1, 1.5, 2, 3, 6]) {
    test(`derivatives of |x| to the power of ${exponent}`, async () => {
      const x = tf.tensor1d([-1.5, -0.7, 0.3, 1.2]);
      const power = (y: tf.Tensor) => absolutePower(y, exponent);
      // The differences of gradcheck must not step over the kink at 0.
      await gradcheck(power, x, { eps: 1 / 64 });
      await gradgradcheck(power, x, { eps: 1 / 64 });
      x.dispose();
    });
  }

  for (const [exponent, atZero] of [
    [0.5, [0, 0, 0]],
    [1, [0, 0, 0]],
    [1.5, [0, 0, 0]],
    [2, [0, 0, 2]],
    [3, [0, 0, 0]],
  ] as const) {
    test(`the power of ${exponent} has finite derivatives at 0`, async () => {
      const results = derivatives([0], exponent);
      const byOrder = tf.stack(results);
      await expectTensorsClose(byOrder, { shape: [3, 1], values: [...atZero] }, { rtol: 0, atol: 0 });
      tf.dispose([results, byOrder]);
    });
  }

  test('a negative power that float32 cannot represent is 0', async () => {
    const results = derivatives([1e-30, -1e-30], 0.5);
    const [value, first, second] = [1e-15, 5e14, 0];
    // 1e-15 is near the limit of WGSL's pow, which goes through the logarithm.
    await expectTensorsClose(results[0], { shape: [2], values: [value, value] }, { rtol: 1e-4, atol: 0 });
    await expectTensorsClose(results[1], { shape: [2], values: [first, -first] }, { rtol: 1e-4, atol: 0 });
    await expectTensorsClose(results[2], { shape: [2], values: [second, second] }, { rtol: 0, atol: 0 });
    tf.dispose(results);
  });

  test('infinities stay infinite', async () => {
    const x = tf.tensor1d([Infinity, -Infinity]);
    const power = absolutePower(x, 3);
    await expectTensorsClose(power, { shape: [2], values: [Infinity, Infinity] });
    tf.dispose([x, power]);
  });
});
