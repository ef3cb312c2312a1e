import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  combineSpecialists,
  dustbinLabels,
  recalibrateBias,
  type Specialist,
  specialistClasses,
} from '../../src/distillation';
import { mulberry32 } from '../../src/internal/mulberry32';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import { expectArgumentError, expectArgumentRejection } from '../support/expectArgumentError';
import { expectNumbersClose } from '../support/expectNumbersClose';
import { testEmptyInput } from '../support/testEmptyInput';
import { withContext } from '../support/withContext';

/** A random distribution. */
function distribution(size: number, random: () => number): number[] {
  const weights = Array.from({ length: size }, () => -Math.log(1 - random()));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

describe('specialistClasses', () => {
  /** Predictions that confuse the classes of each group. */
  function confusions(groups: number[][], classes: number, seed: number): number[][] {
    const random = mulberry32(seed);
    return Array.from({ length: 300 }, (_, index) => {
      const group = groups[index % groups.length];
      const shares = distribution(group.length, random);
      return Array.from({ length: classes }, (_, id) => (group.includes(id) ? shares[group.indexOf(id)] : 0));
    });
  }
  test('classes that are confused with each other are together', async () => {
    const groups = [[0, 3, 7], [1, 2], [4, 5, 6, 8]]; // biome-ignore format: rows
    expect(await specialistClasses(confusions(groups, 9, 1), { count: 3 })).toEqual(groups);
  });
  test('one seed gives the same lists; every class is in exactly one; none is empty', async () => {
    const probabilities = tf.tensor2d(confusions([[0, 1, 2, 3], [4, 5, 6]], 7, 2)); // biome-ignore format: rows
    for (const count of [1, 4, 7]) {
      const lists = await specialistClasses(probabilities, { count, seed: 3 });
      expect(lists, `count: ${count}`).toHaveLength(count);
      expect(lists.flat().sort(), `count: ${count}`).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(
        lists.every(({ length }) => length > 0),
        `count: ${count}`,
      ).toBe(true);
      expect(await specialistClasses(probabilities, { count, seed: 3 }), `count: ${count}, again`).toEqual(lists);
    }
    probabilities.dispose();
  });
  test('classes that are never predicted still divide among all clusters', async () => {
    expect((await specialistClasses([[0, 0, 0], [0, 0, 0]], { count: 3 })).flat()).toEqual([0, 1, 2]); // biome-ignore format: rows
  });
  test('no leak', () => expectNoLeak(() => specialistClasses([[0.5, 0.5], [1, 0]], { count: 2 }))); // biome-ignore format: rows
  test('errors', async () => {
    await expectArgumentRejection(
      () => specialistClasses([[1, 0]], { count: 3 }),
      'specialistClasses: count is out of range; expected an integer at least 1 and at most 2; got 3',
    );
    await expectArgumentRejection(
      () => specialistClasses([1, 0], { count: 1 }),
      'specialistClasses: probabilities has the wrong rank; expected rank 2; got shape [2]',
    );
    await expectArgumentRejection(
      () => specialistClasses([[Number.NaN, 1], [0, 1]], { count: 1 }), // biome-ignore format: rows
      'specialistClasses: probabilities are not finite; expected finite numbers; got NaN or infinity',
    );
  });
});

describe('dustbinLabels', () => {
  test('class i of the list becomes i, any other the last id, no class stays', async () => {
    const labels = tf.tensor2d([[3, 5, 0], [8, -1, 5]], [2, 3], 'int32'); // biome-ignore format: rows
    for (const [classes, expected] of [
      [
        [5, 8],
        [2, 0, 2, 1, -1, 0],
      ],
      [[0], [1, 1, 0, 1, -1, 1]],
      [[], [0, 0, 0, 0, -1, 0]],
      [
        [8, 0, 3, 5],
        [2, 3, 1, 0, -1, 3],
      ],
    ]) {
      // biome-ignore format: pairs
      const ids = dustbinLabels(labels, classes);
      expect([ids.shape, ids.dtype], `classes: [${classes}]`).toEqual([[2, 3], 'int32']);
      expect(Array.from(await ids.data()), `classes: [${classes}]`).toEqual(expected);
      ids.dispose();
    }
    labels.dispose();
  });
  test('labels of five axes and more', async () => {
    for (const shape of [
      [1, 2, 1, 1, 2],
      [2, 1, 1, 1, 1, 1, 2],
    ]) {
      const ids = dustbinLabels(tf.tensor([3, -1, 0, 5], shape, 'int32'), [5, 3]);
      expect(ids.shape).toEqual(shape);
      expect(Array.from(await ids.data())).toEqual([1, -1, 2, 0]);
    }
  });
  test('no leak', () => expectNoLeak(() => dustbinLabels([1, 2], [2])));
  test('errors', () => {
    expectArgumentError(
      () => dustbinLabels([0.5], [1]),
      'dustbinLabels: labels has a value that is not an integer; expected 32-bit integers; got 0.5',
    );
    expectArgumentError(
      () => dustbinLabels([0], [1, 1]),
      'dustbinLabels: classes has a class twice; expected different integers from 0 to 2147483647; got [1, 1]',
    );
  });
});

describe('combineSpecialists', () => {
  const random = mulberry32(7);
  const generalist = [distribution(5, random), distribution(5, random)];
  const combine = async (specialists: Specialist[], options?: Parameters<typeof combineSpecialists>[2]) => {
    const combined = await combineSpecialists(generalist, specialists, options);
    const values = (await combined.array()) as number[][];
    combined.dispose();
    return values;
  };
  const whole = [1, 2].map(() => ({
    probabilities: generalist.map(() => [...distribution(5, random), 0]),
    classes: [0, 1, 2, 3, 4],
  }));

  test("of all classes: the arithmetic mean for 'forward', the geometric one for 'reverse'", async () => {
    const all = generalist.map((row, example) => [row, ...whole.map((s) => s.probabilities[example])]);
    const arithmetic = all.map((rows) => rows[0].map((_, id) => rows.reduce((sum, row) => sum + row[id], 0) / 3));
    const products = all.map((rows) => rows[0].map((_, id) => Math.cbrt(rows.reduce((p, row) => p * row[id], 1))));
    const geometric = products.map((row) => row.map((p) => p / row.reduce((sum, other) => sum + other, 0)));
    await expectNumbersClose(await combine(whole), arithmetic, { rtol: 1e-6 });
    await expectNumbersClose(await combine(whole, { direction: 'reverse' }), geometric, { rtol: 1e-6 });
  });

  const one = { probabilities: generalist.map(() => distribution(3, random)), classes: [3, 1] };
  test("one specialist: the closed form of 'forward'", async () => {
    const expected = generalist.map((g, example) => {
      const [three, ofOne, dustbin] = one.probabilities[example];
      const others = 1 - g[1] - g[3];
      const outside = (id: number) => (g[id] / others) * ((others + dustbin) / 2);
      return [outside(0), (g[1] + ofOne) / 2, outside(2), (g[3] + three) / 2, outside(4)];
    });
    await expectNumbersClose(await combine([one]), expected, { rtol: 1e-6 });
  });
  test("one specialist: the closed form of 'reverse'", async () => {
    const expected = generalist.map((g, example) => {
      const [three, ofOne, dustbin] = one.probabilities[example];
      const others = 1 - g[1] - g[3];
      const outside = (id: number) => (g[id] / others) * Math.sqrt(others * dustbin);
      const row = [outside(0), Math.sqrt(g[1] * ofOne), outside(2), Math.sqrt(g[3] * three), outside(4)];
      return row.map((p) => p / row.reduce((sum, other) => sum + other, 0));
    });
    await expectNumbersClose(await combine([one], { direction: 'reverse' }), expected, { rtol: 1e-6 });
  });

  const kl = (p: number[], q: number[]) => p.reduce((sum, x, id) => (x > 0 ? sum + x * Math.log(x / q[id]) : sum), 0);
  const overlapping = [[0, 1], [1, 2, 3], [4]].map((classes) => ({
    // biome-ignore format: lists
    probabilities: generalist.map(() => distribution(classes.length + 1, random)),
    classes,
  }));
  for (const direction of ['forward', 'reverse'] as const) {
    test(`overlapping specialists, direction: '${direction}': no distribution near the result is better`, async () => {
      const objective = (q: number[], example: number) => {
        const pairs = overlapping.map(({ probabilities, classes }) => {
          const own = classes.map((id) => q[id]);
          return [probabilities[example], [...own, 1 - own.reduce((sum, x) => sum + x, 0)]];
        });
        const all = [[generalist[example], q], ...pairs];
        return all.reduce((sum, [p, q]) => sum + (direction === 'forward' ? kl(p, q) : kl(q, p)), 0);
      };
      for (const [example, q] of (await combine(overlapping, { direction })).entries()) {
        expect(
          q.reduce((sum, x) => sum + x, 0),
          `example ${example}`,
        ).toBeCloseTo(1, 6);
        for (let trial = 0; trial < 50; trial++) {
          // A part of another distribution: the objective is convex, so a better one anywhere shows here.
          const other = distribution(5, random);
          const moved = q.map((x, id) => 0.99 * x + 0.01 * other[id]);
          const where = `example ${example}, trial ${trial}`;
          expect(objective(moved, example), where).toBeGreaterThan(objective(q, example) - 1e-7);
        }
      }
    });
  }

  test('top: only the specialists of the likeliest classes are asked; without one the generalist answers', async () => {
    const likeliest = generalist.map((row) => row.indexOf(Math.max(...row)));
    const asked = await combine([one], { top: 1 });
    const all = await combine([one]);
    for (const [example, id] of likeliest.entries()) {
      const expected = one.classes.includes(id) ? all[example] : generalist[example];
      await withContext(`example ${example}`, () => expectNumbersClose(asked[example], expected, { rtol: 1e-6 }));
    }
    await expectNumbersClose(await combine([]), generalist, { rtol: 1e-6 });
    await expectNumbersClose(await combine([one], { top: 5 }), all, { rtol: 1e-6 });
  });
  test('probabilities of 0', async () => {
    const sure = { probabilities: [[1, 0]], classes: [2] };
    const forward = await combineSpecialists([[0.5, 0.5, 0]], [sure]);
    await expectTensorsClose(forward, [[0.25, 0.25, 0.5]], { rtol: 1e-6 });
    forward.dispose();
    await expectArgumentRejection(
      () => combineSpecialists([[0.5, 0.5, 0]], [sure], { direction: 'reverse' }),
      'combineSpecialists: the models rule out every class of example 0; expected a class that all consider possible; got none',
    );
  });
  test('no leak', () =>
    expectNoLeak(() => combineSpecialists([[0.5, 0.5]], [{ probabilities: [[1, 0]], classes: [0] }])));
  test('errors', async () => {
    const call = (generalist: number[][], specialist: Specialist) => () => combineSpecialists(generalist, [specialist]);
    await expectArgumentRejection(
      call([[1, 2]], { probabilities: [[1, 0]], classes: [0] }),
      'combineSpecialists: generalist[0] is not a distribution; expected numbers of 0 or more that sum to 1; ' +
        'got a sum of 3, and a least number of 1',
    );
    await expectArgumentRejection(
      call([[1, 0]], { probabilities: [[1, 0, 0]], classes: [0] }),
      'combineSpecialists: specialists[0].probabilities has the wrong shape; expected [1, 2]; got [1, 3]',
    );
    await expectArgumentRejection(
      call([[1, 0]], { probabilities: [[1, 0]], classes: [2] }),
      'combineSpecialists: specialists[0].classes has an entry that is not a class; ' +
        'expected different integers from 0 to 1; got 2',
    );
  });
});

describe('recalibrateBias', () => {
  test('adds to the logits of the classes; value, gradient and second gradient', async () => {
    const logits = tf.tensor3d([[[1, 2, 3]], [[4, Number.NEGATIVE_INFINITY, 6]]]);
    const shifted = recalibrateBias(logits, [1, 0], 3.5);
    await expectTensorsClose(shifted, [[[4.5, 5.5, 3]], [[7.5, Number.NEGATIVE_INFINITY, 6]]]);
    const x = tf.tensor1d([1, 2]);
    const f = (x: tf.Tensor) => tf.square(recalibrateBias(x, [1], -1));
    const [first, second] = [tf.grad(f)(x), tf.grad((x: tf.Tensor) => tf.grad(f)(x))(x)];
    await expectTensorsClose(first, [2, 2]);
    await expectTensorsClose(second, [2, 2]);
    tf.dispose([logits, shifted, x, first, second]);
  });
  testEmptyInput('an empty batch', (x) => recalibrateBias(x, [0], 1), [[0, 3]], { shape: [0, 3] });
  test('no leak', () => expectNoLeak(() => recalibrateBias([[1, 2]], [0], 1)));
  test('errors', () => {
    expectArgumentError(
      () => recalibrateBias([[1, 2]], [2], 1),
      'recalibrateBias: classes has an entry that is not a class; expected different integers from 0 to 1; got 2',
    );
    expectArgumentError(
      () => recalibrateBias([[1, 2]], [0], Number.NaN),
      'recalibrateBias: shift is out of range; expected a finite number; got NaN',
    );
  });
});
