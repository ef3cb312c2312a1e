import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type SurfaceDistances, surfaceDice, surfaceDistances } from '../../../src/rca';
import { squaredDistances } from '../../../src/rca/metrics/distanceTransform';
import areaFixture from '../../fixtures/surfaceArea.json';
import { expectArgumentRejection } from '../../support/expectArgumentError';
import { cases, decode, source } from './metricCases';

const names = ['average', 'rootMeanSquare', 'hausdorff', 'hausdorff95'] as const;

/** Both are computed in float64; only the order of additions differs. */
function expectDistances(actual: SurfaceDistances, expected: Record<(typeof names)[number], number>, label = '') {
  for (const name of names) {
    const message = `${label} ${name}`;
    if (Number.isFinite(expected[name])) expect(actual[name], message).toBeCloseTo(expected[name], 10);
    else expect(actual[name], message).toBe(expected[name]);
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
          expectDistances(actual as never, expected[form], `class ${k}`);
        }
        tf.dispose([...maps]);
      });
    }

    test(`surfaceDice: ${name}`, async () => {
      const maps = [decode(predicted), decode(truth)] as const;
      const all = await surfaceDice(...maps, { classes, spacing, tolerance });
      expect(all).toHaveLength(classes);
      for (const [k, score] of all.entries()) expect(score, `class ${k}`).toBeCloseTo(dice[k], 12);
      tf.dispose([...maps]);
    });
  }
});

describe(`weighting: 'area', against ${areaFixture.source}`, () => {
  for (const { name, predicted, truth, spacing, tolerance, distances, surfaceDice: dice } of areaFixture.cases) {
    const on = async <Result>(call: (...maps: [tf.Tensor, tf.Tensor]) => Promise<Result>) => {
      const maps: [tf.Tensor, tf.Tensor] = [decode(predicted), decode(truth)];
      const result = await call(...maps);
      tf.dispose(maps);
      return result;
    };

    for (const form of ['pooled', 'symmetric', 'maximum'] as const) {
      test(`surfaceDistances, form: '${form}': ${name}`, async () => {
        const options = { spacing, form, weighting: 'area' } as const;
        expectDistances(await on((...maps) => surfaceDistances(...maps, options)), distances[form]);
      });
    }

    test(`surfaceDice: ${name}`, async () => {
      const options = { spacing, tolerance, weighting: 'area' } as const;
      expect(await on((...maps) => surfaceDice(...maps, options))).toBeCloseTo(dice, 10);
    });
  }

  test('the contour of a pixel is a diamond', async () => {
    const { average } = await surfaceDistances([[1, 0, 0]], [[1, 1, 1]], { weighting: 'area', form: 'maximum' });
    // From the truth: four corners of length 1/√2, at distances 0, 0, 2, 2, and four pieces of length 1, two at 1.
    expect(average).toBeCloseTo((2 * Math.SQRT1_2 * 2 + 2 * 1) / (4 * Math.SQRT1_2 + 4), 12);
  });
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

  test.for([
    { sites: 'few', share: 0.02, spacing: [1, 1] },
    { sites: 'some', share: 0.3, spacing: [0.7, 2.5] },
    { sites: 'many', share: 0.9, spacing: [3, 1] },
    { sites: 'no', share: 0, spacing: [1, 1] },
  ])('of $sites sites, spacing $spacing, equals brute force', ({ share, spacing }) => {
    const size = [9, 13];
    let state = 7;
    const next = () => {
      state = (state * 16807) % 2147483647;
      return state / 2147483647;
    };
    const sites = Uint8Array.from({ length: 9 * 13 }, () => Number(next() < share));
    const expected = bruteForce(sites, size, spacing);
    squaredDistances(sites, size, spacing).forEach((squared, p) => {
      if (expected[p] === Number.POSITIVE_INFINITY) expect(squared, `pixel ${p}`).toBe(expected[p]);
      else expect(squared, `pixel ${p}`).toBeCloseTo(expected[p], 12);
    });
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
      test(`surfaceDistances, ${which}, form: '${form}': NaN, or ∞ with empty: 'worst'`, async () => {
        expectDistances(await surfaceDistances(predicted, truth, { form }), everywhere(Number.NaN), "empty: 'nan'");
        const worst = await surfaceDistances(predicted, truth, { form, empty: 'worst' });
        expectDistances(worst, everywhere(Number.POSITIVE_INFINITY), "empty: 'worst'");
      });
    }
  }

  test("weighting: 'area': distances are ∞ with empty: 'worst', and surfaceDice is 0", async () => {
    const options = { weighting: 'area', empty: 'worst' } as const;
    for (const [predicted, truth] of [
      [full, empty],
      [empty, full],
      [empty, empty],
    ] as const) {
      // biome-ignore format: pairs
      expectDistances(await surfaceDistances(predicted, truth, options), everywhere(Number.POSITIVE_INFINITY));
      expect(await surfaceDice(predicted, truth, options)).toBe(0);
    }
  });

  test("surfaceDice: 0 if one map is empty; if both are, NaN, or 0 with empty: 'worst'", async () => {
    expect(await surfaceDice(full, empty), 'truth is empty').toBe(0);
    expect(await surfaceDice(empty, full), 'predicted is empty').toBe(0);
    expect(await surfaceDice(empty, empty), "both are empty, empty: 'nan'").toBeNaN();
    expect(await surfaceDice(empty, empty, { empty: 'worst' }), "both are empty, empty: 'worst'").toBe(0);
  });

  test("of one class: empty: 'ignore' leaves the class out of the mean, 'nan' and 'worst' do not", async () => {
    const options = { classes: 3, ignoreBackground: true, reduction: 'mean' } as const;
    for (const [policy, distance, dice] of [
      ['ignore', 0, 1],
      ['nan', Number.NaN, Number.NaN],
      ['worst', Number.POSITIVE_INFINITY, 0.5],
    ] as const) {
      const label = `empty: '${policy}'`;
      const distances = await surfaceDistances(full, full, { ...options, empty: policy });
      expectDistances(distances, everywhere(distance), label);
      expect(await surfaceDice(full, full, { ...options, empty: policy }), label).toBe(dice);
    }
  });
});

test('surfaceDice: a distance that exceeds the tolerance only by rounding is within it', async () => {
  // 3 · 0.1 is 0.30000000000000004.
  const [predicted, truth, spacing] = [[[1, 0, 0, 0]], [[0, 0, 0, 1]], [1, 0.1]];
  expect(await surfaceDice(predicted, truth, { spacing, tolerance: 0.3 }), 'tolerance: 0.3').toBe(1);
  expect(await surfaceDice(predicted, truth, { spacing, tolerance: 0.29 }), 'tolerance: 0.29').toBe(0);
});

test('the surface of a full mask is the border of the image', async () => {
  const ones = Array.from({ length: 5 }, () => Array(5).fill(1));
  const ring = ones.map((row, y) => row.map((_, x) => Number(y % 4 === 0 || x % 4 === 0)));
  const centre = ones.map((row, y) => row.map((_, x) => Number(y === 2 && x === 2)));
  expect((await surfaceDistances(ones, centre)).hausdorff).toBeCloseTo(Math.hypot(2, 2), 12);
  expect((await surfaceDistances(ones, ring)).hausdorff).toBe(0);
});

const floats = tf.zeros<tf.Rank.R2>([2, 2]);
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
    () => surfaceDice(floats, floats),
    'surfaceDice: predicted has the wrong dtype; expected int32; got float32',
  ],
  [
    'an unknown weighting',
    () => surfaceDice(full, full, { weighting: 'length' as never }),
    "surfaceDice: unknown weighting; expected 'pixels' or 'area'; got 'length'",
  ],
  [
    'an unknown form',
    () => surfaceDistances(full, full, { form: 'median' as never }),
    "surfaceDistances: unknown form; expected 'pooled', 'symmetric' or 'maximum'; got 'median'",
  ],
];
for (const [name, call, message] of errors) {
  test(`an error for ${name}`, () => expectArgumentRejection(call, message));
}
