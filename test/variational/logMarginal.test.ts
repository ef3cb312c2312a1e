import { describe, test } from 'vitest';
import { expectTensorsClose } from '../../src/testing';
import { importanceWeightedBound, logMarginal } from '../../src/variational';
import fixture from '../fixtures/logMarginal.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ logWeights }) => logMarginal(logWeights));

describe('logMarginal', () => {
  test('equals importanceWeightedBound unreduced', async () => {
    const logWeights = [
      [0.5, -2, 1],
      [1.5, 0, -1],
    ];
    const bound = importanceWeightedBound(logWeights, { reduction: 'none' });
    await expectTensorsClose(logMarginal(logWeights), bound, { rtol: 0, atol: 0 });
  });

  test('rejects bad input', () => {
    expectArgumentError(
      () => logMarginal([[[1]]]),
      'logMarginal: logWeights has the wrong rank; expected rank 1 or 2; got shape [1, 1, 1]',
    );
  });
});
