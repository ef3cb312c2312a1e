import { describe, test } from 'vitest';
import { resizeMasks } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/resizeMasks.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ masks }, { size }) => resizeMasks(masks, size));

describe('resizeMasks', () => {
  test('the example of the documentation', async () => {
    const masks = resizeMasks([[[1], [0], [0]]], [1, 2]);
    await expectTensorsClose(masks, { shape: [1, 2, 1], values: [2 / 3, 0] });
    masks.dispose();
  });

  test('bad arguments', () => {
    expectArgumentError(
      () => resizeMasks([[1, 2]], [1, 1]),
      'resizeMasks: masks has the wrong rank; expected rank 3 or 4; got shape [1, 2]',
    );
    expectArgumentError(
      () => resizeMasks([[[1]]], [0, 1]),
      'resizeMasks: the size is wrong; expected [height, width] of positive integers; got [0, 1]',
    );
    expectArgumentError(
      () => resizeMasks([[[1]]], [1, 2.5]),
      'resizeMasks: the size is wrong; expected [height, width] of positive integers; got [1, 2.5]',
    );
    expectArgumentError(
      () => resizeMasks([[[1]]], 2 as never),
      'resizeMasks: the size is wrong; expected [height, width] of positive integers; got 2',
    );
  });
});
