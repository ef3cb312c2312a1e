import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { SamplingAttributes } from '../../../src/ops/sampling/attributes';
import { composed, composedGridGrad, composedImagesGrad } from '../../../src/ops/sampling/composedGridSample';
import { gridSample, gridSampleGridGrad, gridSampleImagesGrad } from '../../../src/ops/sampling/gridSample';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { withContext } from '../../support/withContext';

/** Channels below, at and above a vector's four; samples that fill no block of four, one, and several blocks. */
const shapes: [images: number[], outputSize: number[]][] = [
  [[2, 5, 7, 1], [3, 3]],
  [[1, 4, 3, 3], [2, 3]],
  [[3, 2, 5, 4], [1, 1]],
  [[2, 6, 1, 5], [4, 1]],
  [[1, 1, 1, 2], [2, 2]],
  [[2, 3, 4, 11], [5, 3]],
  [[2, 3, 2, 4, 1], [1, 2, 3]],
  [[1, 2, 5, 3, 6], [2, 1, 3]],
]; // biome-ignore format: one row of a table

const samplings: SamplingAttributes[] = (['nearest', 'linear', 'cubic'] as const).flatMap((interpolation) =>
  [false, true].flatMap((alignCorners) => [
    { interpolation, alignCorners, padding: 'zeros' as const },
    { interpolation, alignCorners, padding: 'zeros' as const, fill: [] },
    { interpolation, alignCorners, padding: 'reflection' as const, inPixels: true },
    { interpolation, alignCorners, padding: 'zeros' as const, inPixels: true },
    { interpolation, alignCorners, padding: 'border' as const },
    { interpolation, alignCorners, padding: 'reflection' as const },
    { interpolation, alignCorners, padding: 'wrap' as const },
    { interpolation, alignCorners, padding: 'wrap' as const, inPixels: true },
  ]),
);

const describeSampling = ({ interpolation, padding, fill, alignCorners, inPixels = false }: SamplingAttributes) =>
  `interpolation: '${interpolation}', padding: '${fill ? 'fill' : padding}', alignCorners: ${alignCorners}, inPixels: ${inPixels}`;

/** Coordinates on kinks, outside, huge, NaN and infinite. */
const special = [-1, 1, 0, -1.5, 3, 17.25, -2.0001, 1e10, -1e30, 3e38, Number.NaN, Infinity, -Infinity];

function inputs(imagesShape: number[], outputSize: number[]) {
  const [batch, ...size] = imagesShape;
  const gridShape = [batch, ...outputSize, size.length - 1];
  const random = seededTensor([tf.util.sizeFromShape(gridShape)], { seed: 2 }).dataSync();
  const coordinates = random.map((x, index) => (index % 3 === 1 ? special[index % special.length] : 1.3 * x));
  return {
    images: seededTensor(imagesShape, { seed: 1 }),
    grid: tf.tensor(coordinates, gridShape),
    dy: seededTensor([batch, ...outputSize, size.at(-1)!], { seed: 3 }),
  };
}

/** A few entries NaN or infinite. */
function withHoles(x: tf.Tensor, seed: number): tf.Tensor {
  const dice = seededTensor(x.shape, { seed }).dataSync();
  const values = x.dataSync().map((value, index) => {
    const hole = [Number.NaN, Infinity, -Infinity][index % 3];
    return Math.abs(dice[index]) < 0.12 ? hole : value;
  });
  return tf.tensor(values, x.shape);
}

describe.each(samplings.map((sampling) => [describeSampling(sampling), sampling] as const))('%s', (_, modes) => {
  test.each(shapes)('equals the composed op: images %j, output size %j', async (imagesShape, outputSize) => {
    const { images, grid, dy } = inputs(imagesShape, outputSize);
    const fill = modes.fill && Array.from({ length: imagesShape.at(-1)! }, (_, channel) => channel + 0.5);
    const sampling = { ...modes, fill };
    await withContext('value', () =>
      expectTensorsClose(gridSample(images, grid, sampling), composed({ images, grid }, sampling), tolerance),
    );
    const imagesGrad = gridSampleImagesGrad(dy, grid, imagesShape, sampling);
    const expectedImagesGrad = composedImagesGrad({ dy, grid }, { ...sampling, imagesShape });
    await withContext('gradient for images', () => expectTensorsClose(imagesGrad, expectedImagesGrad, tolerance));
    const gridGrad = gridSampleGridGrad(dy, images, grid, sampling);
    const expectedGridGrad = composedGridGrad({ dy, images, grid }, sampling);
    await withContext('gradient for grid', () => expectTensorsClose(gridGrad, expectedGridGrad, tolerance));
  });

  test('NaN and infinity spread as in the composed op', async () => {
    for (const channels of [1, 5]) {
      for (const seed of [1, 2, 3]) {
        const { images, grid, dy } = inputs([2, 4, 3, channels], [5, 5]);
        const [holedImages, holedDy] = [withHoles(images, seed), withHoles(dy, seed + 10)];
        const sampling = { ...modes, fill: modes.fill && Array<number>(channels).fill(2) };
        const exact = { rtol: 1e-5, atol: 1e-5 };
        for (const [name, ours, oracle] of [
          ['value', gridSample(holedImages, grid, sampling), composed({ images: holedImages, grid }, sampling)],
          [
            'gradient for images',
            gridSampleImagesGrad(holedDy, grid, images.shape, sampling),
            composedImagesGrad({ dy: holedDy, grid }, { ...sampling, imagesShape: images.shape }),
          ],
          [
            'gradient for grid',
            gridSampleGridGrad(holedDy, holedImages, grid, sampling),
            composedGridGrad({ dy: holedDy, images: holedImages, grid }, sampling),
          ],
        ] as const) {
          await withContext(`${name}, ${channels} channels, seed ${seed}`, () =>
            expectTensorsClose(ours, oracle, exact),
          );
        }
      }
    }
  });
});

/** The order of additions differs. */
const tolerance = { rtol: 1e-5, atol: 1e-5 };

test.each(samplings)(
  'two runs give the same bits: interpolation: $interpolation, padding: $padding, alignCorners: $alignCorners',
  async (sampling) => {
    const { images, grid, dy } = inputs([2, 5, 6, 7], [9, 8]);
    const fill = sampling.fill && Array<number>(7).fill(2);
    const run = () => [
      gridSample(images, grid, { ...sampling, fill }),
      gridSampleImagesGrad(dy, grid, images.shape, sampling),
      gridSampleGridGrad(dy, images, grid, { ...sampling, fill }),
    ];
    const [first, second] = [run(), run()];
    const names = ['value', 'gradient for images', 'gradient for grid'];
    for (const [index, name] of names.entries()) {
      expect(await first[index].data(), name).toEqual(await second[index].data());
    }
  },
);

describe('sums of any length are right to 1e-6, with all samples in one cell', () => {
  const count = 2 ** 19;

  for (const channels of [1, 3, 4, 6]) {
    for (const { interpolation, padding } of [
      { interpolation: 'nearest', padding: 'zeros' },
      { interpolation: 'linear', padding: 'zeros' },
      { interpolation: 'linear', padding: 'wrap' },
      { interpolation: 'cubic', padding: 'zeros' },
      { interpolation: 'cubic', padding: 'border' },
      { interpolation: 'cubic', padding: 'reflection' },
    ] as const) {
      test(`${channels} channels, interpolation: '${interpolation}', padding: '${padding}'`, async () => {
        // In the middle, over an edge, and outside.
        for (const place of [0.013, -0.99, 1.09]) {
          const sampling: SamplingAttributes = { interpolation, padding, alignCorners: false };
          const shape = [1, 32, 32, channels];
          const one = tf.fill([1, 1, 1, 2], place);
          const dy = tf.fill([1, 1, 1, channels], Math.fround(0.1));
          const once = await gridSampleImagesGrad(dy, one, shape, sampling).data();
          const many = await gridSampleImagesGrad(
            tf.fill([1, count, 1, channels], Math.fround(0.1)),
            tf.fill([1, count, 1, 2], place),
            shape,
            sampling,
          ).data();
          const largest = Math.max(...once.map(Math.abs));
          const error = Math.max(...many.map((value, index) => Math.abs(value / count - once[index])));
          expect(error, `at ${place}`).toBeLessThanOrEqual(1e-6 * largest);
        }
      });
    }
  }
});
