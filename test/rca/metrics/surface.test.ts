import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../../src/internal/ArgumentError';
import { type SurfaceDistances, surfaceDice, surfaceDistances } from '../../../src/rca';
import { squaredDistances } from '../../../src/rca/metrics/distanceTransform';
import { cases, decode, source } from './metricCases';

const names = ['average', 'rootMeanSquare', 'hausdorff', 'hausdorff95'] as const;

/** Both are computed in float64: only the order of sums differs. */
function expectDistances(actual: SurfaceDistances, expected: Record<(typeof names)[number], number>) {
  for (const name of names) {
    if (Number.isFinite(expected[name])) expect(actual[name], name).toBeCloseTo(expected[name], 10);
    else expect(actual[name], name).toBe(expected[name]);
  }
}

describe(`against ${source}`, () => {
  for (const { name, predicted, truth, classes, spacing, tolerance, distances, surfaceDice: dice } of cases) {
    for (const form of ['pooled', 'symmetric', 'maximum'] as const) {
      test(`surfaceDistances, form: '${form}': ${name}`, async () => {
        const maps = [decode(predicted), decode(truth)] as const;
        const before = tf.memory().numTensors;
        const all = await surfaceDistances(...maps, { classes, spacing, form });
        expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
        for (const [k, expected] of distances.entries()) {
          const actual = Object.fromEntries(names.map((statistic) => [statistic, all[statistic][k]]));
          expectDistances(actual as never, expected[form]);
        }
        tf.dispose([...maps]);
      });
    }

    test(`surfaceDice: ${name}`, async () => {
      const maps = [decode(predicted), decode(truth)] as const;
      const all = await surfaceDice(...maps, { classes, spacing, tolerance });
      expect(all).toHaveLength(classes);
      for (const [k, score] of all.entries()) expect(score).toBeCloseTo(dice[k], 12);
      tf.dispose([...maps]);
    });
  }
});

describe('the distance transform', () => {
  const bruteForce = (sites: Uint8Array, [rows, columns]: number[], [y, x]: number[]) =>
    Float64Array.from(sites, (_, p) => {
      const all = Array.from(sites, (site, q) =>
        site
          ? (y * (Math.floor(p / columns) - Math.floor(q / columns))) ** 2 + (x * ((p % columns) - (q % columns))) ** 2
          : Number.POSITIVE_INFINITY,
      );
      return Math.min(...all);
    }).slice(0, rows * columns);

  test('of few, many and no sites equals brute force', () => {
    const size = [9, 13];
    for (const [share, spacing] of [
      [0.02, [1, 1]],
      [0.3, [0.7, 2.5]],
      [0.9, [3, 1]],
      [0, [1, 1]],
    ] as const) {
      // biome-ignore format: pairs
      let state = 7;
      const next = () => {
        state = (state * 16807) % 2147483647;
        return state / 2147483647;
      };
      const sites = Uint8Array.from({ length: 9 * 13 }, () => Number(next() < share));
      const expected = bruteForce(sites, size, [...spacing]);
      const actual = squaredDistances(sites, size, spacing);
      actual.forEach((squared, p) => {
        if (expected[p] === Number.POSITIVE_INFINITY) expect(squared).toBe(expected[p]);
        else expect(squared).toBeCloseTo(expected[p], 12);
      });
    }
  });
});

const everywhere = (value: number) => ({ average: value, rootMeanSquare: value, hausdorff: value, hausdorff95: value });
const [full, empty] = [[[1, 1, 0], [1, 0, 0]], [[0, 0, 0], [0, 0, 0]]]; // biome-ignore format: maps

describe('an empty mask', () => {
  for (const form of ['pooled', 'symmetric', 'maximum'] as const) {
    for (const [predicted, truth, which] of [
      [full, empty, 'truth'],
      [empty, full, 'predicted'],
      [empty, empty, 'both'],
    ] as const) {
      // biome-ignore format: pairs
      test(`${which}, form: '${form}': NaN, or ∞ as the worst`, async () => {
        expectDistances(await surfaceDistances(predicted, truth, { form }), everywhere(Number.NaN));
        const worst = await surfaceDistances(predicted, truth, { form, empty: 'worst' });
        expectDistances(worst, everywhere(Number.POSITIVE_INFINITY));
      });
    }
  }

  test('in one map has surface Dice 0, in both NaN or 0 as the worst', async () => {
    expect(await surfaceDice(full, empty)).toBe(0);
    expect(await surfaceDice(empty, full)).toBe(0);
    expect(await surfaceDice(empty, empty)).toBeNaN();
    expect(await surfaceDice(empty, empty, { empty: 'worst' })).toBe(0);
  });

  test("of one class: empty: 'ignore' leaves it out of the mean, 'nan' and 'worst' do not", async () => {
    const options = { classes: 3, ignoreBackground: true, reduction: 'mean' } as const;
    expectDistances(await surfaceDistances(full, full, { ...options, empty: 'ignore' }), everywhere(0));
    expectDistances(await surfaceDistances(full, full, options), everywhere(Number.NaN));
    expectDistances(await surfaceDistances(full, full, { ...options, empty: 'worst' }), everywhere(Number.POSITIVE_INFINITY)); // biome-ignore format: one line
    expect(await surfaceDice(full, full, { ...options, empty: 'ignore' })).toBe(1);
    expect(await surfaceDice(full, full, { ...options, empty: 'worst' })).toBe(0.5);
  });
});

test('a tolerance that a distance equals but for rounding counts as reached', async () => {
  // 3 · 0.1 is 0.30000000000000004.
  expect(await surfaceDice([[1, 0, 0, 0]], [[0, 0, 0, 1]], { spacing: [1, 0.1], tolerance: 0.3 })).toBe(1);
  expect(await surfaceDice([[1, 0, 0, 0]], [[0, 0, 0, 1]], { spacing: [1, 0.1], tolerance: 0.29 })).toBe(0);
});

test('the surface of a full mask is the border of the image', async () => {
  const ones = Array.from({ length: 5 }, () => Array(5).fill(1));
  const ring = ones.map((row, y) => row.map((_, x) => Number(y % 4 === 0 || x % 4 === 0)));
  const centre = ones.map((row, y) => row.map((_, x) => Number(y === 2 && x === 2)));
  expect((await surfaceDistances(ones, centre)).hausdorff).toBeCloseTo(Math.hypot(2, 2), 12);
  expect((await surfaceDistances(ones, ring)).hausdorff).toBe(0);
});

const errors: [string, () => Promise<unknown>, string][] = [
  [
    'spacing for other axes',
    () => surfaceDistances(full, full, { spacing: [1, 1, 1] }),
    'surfaceDistances: spacing does not fit the maps; expected 2 numbers, one per axis; got [1, 1, 1]',
  ],
  [
    'a spacing of 0',
    () => surfaceDice(full, full, { spacing: [1, 0] }),
    'surfaceDice: spacing is out of range; expected a finite number above 0; got 0',
  ],
  [
    'one axis',
    () => surfaceDistances([1, 0], [1, 0]),
    'surfaceDistances: predicted has the wrong rank; expected rank 2 or 3; got shape [2]',
  ],
  [
    'floats',
    () => surfaceDice(tf.zeros([2, 2]), tf.zeros([2, 2])),
    'surfaceDice: predicted has the wrong dtype; expected int32; got float32',
  ],
  [
    'an unknown form',
    () => surfaceDistances(full, full, { form: 'median' as never }),
    "surfaceDistances: unknown form; expected 'pooled', 'symmetric' or 'maximum'; got 'median'",
  ],
];
for (const [name, call, message] of errors) {
  test(`an error for ${name}`, async () => {
    const error = await call().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toBe(message);
  });
}
