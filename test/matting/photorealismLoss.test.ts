import { test } from 'vitest';
import { type MattingLaplacian, mattingLaplacian, photorealismLoss } from '../../src/matting';
import fixture from '../fixtures/mattingLaplacian.energy.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image, x }, options) => {
  const laplacian = mattingLaplacian(image, options);
  const loss = photorealismLoss(x, laplacian);
  laplacian.dispose();
  return loss;
});

test('it names itself in errors', () => {
  const laplacian = mattingLaplacian([
    [[0], [0], [0]],
    [[0], [1], [0]],
    [[0], [0], [0]],
  ]);
  expectArgumentError(
    () => photorealismLoss([[1, 2]], laplacian),
    'photorealismLoss: output has the wrong shape; expected [3, 3]; got [1, 2]',
  );
  laplacian.dispose();
  expectArgumentError(
    () => photorealismLoss([[1, 2]], laplacian),
    'photorealismLoss: the Laplacian has been disposed; expected one in use; got a disposed one',
  );
  expectArgumentError(
    () => photorealismLoss([[1, 2]], 'image' as unknown as MattingLaplacian),
    "photorealismLoss: laplacian is of the wrong kind; expected a MattingLaplacian; got 'image'",
  );
});
