import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';
import { calibrateAccuracy, conformalInterval } from '../../src/rca';
import fixture from '../fixtures/calibrateAccuracy.json';

const expectClose = (actual: number[], expected: number[]) => {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of actual.entries()) expect(value).toBeCloseTo(expected[k], 9);
};

describe(`calibrateAccuracy against ${fixture.source}`, () => {
  test('has cases', () => expect(fixture.cases.length).toBe(3));
  for (const one of fixture.cases) {
    test(`method: 'linear': ${one.name}`, () => {
      const { apply, slope, intercept, correlation, meanAbsoluteError } = calibrateAccuracy(one.predicted, one.real);
      const values = [slope, intercept, correlation, meanAbsoluteError];
      expectClose(values, [one.slope, one.intercept, one.correlation, one.linearError]);
      expectClose(one.at.map(apply), one.linear);
    });

    test(`method: 'isotonic': ${one.name}`, () => {
      const { apply, slope, meanAbsoluteError } = calibrateAccuracy(one.predicted, one.real, { method: 'isotonic' });
      expectClose([slope, meanAbsoluteError], [one.slope, one.isotonicError]);
      expectClose(one.at.map(apply), one.isotonic);
    });
  }

  test('predictions that are all equal have slope 0 and their mean', () => {
    const { apply, slope, correlation } = calibrateAccuracy([0.5, 0.5], [0.2, 0.6]);
    expect(slope).toBe(0);
    expect(apply(0.9)).toBeCloseTo(0.4, 12);
    expect(correlation).toBeNaN();
  });

  // In float64 the sum of three numbers 0.2 is not three times 0.2.
  test('a list of equal numbers is constant whatever its sum rounds to', () => {
    const { slope, correlation } = calibrateAccuracy([0.2, 0.2, 0.2], [0.1, 0.5, 0.9]);
    expect([slope, correlation]).toEqual([0, Number.NaN]);
    expect(calibrateAccuracy([0.1, 0.5, 0.9], [0.2, 0.2, 0.2]).correlation).toBeNaN();
  });
});

describe('conformalInterval', () => {
  const zeros = (count: number) => Array<number>(count).fill(0);
  const errors = (count: number) => Array.from({ length: count }, (_, k) => k + 1);

  // ⌈(n + 1)(1 − α)⌉, also where (n + 1)(1 − α) is a whole number that float64 rounds up:
  // 10 · 0.3 = 3.0000000000000004.
  for (const [count, alpha, rank] of [
    [9, 0.1, 9],
    [19, 0.1, 18],
    [9, 0.7, 3],
    [4, 0.2, 4],
    [99, 0.05, 95],
    [10, 0.5, 6],
    [1, 0.5, 1],
  ]) {
    // biome-ignore format: triples
    test(`is the ${rank}-th smallest of ${count} errors, alpha: ${alpha}`, () => {
      const { halfWidth, interval } = conformalInterval(zeros(count), errors(count).reverse(), { alpha });
      expect(halfWidth).toBe(rank);
      expect(interval(2)).toEqual([2 - rank, 2 + rank]);
    });
  }

  test('is infinite if there are too few pairs', () => {
    expect(conformalInterval(zeros(8), errors(8)).halfWidth).toBe(Number.POSITIVE_INFINITY);
    expect(conformalInterval(zeros(9), errors(9)).halfWidth).toBe(9);
    expect(conformalInterval([0], [1]).interval(3)).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});

const errors: [string, () => unknown, string][] = [
  ['calibrateAccuracy of one pair', () => calibrateAccuracy([1], [1]), 'calibrateAccuracy: there are too few pairs; expected at least 2; got 1'],
  ['calibrateAccuracy of lists of two lengths', () => calibrateAccuracy([1, 2], [1]), 'calibrateAccuracy: predicted and real differ in length; expected pairs; got 2 and 1'],
  ['calibrateAccuracy of NaN', () => calibrateAccuracy([1, Number.NaN], [1, 2]), 'calibrateAccuracy: a number in predicted is out of range; expected a finite number; got NaN'],
  ['an unknown method', () => calibrateAccuracy([1, 2], [1, 2], { method: 'spline' as never }), "calibrateAccuracy: unknown method; expected 'linear' or 'isotonic'; got 'spline'"],
  ['conformalInterval of nothing', () => conformalInterval([], []), 'conformalInterval: there are too few pairs; expected at least 1; got 0'],
  ['alpha: 0', () => conformalInterval([1], [1], { alpha: 0 }), 'conformalInterval: alpha is out of range; expected a finite number above 0; got 0'],
]; // biome-ignore format: a table
for (const [name, call, message] of errors) {
  test(`an error for ${name}`, () => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
  });
}
