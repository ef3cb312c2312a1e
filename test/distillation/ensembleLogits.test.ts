import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { ensembleLogits } from '../../src/distillation';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import fixture from '../fixtures/ensembleLogits.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

const infinity = Number.POSITIVE_INFINITY;

testFixture(fixture, (members: Record<string, tf.Tensor>, options) => ensembleLogits(Object.values(members), options));

describe('logits of −∞', () => {
  const [a, b] = [
    [0, -infinity, -infinity],
    [0, -infinity, 0],
  ];
  test('count as probability zero', async () => {
    const arithmetic = ensembleLogits([a, b]);
    const geometric = ensembleLogits([a, b], { mean: 'geometric' });
    await expectTensorsClose(arithmetic, [Math.log(0.75), -infinity, Math.log(0.25)]);
    await expectTensorsClose(geometric, [0, -infinity, -infinity]);
    tf.dispose([arithmetic, geometric]);
  });
  for (const mean of ['arithmetic', 'geometric'] as const) {
    test(`have gradient zero, mean: '${mean}'`, async () => {
      const members = [tf.tensor1d(a), tf.tensor1d(b)];
      const gradient = (...zs: tf.Tensor[]) =>
        tf.grads((...xs: tf.Tensor[]) => ensembleLogits(xs, { mean }))(zs, tf.tensor1d([1, 2, 3]));
      const [first, second] = gradient(...members);
      // Arithmetic: dy is 1 · (2/3, 1/3) and 3 · (0, 1) for the two, less the softmax times its sum.
      const expected = mean === 'arithmetic' ? [0, -1.5] : [0, 0];
      await expectTensorsClose(first, [expected[0], 0, 0]);
      await expectTensorsClose(
        second,
        [expected[1] + (mean === 'arithmetic' ? 0.1666667 : 0), 0, mean === 'arithmetic' ? 1.3333333 : 0],
        { rtol: 1e-5 },
      );
      tf.dispose([members, first, second]);
    });
  }
});

for (const mean of ['arithmetic', 'geometric'] as const) {
  test(`gradients of gradients, mean: '${mean}'`, async () => {
    const members = [1, 2, 3].map((seed) => seededTensor([2, 3], { seed, low: -2, high: 2 }));
    await gradcheck((...xs) => ensembleLogits(xs, { mean }), members);
    await gradgradcheck((...xs) => ensembleLogits(xs, { mean }), members);
    tf.dispose(members);
  });
}

test('errors', () => {
  expectArgumentError(
    () => ensembleLogits([]),
    'ensembleLogits: logits has no members; expected a list of at least one tensor; got []',
  );
  expectArgumentError(
    () => ensembleLogits([1]),
    'ensembleLogits: logits[0] has no axis; expected at least rank 1; got shape []',
  );
  expectArgumentError(
    () => ensembleLogits([[1, 2], [1]]),
    'ensembleLogits: logits[0] and logits[1] differ in shape; expected logits[1] of shape [2]; got [1]',
  );
  expectArgumentError(
    () => ensembleLogits([[1, 2]], { mean: 'harmonic' as never }),
    "ensembleLogits: unknown mean; expected 'arithmetic' or 'geometric'; got 'harmonic'",
  );
});
