import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import {
  alphaNormLoss,
  checkSegments,
  contentLoss,
  featureInversionLoss,
  gramLoss,
  gramMatrix,
  maskedStyleLoss,
  propagateMasks,
  randomFilterBank,
  resizeMasks,
  segmentMasks,
  styleLoss,
  totalVariationLoss,
  vggPreprocess,
} from '../../src/style';
import { testEmptyInput } from '../support/testEmptyInput';

type Map = tf.Tensor4D;
const [noExample, noRow, noChannel] = [
  [0, 3, 2, 2],
  [2, 0, 2, 2],
  [2, 3, 2, 0],
];
const none = { reduction: 'none' } as const;

describe('an empty batch', () => {
  const masked = (f: Map, mask: tf.Tensor) => gramMatrix(f, { mask, center: true });
  testEmptyInput('gramMatrix', gramMatrix, [noExample], { shape: [0, 2, 2] });
  testEmptyInput('gramMatrix under a mask', masked, [noExample, [0, 3, 2]], { shape: [0, 2, 2] });
  testEmptyInput('gramMatrix under a mask for all', masked, [noExample, [3, 2]], { shape: [0, 2, 2] });
  for (const [name, loss] of Object.entries({ contentLoss, styleLoss, featureInversionLoss })) {
    testEmptyInput(`${name}, reduction: mean`, (a, b) => loss(a, b), [noExample, noExample], { shape: [] });
    testEmptyInput(`${name}, reduction: sum`, (a, b) => loss(a, b, { reduction: 'sum' }), [noExample, noExample], {
      shape: [],
    });
    testEmptyInput(`${name}, reduction: none`, (a, b) => loss(a, b, none), [noExample, noExample], { shape: [0] });
  }
  const grams = [
    [0, 2, 2],
    [0, 2, 2],
  ];
  testEmptyInput('gramLoss, reduction: mean', (a, b) => gramLoss(a, b), grams, { shape: [] });
  testEmptyInput('gramLoss, reduction: none', (a, b) => gramLoss(a, b, none), grams, { shape: [0] });
  const all = [noExample, noExample, noExample, noExample];
  testEmptyInput('maskedStyleLoss, reduction: mean', (a, b, m, n) => maskedStyleLoss(a, b, m, n), all, { shape: [] });
  testEmptyInput('maskedStyleLoss, reduction: none', (a, b, m, n) => maskedStyleLoss(a, b, m, n, none), all, {
    shape: [0],
  });
  testEmptyInput('totalVariationLoss, reduction: mean', (x) => totalVariationLoss(x), [noExample], { shape: [] });
  testEmptyInput(
    'totalVariationLoss, reduction: none',
    (x) => totalVariationLoss(x, { beta: 1, ...none }),
    [noExample],
    {
      shape: [0],
    },
  );
  testEmptyInput('alphaNormLoss, reduction: mean', (x) => alphaNormLoss(x), [noExample], { shape: [] });
  testEmptyInput('alphaNormLoss, reduction: none', (x) => alphaNormLoss(x, none), [noExample], { shape: [0] });
  testEmptyInput('resizeMasks', (x) => resizeMasks(x, [2, 1]), [noExample], { shape: [0, 2, 1, 2] });
  testEmptyInput('propagateMasks', (x) => tf.tidy(() => propagateMasks(x, ['conv', 'pool'])[1]), [noExample], {
    shape: [0, 2, 1, 2],
  });
  testEmptyInput('vggPreprocess', (x) => vggPreprocess(x), [[0, 3, 2, 3]], { shape: [0, 3, 2, 3] });
  const bank = randomFilterBank({ scales: [3], filters: 5, seed: 1 });
  testEmptyInput('randomFilterBank', (x) => bank(x)['3x3'], [[0, 3, 2, 3]], { shape: [0, 3, 2, 5] });
});

describe('without positions or channels', () => {
  testEmptyInput('gramMatrix, no row', (x) => gramMatrix(x, { center: true }), [noRow], { shape: [2, 2, 2] });
  testEmptyInput('gramMatrix, no channel', gramMatrix, [noChannel], { shape: [2, 0, 0] });
  testEmptyInput('gramMatrix, no channel under a mask', (x, mask) => gramMatrix(x, { mask }), [noChannel, [2, 3, 2]], {
    shape: [2, 0, 0],
  });
  testEmptyInput('contentLoss, no row', (a, b) => contentLoss(a, b, none), [noRow, noRow], { shape: [2] });
  testEmptyInput('gramLoss, no channel', (a, b) => gramLoss(a, b), [[0, 0], [0, 0]], { shape: [] }); // biome-ignore format: pairs
  testEmptyInput('styleLoss, no channel', (a, b) => styleLoss(a, b, none), [noChannel, noChannel], { shape: [2] });
  // Against a Gram matrix of zeros: (1 + 1 + 1 + 1) / (4 · 2²)
  const ofZeros = { shape: [2], value: 0.25 };
  testEmptyInput('styleLoss, no row generated', (a, b) => styleLoss(a, b, none), [noRow, [2, 3, 2, 2]], ofZeros);
  testEmptyInput('styleLoss, no row in style', (a, b) => styleLoss(a, b, none), [[2, 3, 2, 2], noRow], ofZeros);
  for (const areaWeighted of [false, true]) {
    testEmptyInput(
      `maskedStyleLoss, no row generated, areaWeighted: ${areaWeighted}`,
      (a, b, m, n) => maskedStyleLoss(a, b, m, n, { areaWeighted, ...none }),
      [noRow, [2, 3, 2, 2], noRow, [2, 3, 2, 2]],
      { shape: [2] },
    );
  }
  for (const shape of [noRow, noChannel, [2, 1, 3, 1], [2, 3, 1, 1]]) {
    testEmptyInput(`totalVariationLoss of shape [${shape}]`, (x) => totalVariationLoss(x, none), [shape], {
      shape: [2],
    });
  }
  testEmptyInput('alphaNormLoss, no row', (x) => alphaNormLoss(x, none), [noRow], { shape: [2] });
  testEmptyInput('resizeMasks, no row', (x) => resizeMasks(x, [1, 2]), [noRow], { shape: [2, 1, 2, 2] });
  testEmptyInput('resizeMasks, no class', (x) => resizeMasks(x, [1, 2]), [noChannel], { shape: [2, 1, 2, 0] });
  testEmptyInput('propagateMasks, no row', (x) => tf.tidy(() => propagateMasks(x, ['conv', 'pool'])[1]), [noRow], {
    shape: [2, 0, 1, 2],
  });
});

for (const shape of [noExample, noRow, noChannel]) {
  test(`checkSegments accepts masks of shape [${shape}]`, async () => {
    const before = tf.memory().numTensors;
    const masks = tf.zeros(shape);
    await expect(checkSegments(masks, masks)).resolves.toBeUndefined();
    masks.dispose();
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}

for (const shape of [
  [0, 3, 2],
  [2, 0, 2],
  [0, 2],
]) {
  test(`segmentMasks accepts labels of shape [${shape}]`, () => {
    const before = tf.memory().numTensors;
    const labels = tf.zeros(shape, 'int32');
    const masks = segmentMasks(labels, { classes: 3 });
    expect(masks.shape).toEqual([...shape, 3]);
    tf.dispose([labels, masks]);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}
