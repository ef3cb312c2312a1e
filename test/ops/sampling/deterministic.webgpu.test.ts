import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import {
  bicubicSampler,
  bilinearSampler,
  nearestSampler,
  spatialTransformer,
  trilinearSampler,
} from '../../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { setDeterministic } from '../../../src/webgpu/deterministic';

type Sample = (images: tf.Tensor) => tf.Tensor;

const grid = seededTensor([2, 30, 40, 2], { seed: 1 });
const grid3d = seededTensor([1, 8, 9, 10, 3], { seed: 2 });
const theta = seededTensor([3, 2, 3], { seed: 3 });
const projective = seededTensor([2, 8], { seed: 4 });

/** Many samples meet at each pixel. */
const samplers: Record<string, { shape: number[]; sample: Sample }> = {
  'bilinearSampler, five channels': { shape: [2, 3, 4, 5], sample: (images) => bilinearSampler(images, grid) },
  "bilinearSampler, padding: 'reflection'": {
    shape: [2, 3, 4, 1],
    sample: (images) => bilinearSampler(images, grid, { padding: 'reflection' }),
  },
  bicubicSampler: { shape: [2, 3, 4, 2], sample: (images) => bicubicSampler(images, grid) },
  nearestSampler: { shape: [2, 3, 4, 2], sample: (images) => nearestSampler(images, grid) },
  trilinearSampler: { shape: [1, 2, 3, 2, 2], sample: (volumes) => trilinearSampler(volumes, grid3d) },
  'spatialTransformer, one image for three matrices': {
    shape: [1, 3, 4, 3],
    sample: (images) => spatialTransformer(images, theta, [20, 30]),
  },
  'spatialTransformer, projective': {
    shape: [2, 3, 4, 3],
    sample: (images) => spatialTransformer(images, projective, [20, 30]),
  },
};

afterAll(() => setDeterministic(tf.backend(), false));

test.each(Object.entries(samplers))(
  'deterministic: true, %s: the sums in order, bit-equal',
  async (_, { shape, sample }) => {
    const images = seededTensor(shape, { seed: 5 });
    const dy = seededTensor(sample(images).shape, { seed: 6 });
    const gradient = async (deterministic: boolean) => {
      setDeterministic(tf.backend(), deterministic);
      return tf.tidy(() => tf.grad(sample)(images, dy));
    };
    const first = await gradient(true);
    await expectTensorsClose(first, await gradient(false));
    const bits = await first.data();
    for (let call = 0; call < 3; call++) expect(await (await gradient(true)).data()).toEqual(bits);
  },
);
