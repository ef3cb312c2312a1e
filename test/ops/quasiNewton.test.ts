import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { descentDirection } from '../../src/ops/quasiNewton/descentDirection';
import { lineMeasures } from '../../src/ops/quasiNewton/lineMeasures';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';

const vector = (size: number, seed: number) => seededTensor([size], { seed });
const product = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, index) => sum + value * b[index], 0);

/** −H g in float64, from the formula H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ applied from the first pair on. */
function direction(g: number[], pairs: { s: number[]; y: number[]; sy: number }[], gamma: number): number[] {
  if (pairs.length === 0) return g.map((value) => -gamma * value);
  const { s, y, sy } = pairs[pairs.length - 1];
  const alpha = product(s, g) / sy;
  const inner = g.map((value, i) => value - alpha * y[i]);
  const before = direction(inner, pairs.slice(0, -1), gamma);
  const beta = product(y, before) / sy;
  return before.map((value, i) => value - (alpha + beta) * s[i]);
}

/** Steps s with y = c s for a curvature c of each coordinate, so that all pairs agree on one Hessian. */
async function pairsOf(count: number, size: number) {
  const curvatures = await tf.add(1.5, vector(size, 1)).data();
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const s = Array.from(await vector(size, 10 + index).data());
      const y = s.map((value, i) => Math.fround(value * curvatures[i]));
      return { s, y, sy: product(s, y) };
    }),
  );
}

const sizes = [
  { size: 1, count: 1 },
  { size: 3, count: 0 },
  { size: 7, count: 2 },
  { size: 16, count: 10 },
  { size: 1003, count: 12 },
];

describe.each(sizes)('descentDirection of $size numbers and $count pairs', ({ size, count }) => {
  test('equals the formula in float64', async () => {
    const pairs = await pairsOf(count, size);
    const gradient = vector(size, 2);
    const tensors = pairs.map(({ s, y, sy }) => ({ s: tf.tensor1d(s), y: tf.tensor1d(y), sy }));
    const found = tf.tidy(() => descentDirection(gradient, { pairs: tensors, gamma: 0.5, leastGamma: 0 }));
    const wanted = direction(Array.from(await gradient.data()), pairs, 0.5);
    await expectTensorsClose(found, { shape: [size], values: wanted }, { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([gradient, found, tensors]);
  });

  test('free: equals the formula for the free coordinates alone', async () => {
    const pairs = await pairsOf(count, size);
    const gradient = vector(size, 2);
    const free = tf.tidy(() => tf.cast(tf.greater(tf.add(vector(size, 3), 1), 0.5), 'float32'));
    const mask = Array.from(await free.data());
    const masked = (x: ArrayLike<number>) => mask.map((value, i) => value * x[i]);
    const within = pairs
      .map(({ s, y }) => ({ s: masked(s), y: masked(y) }))
      .map(({ s, y }) => ({ s, y, sy: product(s, y), yy: product(y, y) }))
      .filter(({ sy }) => sy > 0);
    const gamma = within.length > 0 ? within[within.length - 1].sy / within[within.length - 1].yy : 0.5;
    const tensors = pairs.map(({ s, y, sy }) => ({ s: tf.tensor1d(s), y: tf.tensor1d(y), sy }));
    const found = tf.tidy(() => descentDirection(gradient, { pairs: tensors, gamma: 0.5, leastGamma: 0, free }));
    const wanted = direction(masked(await gradient.data()), within, gamma);
    await expectTensorsClose(found, { shape: [size], values: wanted }, { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([gradient, free, found, tensors]);
  });

  test('lineMeasures equals the formulas in float64', async () => {
    const [x, gradient, fromX, fromGradient, along] = [4, 5, 6, 7, 8].map((seed) => vector(size, seed));
    const found = lineMeasures({ x, gradient, fromX, fromGradient, direction: along });
    const read = async (tensor: tf.Tensor) => Array.from(await tensor.data());
    const [at, g, at0, g0, d] = await Promise.all([x, gradient, fromX, fromGradient, along].map(read));
    const s = at.map((value, i) => value - at0[i]);
    const y = g.map((value, i) => value - g0[i]);
    const values = [
      Math.max(...g.map(Math.abs)),
      product(g.map(Math.abs), at.map(Math.abs)),
      ...[product(g, d), product(g0, d), product(g0, s), product(s, s), product(s, y), product(y, y)],
    ];
    await expectTensorsClose(found, { shape: [8], values }, { rtol: 1e-5, atol: 1e-5 * Math.sqrt(size) });
    tf.dispose([x, gradient, fromX, fromGradient, along, found]);
  });
});

test('descentDirection: γ is at least leastGamma, and nothing is left behind', () =>
  expectNoLeak(async () => {
    const gradient = tf.tensor1d([1, -2]);
    const found = tf.tidy(() => descentDirection(gradient, { pairs: [], gamma: 0.5, leastGamma: 3 }));
    await expectTensorsClose(found, { shape: [2], values: [-3, 6] }, { rtol: 0, atol: 0 });
    tf.dispose([gradient, found]);
  }));

test('lineMeasures: a NaN gradient gives a NaN slope', async () => {
  const [gradient, zeros] = [tf.tensor1d([1, Number.NaN, 2]), tf.zeros([3])];
  const found = lineMeasures({ x: zeros, gradient, fromX: zeros, fromGradient: zeros, direction: zeros });
  expect(Array.from((await found.data()).slice(5, 6))).toEqual([0]);
  expect(Number.isNaN((await found.data())[2])).toBe(true);
  tf.dispose([gradient, zeros, found]);
});
