import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { distillationLoss } from '../../src/distillation';
import { bicubicSampler, bilinearSampler, nearestSampler, trilinearSampler } from '../../src/spatial';
import { gramMatrix } from '../../src/style';
import { seededTensor } from '../../src/testing';
import { importanceWeightedBound } from '../../src/variational';
import { budgets } from './budgets';

type Numbers = ArrayLike<number>[];

/** The value and all gradients, on a backend. */
async function numbersOn(
  backend: string,
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  arrays: Numbers,
  shapes: number[][],
) {
  await tf.setBackend(backend);
  try {
    const tensors = tf.tidy(() => {
      const inputs = arrays.map((values, index) => tf.tensor(Float32Array.from(values), shapes[index]));
      const { value, grads } = tf.valueAndGrads(f)(inputs, tf.onesLike(f(...inputs)));
      return [value, ...grads];
    });
    const numbers: Numbers = [];
    for (const tensor of tensors) numbers.push(await tensor.data());
    tf.dispose(tensors);
    return numbers;
  } finally {
    await tf.setBackend('webgpu');
  }
}

/** NaN where cpu has NaN, the same infinities, and numbers within 1e-4 of the largest. */
function expectAlike(found: Numbers, right: Numbers, what: string) {
  for (const [index, expected] of right.entries()) {
    const largest = Math.max(1e-3, ...Array.from(expected, Math.abs).filter(Number.isFinite));
    const wrong = Array.from(expected).findIndex((value, entry) => {
      const other = found[index][entry];
      return Number.isFinite(value) ? !(Math.abs(other - value) <= 1e-4 * largest) : !Object.is(other, value);
    });
    if (wrong < 0) continue;
    const name = index === 0 ? 'value' : `gradient ${index - 1}`;
    expect.fail(`${what}: ${name}[${wrong}] is ${found[index][wrong]}, on cpu ${expected[wrong]}`);
  }
}

interface Block {
  f: (...inputs: tf.Tensor[]) => tf.Tensor;
  shapes: number[][];
}

const [ofImages, ofVolumes] = [
  { nearestSampler, bilinearSampler, bicubicSampler },
  { 'nearestSampler of volumes': nearestSampler, trilinearSampler },
];
const paddings = ['zeros', 'border', 'reflection', 'wrap', 'fill'] as const;

/** The last input multiplies the result, so that it is the gradient that reaches the sampler. */
const samplers = paddings.flatMap((padding): [string, Block][] => [
  ...Object.entries(ofImages).map(([name, sampler]): [string, Block] => [
    `${name}, padding: '${padding}'`,
    {
      f: (images, grid, dy) => tf.mul(sampler(images as tf.Tensor4D, grid as tf.Tensor4D, { padding }), dy),
      shapes: [[1, 4, 5, 2], [1, 3, 4, 2], [1, 3, 4, 2]],
    },
  ]),
  ...Object.entries(ofVolumes).map(([name, sampler]): [string, Block] => [
    `${name}, padding: '${padding}'`,
    {
      f: (volumes, grid, dy) => tf.mul(sampler(volumes as tf.Tensor5D, grid as tf.Tensor5D, { padding }), dy),
      shapes: [[1, 2, 3, 4, 2], [1, 2, 2, 3, 3], [1, 2, 2, 3, 2]],
    },
  ]),
]); // biome-ignore format: shapes

const others: Record<string, Block> = {
  'distillationLoss with labels': {
    f: (student, teacher) => distillationLoss(student, teacher, { labels: [0, 2] }),
    shapes: [[2, 3], [2, 3]],
  },
  "distillationLoss, divergence: 'reverse'": {
    f: (student, teacher) => distillationLoss(student, teacher, { divergence: 'reverse' }),
    shapes: [[2, 3], [2, 3]],
  },
  'gramMatrix with a mask': {
    f: (features, mask) => gramMatrix(features as tf.Tensor3D, { mask }),
    shapes: [[4, 6, 5], [4, 6]],
  },
  importanceWeightedBound: { f: (weights) => importanceWeightedBound(weights), shapes: [[5, 3]] },
}; // biome-ignore format: shapes

for (const [name, { f, shapes }] of [...Object.entries<Block>(budgets), ...samplers, ...Object.entries(others)]) {
  test.each([Number.NaN, -0, Infinity, -Infinity])(`${name}: one entry of %f gives what cpu gives`, async (odd) => {
    for (const changed of shapes.keys()) {
      const arrays: Numbers = [];
      for (const [seed, shape] of shapes.entries()) {
        const x = seededTensor(shape, { seed });
        arrays.push(Float32Array.from(await x.data()));
        x.dispose();
      }
      (arrays[changed] as Float32Array)[1] = odd;
      const found = await numbersOn('webgpu', f, arrays, shapes);
      expectAlike(found, await numbersOn('cpu', f, arrays, shapes), `input ${changed}`);
    }
  });
}
