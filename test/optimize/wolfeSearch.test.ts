import { expect, test } from 'vitest';
import { type LinePoint, wolfeSearch } from '../../src/optimize/wolfeSearch';

/**
 * Test functions of Moré and Thuente 1994, "Line search algorithms with guaranteed sufficient decrease", eq. 5.1 to
 * 5.2, and two more.
 */
const lines: Record<string, (t: number) => [loss: number, slope: number]> = {
  'a long tail': (t) => [-t / (t * t + 2), (t * t - 2) / (t * t + 2) ** 2],
  'a steep end': (t) => [(t + 0.004) ** 5 - 2 * (t + 0.004) ** 4, 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3],
  'a quadratic': (t) => [(t - 3) ** 2, 2 * (t - 3)],
  'a domain that ends': (t) => [t < 0.7 ? -Math.log(0.7 - t) - 5 * t : Number.NaN, 1 / (0.7 - t) - 5],
};

async function search(line: (t: number) => [number, number], unit: number) {
  const held = new Set<LinePoint>();
  const [loss, slope] = line(0);
  const evaluate = async (step: number) => {
    const [loss, slopeThere] = line(step * unit);
    const point = { step, loss, slope: slopeThere * unit, promised: step * unit * slope };
    held.add(point);
    return point;
  };
  let evaluations = 0;
  const result = await wolfeSearch({ step: 0, loss, slope: slope * unit, promised: 0 }, await evaluate(1), {
    evaluate: (step) => {
      evaluations++;
      return evaluate(step);
    },
    free: (point) => expect(held.delete(point)).toBe(true),
    noise: 0,
    stopped: () => false,
  });
  expect([...held]).toEqual(result ? [result] : []);
  return { result, evaluations };
}

for (const [name, line] of Object.entries(lines)) {
  for (const unit of [1e-8, 1e-3, 0.1, 1, 10, 1e3]) {
    test(`${name}, first step ${unit}`, async () => {
      const { result } = await search(line, unit);
      const [loss, slope] = line(0);
      const t = result!.step * unit;
      expect(result!.loss).toBeLessThanOrEqual(loss + 1e-4 * t * slope);
      expect(Math.abs(line(t)[1])).toBeLessThanOrEqual(0.9 * Math.abs(slope));
    });
  }
}

test('ends at the first step if the path is flat', async () => {
  const { result, evaluations } = await search((t) => [-Math.min(t, 2.5), t <= 2.5 ? -1 : 0], 1);
  expect(result!.step).toBeGreaterThan(2.5);
  expect(evaluations).toBe(1);
});

test('no step lowers a loss whose slope is wrong', async () => {
  const { result, evaluations } = await search((t) => [1 + t, -1], 1);
  expect(result).toBe(undefined);
  expect(evaluations).toBeLessThan(20);
});
