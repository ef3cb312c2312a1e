import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { deformableConv2d, spatialTransformer, thinPlateSplineGrid } from '../../src/spatial';
import { seededTensor } from '../../src/testing';

/** The order of additions never depends on threads or workgroups: every run gives the same bits. */
const images = () => seededTensor([2, 9, 7, 3], { seed: 1 }) as tf.Tensor4D;
const maps = {
  affine: [0.9, 0.3, 0.1, -0.2, 1.1, 0.05],
  projective: [0.9, 0.3, 0.1, -0.2, 1.1, 0.05, 0.2, -0.1],
};
const transformer = (map: number[], antialias: boolean) => ({
  f: (theta: tf.Tensor) => spatialTransformer(images(), theta, [5, 6], { antialias }),
  x: () => tf.tensor2d([map]),
});
const cases: Record<string, { f: (x: tf.Tensor) => tf.Tensor; x: () => tf.Tensor }> = {
  'spatialTransformer, affine': transformer(maps.affine, false),
  'spatialTransformer, projective': transformer(maps.projective, false),
  'spatialTransformer, antialias': transformer(
    maps.affine.map((number) => 2 * number),
    true,
  ),
  'thinPlateSplineGrid, target points': {
    f: (target) => thinPlateSplineGrid(target, seededTensor([6, 2], { seed: 2 }), [5, 4]),
    x: () => seededTensor([6, 2], { seed: 3 }),
  },
  'deformableConv2d, offsets': {
    f: (offsets) => deformableConv2d(images(), seededTensor([3, 2, 3, 2], { seed: 4 }), offsets),
    x: () => tf.mul(seededTensor([2, 7, 6, 12], { seed: 5 }), 2),
  },
};

test.each(Object.entries(cases))('%s: value and gradient are the same in every run', async (_, { f, x }) => {
  const run = async () => [await f(x()).data(), await tf.grad(f)(x()).data()];
  const first = await run();
  expect(first[1].some((slope) => slope !== 0)).toBe(true);
  for (let again = 0; again < 3; again++) expect(await run()).toEqual(first);
});
