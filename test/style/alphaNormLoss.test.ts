import { describe, test } from 'vitest';
import { alphaNormLoss } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/alphaNormLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image }, options) => alphaNormLoss(image, options));

describe('alphaNormLoss', () => {
  test('the example of the documentation', async () => {
    const loss = alphaNormLoss([[[1], [-2]]], { alpha: 3 });
    await expectTensorsClose(loss, { shape: [], values: [9] });
    loss.dispose();
  });

  test('bad arguments', () => {
    expectArgumentError(
      () => alphaNormLoss([1, 2]),
      'alphaNormLoss: image has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    expectArgumentError(
      () => alphaNormLoss([[[1]]], { alpha: Number.POSITIVE_INFINITY }),
      'alphaNormLoss: alpha is out of range; expected a finite number above 0; got Infinity',
    );
    expectArgumentError(
      () => alphaNormLoss([[[1]]], { reduction: 'max' as 'mean' }),
      "alphaNormLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
  });
});
