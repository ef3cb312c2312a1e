import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { vjp } from '../../../src/engine/vjp';
import type { SamplingAttributes } from '../../../src/ops/sampling/attributes';
import { composed, composedImagesGrad } from '../../../src/ops/sampling/composedGridSample';
import { gridSample, gridSampleGridGrad, gridSampleImagesGrad } from '../../../src/ops/sampling/gridSample';
import { expectTensorsClose, seededTensor } from '../../../src/testing';

/** Channels below, at and above a vector's four; samples that fill no block of four, one, and several. */
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
  ]),
);

const describeSampling = ({ interpolation, padding, fill, alignCorners, inPixels }: SamplingAttributes) =>
  `${interpolation}, ${fill ? 'fill' : padding}${alignCorners ? ', alignCorners' : ''}${inPixels ? ', inPixels' : ''}`;

/** Coordinates inside, on kinks, outside, and no place at all. */
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

describe.each(samplings.map((sampling) => [describeSampling(sampling), sampling] as const))('%s', (_, modes) => {
  test.each(shapes)('is the composed op: images %j, output size %j', async (imagesShape, outputSize) => {
    const { images, grid, dy } = inputs(imagesShape, outputSize);
    const fill = modes.fill && Array.from({ length: imagesShape.at(-1)! }, (_, channel) => channel + 0.5);
    const sampling = { ...modes, fill };
    await expectTensorsClose(gridSample(images, grid, sampling), composed({ images, grid }, sampling), tolerance);
    await expectTensorsClose(
      gridSampleImagesGrad(dy, grid, imagesShape, sampling),
      composedImagesGrad({ dy, grid }, { ...sampling, imagesShape }),
      tolerance,
    );
    const [gridGrad] = vjp((points) => composed({ images, grid: points }, sampling), [grid], dy);
    await expectTensorsClose(gridSampleGridGrad(dy, images, grid, sampling), gridGrad, tolerance);
  });
});

/** The order of additions differs. */
const tolerance = { rtol: 1e-5, atol: 1e-5 };

test.each(samplings)('two runs give the same bits: $interpolation, $padding, $alignCorners', async (sampling) => {
  const { images, grid, dy } = inputs([2, 5, 6, 7], [9, 8]);
  const fill = sampling.fill && Array<number>(7).fill(2);
  const run = () => [
    gridSample(images, grid, { ...sampling, fill }),
    gridSampleImagesGrad(dy, grid, images.shape, sampling),
    gridSampleGridGrad(dy, images, grid, { ...sampling, fill }),
  ];
  const [first, second] = [run(), run()];
  for (const [index, tensor] of first.entries()) expect(await tensor.data()).toEqual(await second[index].data());
});
