import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { munge } from '../../src/distillation';
import { expectNoLeak, seededTensor } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';
import { expectNumbersClose } from '../support/expectNumbersClose';

const rows = async (result: tf.Tensor2D) => {
  const values = (await result.array()) as number[][];
  result.dispose();
  return values;
};

test('neighbours exchange attributes in place: with probability 1 and almost no noise the pairs swap twice', async () => {
  // Each pair of mutual neighbours is visited twice, so it ends as it was; the fifth gives its attributes to the
  // fourth.
  const data = [[0, 0], [0, 1], [10, 0], [10, 1], [10, 3]]; // biome-ignore format: rows
  const result = await rows(munge(data, { swapProbability: 1, localVariance: 1e9, seed: 1 }));
  await expectNumbersClose(result, [[0, 0], [0, 1], [10, 0], [10, 3], [10, 1]], { atol: 1e-6 }); // biome-ignore format: rows
});

test('noise has the standard deviation |e − e′| / localVariance around the neighbour', async () => {
  const result = await rows(munge([[0], [6]], { swapProbability: 1, localVariance: 3, multiplier: 4000, seed: 2 }));
  // The second visit exchanges a and b of the first, N(6, 2²) and N(0, 2²), with a deviation of |a − b|/3 of its own.
  const first = result.filter((_, index) => index % 2 === 0).map(([value]) => value);
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
  const expected = 4 + (36 + 8) / 9;
  expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(expected / first.length));
  expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt(3 / first.length));
});

test('attributes are scaled for the distance: a large one does not decide alone', async () => {
  const data = [[0, 0], [1000, 0.1], [0, 1], [3000, 1]]; // biome-ignore format: rows
  const result = await rows(munge(data, { swapProbability: 1, localVariance: 1e9, seed: 1 }));
  // The neighbours of rows 0, 1, 2 and 3 are 1, 0, 1 and 2.
  await expectNumbersClose(result, [[0, 0], [0, 1], [3000, 1], [1000, 0.1]], { rtol: 1e-5, atol: 1e-4 }); // biome-ignore format: rows
});

test('nominal: columns keep their values, and a different one counts 1 in the distance', async () => {
  const data = seededTensor([40, 3], { seed: 5 });
  const named = ((await data.array()) as number[][]).map((row, index) => [...row, index % 3]);
  const result = await rows(munge(named, { nominal: [3], multiplier: 3, seed: 6 }));
  expect(result).toHaveLength(120);
  expect(new Set(result.map((row) => row[3]))).toEqual(new Set([0, 1, 2]));
  expect(new Set(result.map((row) => row[0])).size).toBeGreaterThan(60);
  const near = await rows(munge([[0, 0], [0.4, 7], [1, 0]], { nominal: [1], swapProbability: 1, localVariance: 1e9, seed: 1 })); // biome-ignore format: rows
  // Rows 0 and 2 are 1 apart, row 1 is 1.16 and 1.36 from them: the neighbours are 2, 0 and 0.
  await expectNumbersClose(near, [[0, 0], [1, 0], [0.4, 7]], { atol: 1e-6 }); // biome-ignore format: rows
  data.dispose();
});

test('one seed gives the same numbers on every backend', async () => {
  const data = [[0, 1], [1, 2], [4, 3]]; // biome-ignore format: rows
  const [one, other] = [await rows(munge(data, { seed: 3 })), await rows(munge(data, { seed: 4 }))];
  // The numbers of cpu.
  await expectNumbersClose(
    one,
    [
      [1.4302561, 4.0605693],
      [-1.9643607, -2.7575259],
      [-1.4688333, 3],
    ],
    { rtol: 1e-6 },
  );
  expect(one).not.toEqual(other);
});

test('one example and NaN have no neighbour; no attributes give none', async () => {
  expect(await rows(munge([[1, 2]], { swapProbability: 1, multiplier: 2 }))).toEqual([[1, 2], [1, 2]]); // biome-ignore format: rows
  const none = munge([[], []], { multiplier: 3 });
  expect(none.shape).toEqual([6, 0]);
  none.dispose();
  const result = await rows(munge([[Number.NaN, 1], [1, 2], [1, 3]], { swapProbability: 1, seed: 1 })); // biome-ignore format: rows
  expect(result[0]).toEqual([Number.NaN, 1]);
  expect(result.slice(1).flat().every(Number.isFinite)).toBe(true);
});

test('a NaN in one row leaves the neighbours of the others as they are', async () => {
  // The second and fourth rows are neighbours, as are the third and the last, because the first attribute counts too.
  const data = [[Number.NaN, 1], [0, 2], [10, 2.1], [0.1, 3], [10.1, 3.1]]; // biome-ignore format: rows
  const options = { swapProbability: 1, localVariance: 1e6, seed: 1 };
  const [first, ...others] = await rows(munge(data, options));
  expect(first).toEqual([Number.NaN, 1]);
  expect(others.map(([value]) => Math.round(value))).toEqual([0, 10, 0, 10]);
  const named = await rows(munge([[Number.NaN, 1], [Number.NaN, 2]], { nominal: [0], swapProbability: 1, seed: 1 })); // biome-ignore format: rows
  expect(named, 'NaN in a nominal attribute').toEqual([[Number.NaN, 1], [Number.NaN, 2]]); // biome-ignore format: rows
});

test('a tensor of any dtype gives the numbers of its array; once on the GPU, it is an error', async () => {
  const values = [[1, 0], [255, 3], [-7, 2]]; // biome-ignore format: rows
  const expected = await rows(munge(values, { seed: 1 }));
  for (const dtype of ['float32', 'int32'] as const) {
    const data = tf.tensor2d(values, [3, 2], dtype);
    expect(await rows(munge(data, { seed: 1 })), dtype).toEqual(expected);
    const computed = tf.tidy(() => tf.neg(tf.neg(data)));
    for (const [title, tensor] of Object.entries({ data, computed })) {
      if (tf.getBackend() === 'webgpu') {
        expectArgumentError(
          () => munge(tensor),
          'munge: a tensor on WebGPU cannot be read synchronously; expected the numbers as an array: await data.array(); ' +
            `got ${dtype === 'int32' ? 'an' : 'a'} ${dtype} tensor of shape [3, 2]`,
        );
      } else expect(await rows(munge(tensor, { seed: 1 })), `${title}, ${dtype}`).toEqual(expected);
    }
    tf.dispose([data, computed]);
  }
});

test('an array is not moved to a device: the result is the only tensor', async () => {
  const { newTensors, kernels } = await tf.profile(() => munge([[1, 2], [3, 4]], { seed: 1 })); // biome-ignore format: rows
  expect(newTensors).toBe(1);
  expect(kernels).toEqual([]);
});

test('the result belongs to the tidy around it, and may be awaited', async () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    munge([[1, 2]]);
  });
  expect(tf.memory().numTensors).toBe(before);
  const awaited = await munge([[1, 2]]);
  expect(awaited.shape).toEqual([1, 2]);
  awaited.dispose();
});

test('no leak', () => expectNoLeak(() => munge([[1, 2], [3, 4]]))); // biome-ignore format: rows

test('errors', () => {
  const cases: [() => unknown, string][] = [
    [() => munge([1, 2] as never), 'data has the wrong rank; expected rank 2; got shape [2]'],
    [() => munge([[[1]]] as never), 'data has the wrong rank; expected rank 2; got shape [1, 1, 1]'],
    [() => munge([[1]], { multiplier: 0 }), 'multiplier is out of range; expected an integer at least 1; got 0'],
    [
      () => munge([[1]], { localVariance: 0 }),
      'localVariance is out of range; expected a finite number above 0; got 0',
    ],
    [
      () => munge([[1]], { nominal: [1] }),
      'nominal has an entry that is not a class; expected different integers from 0 to 0; got 1',
    ],
  ];
  for (const [call, message] of cases) expectArgumentError(call, `munge: ${message}`);
});
