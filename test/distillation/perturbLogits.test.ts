import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { perturbLogits } from '../../src/distillation';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';

const options = { stddev: 0.3, probability: 0.5, seed: 4 };

test('z (1 + ξ): each example is chosen or left as it is, ξ has the standard deviation', async () => {
  const logits = tf.fill([400, 50], 2);
  const perturbed = perturbLogits(logits, options);
  const values = await perturbed.data();
  const rows = Array.from({ length: 400 }, (_, row) => Array.from(values.subarray(50 * row, 50 * row + 50)));
  const chosen = rows.filter((row) => row.some((value) => value !== 2));
  // Five standard errors.
  expect(Math.abs(chosen.length / 400 - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 400));
  const noise = chosen.flat().map((value) => value / 2 - 1);
  expect(noise.every((xi) => xi !== 0)).toBe(true);
  const mean = noise.reduce((sum, xi) => sum + xi, 0) / noise.length;
  const variance = noise.reduce((sum, xi) => sum + xi ** 2, 0) / noise.length;
  expect(Math.abs(mean)).toBeLessThan((5 * 0.3) / Math.sqrt(noise.length));
  expect(Math.abs(variance / 0.09 - 1)).toBeLessThan(5 * Math.sqrt(2 / noise.length));
  tf.dispose([logits, perturbed]);
});

test('one seed gives the same numbers on every backend, another seed others; the two streams differ', async () => {
  const [one, same, other] = [4, 4, 5].map((seed) => perturbLogits([[1, 2], [-3, 4]], { ...options, probability: 1, seed })); // biome-ignore format: rows
  // The numbers of cpu.
  await expectTensorsClose(
    one,
    [
      [0.77839798, 1.33768892],
      [-2.83269954, 3.62508249],
    ],
    { rtol: 2e-6 },
  );
  await expectTensorsClose(same, one);
  expect(Array.from(await other.data())).not.toEqual(Array.from(await one.data()));
  tf.dispose([one, same, other]);
});

test('−∞ stays −∞ with gradient 0, probability 0 or stddev 0 change nothing, rank 1 is one example', async () => {
  const logits = tf.tensor2d([[1, Number.NEGATIVE_INFINITY, 2]]);
  const f = (x: tf.Tensor) => perturbLogits(x, { stddev: 5, probability: 1, seed: 1 });
  const [value, gradient] = [f(logits), tf.grad(f)(logits)];
  expect((await value.data())[1]).toBe(Number.NEGATIVE_INFINITY);
  const factors = Array.from(await gradient.data());
  expect(factors[0]).toBeCloseTo((await value.data())[0], 5);
  expect(factors[1]).toBe(1);
  for (const none of [{ probability: 0 }, { stddev: 0 }]) {
    const same = perturbLogits([1, 2, 3], none);
    expect(Array.from(await same.data()), JSON.stringify(none)).toEqual([1, 2, 3]);
    same.dispose();
  }
  tf.dispose([logits, value, gradient]);
});

test('gradients of gradients', async () => {
  const logits = tf.tensor2d([[1, 2], [3, -1]]); // biome-ignore format: rows
  const f = (x: tf.Tensor) => tf.square(perturbLogits(x, { ...options, probability: 1 }));
  const factors = tf.tidy(() => tf.div(perturbLogits(logits, { ...options, probability: 1 }), logits));
  const gradient = (x: tf.Tensor) => tf.grad(f)(x);
  const [first, second] = [gradient(logits), tf.grad(gradient)(logits)];
  const expected = tf.tidy(() => tf.mul(2, tf.square(factors)));
  const expectedFirst = tf.tidy(() => tf.mul(expected, logits));
  await expectTensorsClose(first, expectedFirst, { rtol: 1e-5 });
  await expectTensorsClose(second, expected, { rtol: 1e-5 });
  tf.dispose([logits, factors, first, second, expected, expectedFirst]);
});

testEmptyInput('an empty batch', (x) => perturbLogits(x), [[0, 3]], { shape: [0, 3] });

test('no leak', () => expectNoLeak(() => perturbLogits([[1, 2, 3]], options)));

test('errors', () => {
  expectArgumentError(
    () => perturbLogits(1),
    'perturbLogits: logits has no classes; expected at least 1 on the last axis; got shape []',
  );
  expectArgumentError(
    () => perturbLogits([1], { probability: 1.5 }),
    'perturbLogits: probability is out of range; expected a finite number at least 0 and at most 1; got 1.5',
  );
  expectArgumentError(
    () => perturbLogits([1], { stddev: -1 }),
    'perturbLogits: stddev is out of range; expected a finite number at least 0; got -1',
  );
});
