import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../src/internal/mulberry32';
import { fitForest, predictForest } from '../../src/rca/forest/randomForest';
import fixture from '../fixtures/randomForest.json';

/** As in test/fixtures/rca.py: columns of uniform features, and the class of each example. */
function forestData(examples: number, features: number, seed: number) {
  const random = mulberry32(seed);
  const columns = Array.from({ length: features }, () => new Float32Array(examples));
  const labels = new Int32Array(examples);
  for (let k = 0; k < examples; k++) {
    for (const column of columns) column[k] = random();
    const [noise, other] = [random(), random()];
    const [a, b, c, d, e] = columns.map((column) => column[k]);
    const surface = Math.sin(6 * a) + 4 * (b - 0.5) * (c - 0.5) + d * e;
    labels[k] = noise < 0.1 ? Math.floor(3 * other) : Number(surface > 0.1) + Number(surface > 0.8);
  }
  return { columns, labels };
}

const settings = { maxDepth: 64, minLeafSize: 1 };

for (const { examples, unseen, features, trees, accuracy } of fixture.cases) {
  test(`${trees} trees on ${examples} × ${features} are as accurate as ${fixture.source}, within 1%`, async () => {
    const known = forestData(examples, features, 1);
    const fresh = forestData(unseen, features, 2);
    const featuresPerSplit = Math.floor(Math.sqrt(features));
    const accuracies: number[] = [];
    for (let seed = 0; seed < 5; seed++) {
      const growing = { ...settings, trees, featuresPerSplit, seed };
      const forest = await fitForest(known.columns, known.labels, 3, growing);
      const predicted = await predictForest(forest, fresh.columns);
      accuracies.push(predicted.filter((label, k) => label === fresh.labels[k]).length / unseen);
    }
    const mean = accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
    expect(mean).toBeGreaterThan(accuracy - 0.01);
    expect(mean).toBeLessThan(accuracy + 0.02);
  });
}

test('a forest of one feature with few values splits between them', async () => {
  const feature = Float32Array.from({ length: 40 }, (_, k) => k % 4);
  const labels = feature.map((value) => Number(value >= 2));
  const growing = { ...settings, trees: 5, featuresPerSplit: 1, seed: 3 };
  const forest = await fitForest([feature], labels, 2, growing);
  const predicted = await predictForest(forest, [Float32Array.of(-9, 0, 1, 1.4, 1.6, 2, 3, 99)]);
  expect(Array.from(predicted)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

describe('a forest of three trees fits', () => {
  const growing = { ...settings, trees: 3, featuresPerSplit: 1, seed: 0 };

  test('examples of one class', async () => {
    const forest = await fitForest([Float32Array.of(1, 2, 3)], [1, 1, 1], 2, growing);
    expect(Array.from(await predictForest(forest, [Float32Array.of(0, 5)]))).toEqual([1, 1]);
  });

  test('a feature whose values are all equal', async () => {
    const forest = await fitForest([Float32Array.of(1, 1, 1, 1)], [0, 1, 1, 1], 2, growing);
    expect(await predictForest(forest, [Float32Array.of(1)])).toHaveLength(1);
  });
});

test('a forest of nine trees fits a feature that is NaN in one example', async () => {
  const growing = { ...settings, trees: 9, featuresPerSplit: 1, seed: 0 };
  const feature = Float32Array.from([0, 1, 2, 3, 4, 5, Number.NaN]);
  const forest = await fitForest([feature], [0, 0, 0, 1, 1, 1, 1], 2, growing);
  expect(Array.from(await predictForest(forest, [Float32Array.of(0, 5)]))).toEqual([0, 1]);
});

describe('fitForest', () => {
  const { columns, labels } = forestData(300, 5, 7);
  const growing = { ...settings, trees: 3, featuresPerSplit: 2, seed: 5 };

  test('grows the same trees from the same seed', async () => {
    const [a, b] = [await fitForest(columns, labels, 3, growing), await fitForest(columns, labels, 3, growing)];
    expect(b.trees).toEqual(a.trees);
  });

  test('rejects with the reason of an abort', async () => {
    const signal = AbortSignal.abort();
    await expect(fitForest(columns, labels, 3, growing, signal)).rejects.toBe(signal.reason);
  });
});
