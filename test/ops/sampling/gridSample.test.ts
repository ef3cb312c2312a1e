import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { SamplingAttributes } from '../../../src/ops/sampling/attributes';
import { gridSample, gridSampleGridGrad, gridSampleImagesGrad } from '../../../src/ops/sampling/gridSample';
import { expectTensorsClose, gradcheck, seededTensor } from '../../../src/testing';
import { withContext } from '../../support/withContext';

const samplings: SamplingAttributes[] = [
  { interpolation: 'linear', padding: 'zeros', alignCorners: false, fill: [3] },
  { interpolation: 'linear', padding: 'reflection', alignCorners: true },
  { interpolation: 'cubic', padding: 'border', alignCorners: false },
  { interpolation: 'linear', padding: 'wrap', alignCorners: false },
  { interpolation: 'cubic', padding: 'wrap', alignCorners: true },
];

for (const sampling of samplings) {
  const { interpolation, padding, alignCorners } = sampling;

  describe(`interpolation: '${interpolation}', padding: '${padding}', alignCorners: ${alignCorners}`, () => {
    const inputs = () => ({
      images: seededTensor([1, 3, 4, 1], { seed: 1 }),
      // At least a tenth of a pixel from every kink.
      grid: tf.tensor4d([-0.6, 0.2, 0.4, -0.3, 0.15, 1.1], [1, 1, 3, 2]),
      dy: seededTensor([1, 1, 3, 1], { seed: 2 }),
    });

    test("the images' gradient is the adjoint of sampling", async () => {
      const { images, grid, dy } = inputs();
      const linear = { ...sampling, fill: undefined };
      const sampled = tf.sum(tf.mul(gridSample(images, grid, linear), dy));
      const scattered = tf.sum(tf.mul(images, gridSampleImagesGrad(dy, grid, images.shape, sampling)));
      await expectTensorsClose(scattered, sampled, { rtol: 1e-5, atol: 1e-6 });
    });

    test("the images' gradient has gradients", async () => {
      const { images, grid, dy } = inputs();
      await gradcheck((a, b) => gridSampleImagesGrad(a, b, images.shape, sampling), [dy, grid]);
    });

    test("the grid's gradient has gradients", async () => {
      const { images, grid, dy } = inputs();
      await gradcheck((a, b, c) => gridSampleGridGrad(a, b, c, sampling), [dy, images, grid]);
    });
  });
}

const withZeros = (['nearest', 'linear', 'cubic'] as const).flatMap((interpolation) =>
  [false, true].map((alignCorners): SamplingAttributes => ({ interpolation, padding: 'zeros', alignCorners })),
);

test.each(withZeros)(
  'missing pixels have no part in a sample: interpolation: $interpolation, alignCorners: $alignCorners',
  async (sampling) => {
    // Every pixel to which a missing tap could be clipped is NaN, and every number that could be added there is
    // infinite.
    for (const channels of [1, 5]) {
      const images = tf.fill([1, 3, 4, channels], Number.NaN);
      const grid = tf.tensor([-9, 0, 0, 9, Number.NaN, 0, 0, -Infinity, 1e30, 1e30, -1e9, 5], [1, 2, 3, 2]);
      const dy = tf.fill([1, 2, 3, channels], Infinity);
      const results = {
        value: gridSample(images, grid, sampling),
        'gradient for grid': gridSampleGridGrad(tf.onesLike(dy), images, grid, sampling),
        'gradient for images': gridSampleImagesGrad(dy, grid, images.shape, sampling),
      };
      for (const [name, result] of Object.entries(results)) {
        await withContext(`${name}, ${channels} channels`, () =>
          expectTensorsClose(result, tf.zerosLike(result), { rtol: 0, atol: 0 }),
        );
      }
    }
  },
);

describe('sums of any length are right to 1e-6', () => {
  const size = 300;
  const count = size ** 2;
  const dy = Math.fround(0.1);

  for (const channels of [1, 4, 5]) {
    test(`the gradient for a single pixel of ${channels} channels`, async () => {
      const grid = tf.zeros([1, size, size, 2]);
      for (const interpolation of ['nearest', 'linear', 'cubic'] as const) {
        const sampling: SamplingAttributes = { interpolation, padding: 'border', alignCorners: true };
        const ones = tf.fill([1, size, size, channels], dy);
        const gradient = await gridSampleImagesGrad(ones, grid, [1, 1, 1, channels], sampling).data();
        for (const sum of gradient)
          expect(Math.abs(sum / (count * dy) - 1), `interpolation: '${interpolation}'`).toBeLessThan(1e-6);
        tf.dispose(ones);
      }
      tf.dispose(grid);
    });
  }
});
