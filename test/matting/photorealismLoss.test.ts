import { test } from 'vitest';
import { type MattingLaplacian, mattingLaplacian, photorealismLoss } from '../../src/matting';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/mattingLaplacian.energy.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image, x }, options) => {
  const laplacian = mattingLaplacian(image, options);
  const loss = photorealismLoss(x, laplacian);
  laplacian.dispose();
  return loss;
});

test('names itself in errors', () => {
  const laplacian = mattingLaplacian([
    [[0], [0], [0]],
    [[0], [1], [0]],
    [[0], [0], [0]],
  ]);
  expectArgumentError(
    () => photorealismLoss([[1, 2]], laplacian),
    'photorealismLoss: output has the wrong shape; expected [3, 3]; got [1, 2]',
  );
  expectArgumentError(
    () => photorealismLoss([[1, 2]], laplacian, { reduction: 'max' as 'mean' }),
    "photorealismLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
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

for (const reduction of ['mean', 'sum', 'none'] as const) {
  test(`reduction: '${reduction}': one image has one loss`, async () => {
    const ring = [
      [0, 0, 0],
      [0, 9, 0],
      [0, 0, 0],
    ];
    const laplacian = mattingLaplacian(ring.map((row) => row.map(() => [0])));
    const loss = photorealismLoss(ring, laplacian, { reduction });
    await expectTensorsClose(loss, 72, { rtol: 1e-6 });
    loss.dispose();
    laplacian.dispose();
  });
}
