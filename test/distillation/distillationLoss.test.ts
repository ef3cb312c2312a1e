import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { type DistillationLossOptions, distillationLoss } from '../../src/distillation';
import { expectNoLeak, expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import fixture from '../fixtures/distillationLoss.json';
import divergences from '../fixtures/distillationLossDivergences.json';
import nearZero from '../fixtures/distillationLossNearZero.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

const infinity = Number.POSITIVE_INFINITY;

testFixture(fixture, ({ student, teacher, labels, weights }, options) =>
  distillationLoss(student, teacher, { labels, weights, ...options }),
);

testFixture(divergences, ({ student, teacher, labels, weights }, options) =>
  distillationLoss(student, teacher, { labels, weights, ...options }),
);

describe('near zero, relative to the divergence itself', () => {
  for (const { name, inputs, options, output, cotangent, gradients } of nearZero.cases) {
    test(name, async () => {
      const [student, teacher, dy] = [inputs.student, inputs.teacher, cotangent].map(({ values, shape }) =>
        tf.tensor(values, shape),
      );
      const loss = distillationLoss(student, teacher, options);
      const gradient = tf.grad((x: tf.Tensor) => distillationLoss(x, teacher, options))(student, dy);
      // A logit is exact to 2⁻²⁴ of itself, its difference from the largest to 2⁻²⁴ of that.
      await expectTensorsClose(loss, output, { rtol: 2e-5, atol: 0 });
      const largest = Math.max(...gradients.student.values.map(Math.abs));
      await expectTensorsClose(gradient, gradients.student, { rtol: 1e-5, atol: 1e-5 * largest });
      tf.dispose([student, teacher, dy, loss, gradient]);
    });
  }
  for (const [title, ofStudent, ofTeacher] of [
    ['equal logits', 0, 0],
    ["student logits a constant above the teacher's", 8, 0],
    ["teacher logits a constant above the student's", 0, 8],
  ] as const) {
    test(`${title} give zero`, async () => {
      const x = tf.tensor2d([[1, -2, 3.5, 0.25]]);
      const [student, teacher] = [tf.add(x, ofStudent), tf.add(x, ofTeacher)];
      const loss = distillationLoss(student, teacher);
      await expectTensorsClose(loss, 0, { rtol: 0, atol: 0 });
      tf.dispose([x, student, teacher, loss]);
    });
  }
  test('at a temperature of 1e8: half the mean square of the differences between centred logits', async () => {
    const [student, teacher] = [
      [0.0625, -0.5, 1.9375, 0.5],
      [0.5, -1, 2, 0.25],
    ];
    const differences = student.map((x, index) => x - teacher[index]);
    const mean = differences.reduce((sum, x) => sum + x) / 4;
    const expected = differences.reduce((sum, x) => sum + (x - mean) ** 2 / 8, 0);
    await expectTensorsClose(distillationLoss(student, teacher, { temperature: 1e8 }), expected, {
      rtol: 2e-6,
      atol: 0,
    });
  });
  for (const distance of [1e-6, 1e-3, 1, 10]) {
    test(`never negative for logits up to ${distance} apart`, async () => {
      const teacher = seededTensor([200, 7], { seed: 3, low: -5, high: 5 });
      const student = tf.add(teacher, seededTensor([200, 7], { seed: 4, low: -distance, high: distance }));
      const losses = distillationLoss(student, teacher, { reduction: 'none' });
      expect(Math.min(...(await losses.data()))).toBeGreaterThanOrEqual(0);
      tf.dispose([teacher, student, losses]);
    });
  }
});

/** Makes −0 a 0. */
const withoutSign = (value: number) => value + 0;

/** Loss and gradients for student, teacher and labels of one example. */
async function evaluate(
  student: number[],
  teacher: number[],
  options: { labels?: number[] } & Omit<DistillationLossOptions, 'labels'> = {},
) {
  const { labels, ...rest } = options;
  const inputs = [student, teacher, ...(labels ? [labels] : [])].map((values) => tf.tensor2d([values]));
  const f = (s: tf.Tensor, t: tf.Tensor, y?: tf.Tensor) => distillationLoss(s, t, { labels: y, ...rest });
  const { value, grads } = tf.valueAndGrads(f)(inputs);
  const numbers = await Promise.all(
    [value, ...grads].map(async (tensor) => Array.from(await tensor.data(), withoutSign)),
  );
  tf.dispose([inputs, value, grads]);
  return { loss: numbers[0][0], student: numbers[1], teacher: numbers[2], labels: numbers[3] };
}

describe('logits of −∞', () => {
  test('in the student alone give +∞ and finite gradients, zero there', async () => {
    const { loss, student, teacher } = await evaluate([0, -infinity, 1], [0, 1, 2]);
    expect(loss).toBe(infinity);
    expect(student.every(Number.isFinite)).toBe(true);
    expect(student[1]).toBe(0);
    expect(teacher).toEqual([0, 0, 0]);
  });
  test('in the student alone give no +∞ where the soft part has no weight', async () => {
    const { loss } = await evaluate([0, -infinity, 0], [0, 1, 2], { softWeight: 0, labels: [1, 0, 0] });
    expect(loss).toBeCloseTo(0.1 * Math.log(2), 6);
  });
  test('under a label give +∞', async () => {
    const { loss, student, labels } = await evaluate([0, -infinity, 0], [0, -infinity, 2], { labels: [0.5, 0.5, 0] });
    expect(loss).toBe(infinity);
    expect(student.every(Number.isFinite)).toBe(true);
    expect(student[1]).toBe(0);
    expect(labels).toEqual([0, 0, 0]);
  });
  test('have gradient zero in both', async () => {
    const { loss, student } = await evaluate([0.5, -infinity, 1], [1, -infinity, 0], { labels: [1, 0, 0] });
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(infinity);
    expect(student[1]).toBe(0);
    expect(student[0]).toBeLessThan(0);
  });
  test('alone in the teacher, or in both, leave nothing to learn', async () => {
    const none = [-infinity, -infinity];
    expect(await evaluate([1, 2], none)).toMatchObject({ loss: 0, student: [0, 0] });
    expect(await evaluate(none, none)).toMatchObject({ loss: 0, student: [0, 0] });
    expect(await evaluate(none, [1, 2])).toMatchObject({ loss: infinity, student: [0, 0] });
  });
  test('have second gradients without NaN', async () => {
    const student = tf.tensor2d([[0.5, -infinity, 1, 2]]);
    const teacher = tf.tensor2d([[1, -infinity, -infinity, 0]]);
    const gradient = tf.grad((s: tf.Tensor) => distillationLoss(s, teacher, { labels: [3] }));
    const second = tf.grad((s: tf.Tensor) => tf.sum(tf.square(gradient(s))))(student);
    const values = Array.from(await second.data(), withoutSign);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values[1]).toBe(0);
    expect(values[0]).not.toBe(0);
    tf.dispose([student, teacher, second]);
  });
});

describe('other divergences', () => {
  const kinds = ['reverse', 'jensenShannon'] as const;
  const none = [-infinity, -infinity];
  test("divergence: 'reverse' is +∞ where the teacher alone has −∞, with the gradient among the other classes", async () => {
    const { loss, student, teacher } = await evaluate([0, 5, 1], [0, -infinity, 2], { divergence: 'reverse' });
    expect(loss).toBe(infinity);
    const alone = await evaluate([0, 1], [0, 2], { divergence: 'reverse' });
    expect(student[1]).toBe(0);
    expect(student[0]).toBeCloseTo(alone.student[0], 5);
    expect(student[2]).toBeCloseTo(alone.student[1], 5);
    expect(teacher).toEqual([0, 0, 0]);
  });
  test("divergence: 'jensenShannon' is at most T² log 2", async () => {
    const { loss } = await evaluate([1e6, -infinity, 0], [-infinity, 1, -1e6], { divergence: 'jensenShannon' });
    expect(loss).toBeCloseTo(16 * Math.LN2, 5);
  });
  test('a teacher of −∞ alone leaves nothing to learn, and a student of −∞ alone is as far as can be', async () => {
    for (const divergence of kinds) {
      const nothing = { loss: 0, student: [0, 0] };
      const [alone, both] = [await evaluate([1, 2], none, { divergence }), await evaluate(none, none, { divergence })];
      expect(alone, `divergence: '${divergence}', teacher of −∞`).toMatchObject(nothing);
      expect(both, `divergence: '${divergence}', both of −∞`).toMatchObject(nothing);
    }
    expect(await evaluate(none, [1, 2], { divergence: 'reverse' })).toMatchObject({ loss: infinity, student: [0, 0] });
    const farthest = await evaluate(none, [1, 2], { divergence: 'jensenShannon' });
    expect(farthest.loss).toBeCloseTo(16 * Math.LN2, 5);
    expect(farthest.student).toEqual([0, 0]);
  });
  for (const divergence of kinds) {
    test(`divergence: '${divergence}': equal logits give zero, NaN is not hidden`, async () => {
      expect(await evaluate([1, -2, 3.5], [1, -2, 3.5], { divergence })).toMatchObject({ loss: 0, student: [0, 0, 0] });
      for (const [student, teacher] of [
        [
          [Number.NaN, 0],
          [1, 2],
        ],
        [
          [1, 0],
          [Number.NaN, 2],
        ],
      ]) {
        // biome-ignore format: pairs
        const result = await evaluate(student, teacher, { divergence });
        const given = `student [${student}], teacher [${teacher}]`;
        expect([result.loss, ...result.student], given).toEqual([Number.NaN, Number.NaN, Number.NaN]);
      }
    });
    test(`divergence: '${divergence}': no leak`, () =>
      expectNoLeak(() => distillationLoss([[1, 2, 3]], [[3, 2, 1]], { divergence })));
  }
});

describe('behaviour', () => {
  test('NaN is not hidden', async () => {
    expect((await evaluate([Number.NaN, 0], [1, 2])).loss).toBeNaN();
    expect((await evaluate([1, 0], [Number.NaN, 2])).loss).toBeNaN();
    expect((await evaluate([1, Number.NaN], [0, 2], { softWeight: 0, labels: [1, 0] })).loss).toBeNaN();
  });
  test('a class id of −1 adds no hard loss', async () => {
    const student = tf.tensor2d([
      [1, 2],
      [3, 1],
    ]);
    const loss = distillationLoss(student, student, {
      labels: tf.tensor1d([-1, 0], 'int32'),
      reduction: 'none',
      hardWeight: 1,
    });
    await expectTensorsClose(loss, [0, Math.log1p(Math.exp(-2))], { atol: 1e-6 });
    tf.dispose([student, loss]);
  });
  test('a part of weight 0 is not computed: 0 beside NaN and infinite parts, in the gradient too', async () => {
    const [bad, good] = [[Number.NaN, 1], [2, 1]]; // biome-ignore format: a pair
    const softless = await evaluate(good, bad, { softWeight: 0, labels: [1, 0] });
    expect(softless.loss).toBeCloseTo(0.1 * Math.log1p(Math.exp(-1)), 6);
    expect(softless.student.every(Number.isFinite)).toBe(true);
    expect(softless.teacher).toEqual([0, 0]);
    const hardless = await evaluate(good, [1, 1], { hardWeight: 0, softWeight: 1, labels: bad });
    expect(hardless.loss).toBeGreaterThan(0);
    expect(hardless.student.every(Number.isFinite)).toBe(true);
    expect(hardless.labels).toEqual([0, 0]);
  });
  for (const [part, options] of Object.entries({ soft: {}, hard: { labels: [0, 1], softWeight: 0, hardWeight: 1 } })) {
    test(`a NaN logit makes the gradients of the ${part} loss in its row NaN, except those of −∞`, async () => {
      const [student, teacher] = [tf.tensor2d([[1, Number.NaN, -infinity, 2], [1, 2, 3, 4]]), tf.ones([2, 4])]; // biome-ignore format: rows
      const gradient = tf.grad((s: tf.Tensor) => distillationLoss(s, teacher, { ...options, reduction: 'sum' }))(
        student,
      );
      const values = Array.from(await gradient.data(), withoutSign);
      expect(values.slice(0, 4)).toEqual([Number.NaN, Number.NaN, 0, Number.NaN]);
      expect(values.slice(4).every(Number.isFinite)).toBe(true);
      tf.dispose([student, teacher, gradient]);
    });
  }
  for (const shift of [1e4, 1e6]) {
    test(`a common shift of ${shift} costs no accuracy, in value and gradient`, async () => {
      const student = [0.0625, 0.0615234375, 0.125, 0.1875].map((x) => Math.fround(shift + x));
      const teacher = [0.0318030529, 0.0309044123, 0.0390670933, 0.0569150448].map(Math.fround);
      const logSoftmax = (logits: number[]) => {
        const centred = logits.map((x) => x - logits[0]);
        const logTotal = Math.log(centred.reduce((sum, x) => sum + Math.exp(x), 0));
        return centred.map((x) => x - logTotal);
      };
      const [q, p] = [student, teacher].map(logSoftmax);
      const loss = p.reduce((sum, x, i) => sum + Math.exp(x) * (x - q[i]), 0);
      const found = await evaluate(student, teacher, { temperature: 1 });
      expect(Math.abs(found.loss / loss - 1)).toBeLessThan(1e-4);
      for (const [i, slope] of found.student.entries()) expect(slope).toBeCloseTo(Math.exp(q[i]) - Math.exp(p[i]), 6);
    });
  }

  test('a NaN logit of the student beside a teacher of nothing but −∞ gives NaN, in value and gradient', async () => {
    const found = await evaluate([Number.NaN, 1], [-infinity, -infinity]);
    expect(found.loss).toBeNaN();
    expect(found.student).toEqual([Number.NaN, Number.NaN]);
  });

  test('a position of weight 0 is left out, whatever its logits, and an example of such alone is 0', async () => {
    const student = tf.tensor3d([[[Number.NaN, 1], [1, 2], [-infinity, 0]], [[1, 2], [infinity, 0], [3, 4]]]); // biome-ignore format: rows
    const teacher = tf.ones([2, 3, 2]);
    const weights = [[0, 2, 0], [0, 0, 0]]; // biome-ignore format: rows
    const options = { labels: tf.tensor2d([[0, 1, 0], [0, 0, 0]], [2, 3], 'int32'), weights, reduction: 'none' } as const; // biome-ignore format: rows
    const loss = distillationLoss(student, teacher, options);
    const alone = distillationLoss([[1, 2]], [[1, 1]], { labels: [1] });
    await expectTensorsClose(loss, [(await alone.data())[0], 0], { rtol: 1e-6 });
    const gradient = tf.grad((s: tf.Tensor) => distillationLoss(s, teacher, options))(student);
    const values = Array.from(await gradient.data(), withoutSign);
    expect(values.filter((_, index) => index !== 2 && index !== 3)).toEqual(Array(10).fill(0));
    expect(values[2]).not.toBe(0);
    expect(Number.isFinite(values[2])).toBe(true);
    tf.dispose([student, teacher, options.labels, loss, alone, gradient]);
  });
  test('weights of zero give a zero that can be differentiated', async () => {
    const student = tf.tensor2d([[1, 2]]);
    const options = { labels: [0], softWeight: 0, hardWeight: 0 };
    const { value, grad } = tf.valueAndGrad((s: tf.Tensor) => distillationLoss(s, [[0, 5]], options))(student);
    await expectTensorsClose(value, 0);
    await expectTensorsClose(grad, [[0, 0]]);
    tf.dispose([student, value, grad]);
  });
  test('thousands of classes', async () => {
    const student = tf.zeros([1, 5000]);
    const teacher = tf.zeros([1, 5000]);
    const loss = distillationLoss(student, teacher, { labels: [4999], hardWeight: 1 });
    await expectTensorsClose(loss, Math.log(5000), { rtol: 1e-5 });
    tf.dispose([student, teacher, loss]);
  });
  test('gradients of gradients', async () => {
    const [student, teacher] = [5, 6].map((seed) => seededTensor([3, 4], { seed, low: -2, high: 2 }));
    const f = (s: tf.Tensor) =>
      distillationLoss(s, teacher, {
        labels: [3, 0, 1],
        temperature: 2,
        reduction: 'none',
      });
    await gradcheck(f, student);
    await gradgradcheck(f, student);
    tf.dispose([student, teacher]);
  });
  test('no leak', () => expectNoLeak(() => distillationLoss([[1, 2, 3]], [[3, 2, 1]], { labels: [0] })));
  test('integer logits are cast', async () => {
    const logits = tf.tensor2d([[1, 2, 3]], [1, 3], 'int32');
    const loss = distillationLoss(logits, [[3, 2, 1]]);
    await expectTensorsClose(loss, 1.3196300268173218, { rtol: 2e-5 });
    tf.dispose([logits, loss]);
  });
});

test('errors', () => {
  const x = [[1, 2, 3]];
  const cases: [() => unknown, string][] = [
    [
      () => distillationLoss(1, 1),
      'distillationLoss: studentLogits has no classes; expected at least 1 on the last axis; got shape []',
    ],
    [
      () => distillationLoss([x], [x], { weights: [1] }),
      'distillationLoss: weights has the wrong shape; expected [1, 1]; got [1]',
    ],
    [
      () => distillationLoss(x, [[1, 2]]),
      'distillationLoss: studentLogits and teacherLogits differ in shape; expected teacherLogits of shape [1, 3]; got [1, 2]',
    ],
    ...[0, -1, 1e-300, 1e-46, 1e20, infinity].map((temperature): [() => unknown, string] => [
      () => distillationLoss(x, x, { temperature }),
      `distillationLoss: temperature is out of range; expected a finite number at least 1e-8 and at most 100000000; got ${temperature}`,
    ]),
    [
      () => distillationLoss(x, x, { softWeight: -1 }),
      'distillationLoss: softWeight is out of range; expected a finite number at least 0; got -1',
    ],
    [
      () => distillationLoss(x, x, { labels: [0], hardWeight: Number.NaN }),
      'distillationLoss: hardWeight is out of range; expected a finite number at least 0; got NaN',
    ],
    [
      () => distillationLoss(x, x, { labels: [0.7] }),
      'distillationLoss: labels has a value that is not an integer; expected 32-bit integers; got 0.7',
    ],
    [
      () => distillationLoss(x, x, { hardWeight: 0.5 }),
      'distillationLoss: hardWeight without labels; expected labels; got undefined',
    ],
    [
      () => distillationLoss(x, x, { reduction: 'max' as never }),
      "distillationLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    ],
    [
      () => distillationLoss(x, x, { divergence: 'backward' as never }),
      "distillationLoss: unknown divergence; expected 'forward', 'reverse' or 'jensenShannon'; got 'backward'",
    ],
    [
      () => distillationLoss(x, x, { labels: [0, 1] }),
      'distillationLoss: labels has the wrong shape; expected [1]; got [2]',
    ],
    [
      () => distillationLoss(x, x, { labels: [[0, 1]] }),
      'distillationLoss: labels has the wrong shape; expected [1, 3]; got [1, 2]',
    ],
    [
      () => distillationLoss([1, 2], [1, 2], { labels: [[0, 1]] }),
      'distillationLoss: labels has the wrong shape; expected [2]; got [1, 2]',
    ],
  ];
  for (const [call, message] of cases) expectArgumentError(call, message);
  const floatIds = tf.tensor1d([0]);
  expectArgumentError(
    () => distillationLoss(x, x, { labels: floatIds }),
    'distillationLoss: labels has the wrong dtype; expected int32; got float32',
  );
  floatIds.dispose();
});
