import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { lbfgs } from '../../src/optimize';
import { expectNoLeak } from '../../src/testing';
import boxes from '../fixtures/lbfgs.box.json';

interface Stored {
  shape: number[];
  values: number[];
}

describe(`badly scaled boxes against ${boxes.source}`, () => {
  test('has cases', () => expect(boxes.cases.length).toBeGreaterThan(10));
  for (const { name, inputs, loss } of boxes.cases) {
    test(name, () =>
      expectNoLeak(async () => {
        const { initial, matrix, target, lower, upper } = Object.fromEntries(
          Object.entries<Stored>(inputs).map(([key, { values, shape }]) => [key, tf.tensor(values, shape)]),
        );
        const residual = (x: tf.Tensor) =>
          tf.sub(tf.matMul(matrix as tf.Tensor2D, tf.reshape(x, [-1, 1])), tf.reshape(target, [-1, 1]));
        const f = (x: tf.Tensor) => tf.mul(0.5, tf.sum(tf.square(residual(x)))) as tf.Scalar;
        const { x, reason } = await lbfgs(f, initial, { bounds: { lower, upper }, maxIterations: 2000 });
        expect(reason).not.toBe('maxIterations');
        const excess = exactLoss(inputs.matrix.values, inputs.target.values, await x.data()) - loss;
        const norm = inputs.target.values.reduce((sum: number, value: number) => sum + value ** 2, 0);
        expect(excess / Math.max(loss, 1e-7 * norm)).toBeLessThan(1e-4);
        return [x, initial, matrix, target, lower, upper];
      }),
    );
  }
});

/** ½ |A x − b|² in float64. */
function exactLoss(matrix: number[], target: number[], x: ArrayLike<number>): number {
  const residuals = target.map((value, row) => {
    let sum = -value;
    for (let column = 0; column < x.length; column++) sum += matrix[row * x.length + column] * x[column];
    return sum;
  });
  return residuals.reduce((sum, residual) => sum + residual ** 2, 0) / 2;
}
