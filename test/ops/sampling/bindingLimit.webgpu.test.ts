import { expect, test } from 'vitest';
import type { SamplingAttributes } from '../../../src/ops/sampling/attributes';
import { gridSampleImagesGrad } from '../../../src/ops/sampling/gridSample';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { withLimits } from '../../support/withLimits';

const imagesShape = [2, 3, 4, 3];
const sampling: SamplingAttributes = { interpolation: 'linear', padding: 'border', alignCorners: false };

test("the images' gradient is the same where its rounding errors do not fit a binding", async () => {
  const [dy, grid] = [seededTensor([2, 4, 5, 3], { seed: 1 }), seededTensor([2, 4, 5, 2], { seed: 2 })];
  const gradient = () => gridSampleImagesGrad(dy, grid, imagesShape, sampling);
  const bytes = 4 * Math.max(dy.size, grid.size);
  await expectTensorsClose(withLimits({ maxStorageBufferBindingSize: bytes }, gradient), gradient());
  expect(() => withLimits({ maxStorageBufferBindingSize: bytes - 4 }, gradient)).toThrow(
    `this GPU binds at most ${bytes - 4} bytes`,
  );
});
