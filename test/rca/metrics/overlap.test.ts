import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { diceCoefficient, jaccardIndex } from '../../../src/rca';
import { expectNoLeak } from '../../../src/testing';
import { expectArgumentError } from '../../support/expectArgumentError';
import { cases, decode, source } from './metricCases';

async function expectScores(scores: tf.Tensor, expected: number[]) {
  const actual = Array.from(await scores.data());
  scores.dispose();
  expect(actual).toHaveLength(expected.length);
  actual.forEach((score, k) => {
    if (Number.isNaN(expected[k])) expect(score, `class ${k}`).toBeNaN();
    else expect(score, `class ${k}`).toBeCloseTo(expected[k], 6);
  });
}

describe(`against ${source}`, () => {
  test('has cases', () => expect(cases.length).toBe(5));
  for (const { name, predicted, truth, classes, dice, jaccard } of cases) {
    test(`diceCoefficient and jaccardIndex: ${name}`, async () => {
      const maps = [decode(predicted), decode(truth)] as const;
      await expectScores(diceCoefficient(...maps, { classes }), dice);
      await expectScores(jaccardIndex(...maps, { classes }), jaccard);
      await expectScores(diceCoefficient(...maps, { classes, ignoreBackground: true }), dice.slice(1));
      const mean = dice.reduce((sum, score) => sum + score, 0) / classes;
      await expectScores(diceCoefficient(...maps, { classes, reduction: 'mean' }), [mean]);
      tf.dispose([...maps]);
    });
  }
});

const [nan, absent] = [Number.NaN, { classes: 4 }];
// Class 1 agrees in half, class 2 is in only one map, class 3 in neither.
const maps = [[[0, 1, 1, 0]], [[0, 1, 2, 0]]] as const;

test('a class in neither map is NaN, not 0; a class in only one map is 0', async () => {
  await expectScores(diceCoefficient(...maps, absent), [1, 2 / 3, 0, nan]);
  await expectScores(jaccardIndex(...maps, absent), [1, 1 / 2, 0, nan]);
});

test("empty: 'worst' scores a class in neither map 0", async () => {
  await expectScores(diceCoefficient(...maps, { ...absent, empty: 'worst' }), [1, 2 / 3, 0, 0]);
  await expectScores(diceCoefficient(...maps, { ...absent, empty: 'worst', reduction: 'mean' }), [5 / 12]);
});

test("empty: 'ignore' leaves a class in neither map out of the mean, 'nan' does not", async () => {
  await expectScores(diceCoefficient(...maps, { ...absent, empty: 'ignore' }), [1, 2 / 3, 0, nan]);
  await expectScores(diceCoefficient(...maps, { ...absent, empty: 'ignore', reduction: 'mean' }), [5 / 9]);
  await expectScores(diceCoefficient(...maps, { ...absent, reduction: 'mean' }), [nan]);
  await expectScores(diceCoefficient([[0]], [[0]], { classes: 2, ignoreBackground: true, empty: 'ignore', reduction: 'mean' }), [nan]); // biome-ignore format: one line
});

test('masks of any nonzero number or of bools give a scalar', async () => {
  await expectScores(diceCoefficient([1, 7, 0, 0], [2, 0, 0, 3]), [0.5]);
  await expectScores(diceCoefficient([true, true, false], [true, false, false]), [2 / 3]);
  await expectScores(jaccardIndex(tf.tensor1d([1, 1], 'bool'), tf.tensor1d([0, 1], 'int32')), [0.5]);
  await expectScores(diceCoefficient([0, 0], [0, 0]), [nan]);
  const empty = diceCoefficient([0, 0], [0, 0], { empty: 'worst' });
  expect(empty.rank).toBe(0);
  await expectScores(empty, [0]);
});

test('an id beyond the classes belongs to none', async () => {
  await expectScores(diceCoefficient([0, 1, 255], [0, 1, 1], { classes: 2 }), [1, 2 / 3]);
});

test('leaves no tensor behind', () =>
  expectNoLeak(() => diceCoefficient(...maps, { ...absent, empty: 'ignore', reduction: 'mean' })));

test('errors name the argument', () => {
  const probabilities = tf.tensor1d([0.7]);
  expectArgumentError(
    () => diceCoefficient(probabilities, [1]),
    'diceCoefficient: predicted has the wrong dtype; expected int32; got float32',
  );
  expectArgumentError(
    () => jaccardIndex([1, 0], [1]),
    'jaccardIndex: predicted and truth differ in shape; expected truth of shape [2]; got [1]',
  );
  expectArgumentError(
    () => diceCoefficient([1], [1], { classes: 1, ignoreBackground: true }),
    'diceCoefficient: classes is out of range; expected an integer at least 2 and at most 65536; got 1',
  );
  expectArgumentError(
    () => diceCoefficient([1], [1], { empty: 'zero' as never }),
    "diceCoefficient: unknown empty; expected 'nan', 'worst' or 'ignore'; got 'zero'",
  );
});
