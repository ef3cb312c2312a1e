import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import * as style from '../../src/style';

const { gramMatrix, maskedStyleLoss, propagateMasks, resizeMasks, styleLoss, totalVariationLoss } = style;

// tfjs's WebGPU backend has no empty tensors, and its WASM backend traps on the sum or transpose of some.
const noExample = tf.zeros<tf.Rank.R4>([0, 3, 3, 2]);
const noRow = tf.zeros<tf.Rank.R4>([2, 0, 3, 2]);
const noChannel = tf.zeros<tf.Rank.R4>([2, 3, 3, 0]);

describe('tensors without an element', () => {
  const shapes: [string, () => tf.Tensor, number[]][] = [
    ['gramMatrix, no example', () => gramMatrix(noExample, { mask: tf.zeros([0, 3, 3]), center: true }), [0, 2, 2]],
    ['gramMatrix, no row', () => gramMatrix(noRow, { center: true }), [2, 2, 2]],
    ['gramMatrix, no channel', () => gramMatrix(noChannel), [2, 0, 0]],
    ['styleLoss, no row', () => styleLoss(noRow, noRow, { reduction: 'none' }), [2]],
    ['styleLoss, no channel', () => styleLoss(noChannel, noChannel, { reduction: 'none' }), [2]],
    [
      'maskedStyleLoss, no example',
      () => maskedStyleLoss(noExample, noExample, noExample, noExample, { reduction: 'none' }),
      [0],
    ],
    ['maskedStyleLoss, no row', () => maskedStyleLoss(noRow, noRow, noRow, noRow, { reduction: 'none' }), [2]],
    ['totalVariationLoss, no row', () => totalVariationLoss(noRow, { reduction: 'none' }), [2]],
    ['resizeMasks, no example', () => resizeMasks(noExample, [2, 1]), [0, 2, 1, 2]],
    ['resizeMasks, no row', () => resizeMasks(noRow, [1, 1]), [2, 1, 1, 2]],
    ['propagateMasks, no example', () => propagateMasks(noExample, ['conv', 'pool'])[1], [0, 2, 2, 2]],
    ['propagateMasks, no row', () => propagateMasks(noRow, ['conv', 'pool'])[1], [2, 0, 2, 2]],
  ];
  for (const [name, call, shape] of shapes) {
    test(name, async () => {
      const result = tf.tidy(call);
      expect(result.shape).toEqual(shape);
      expect(Array.from(await result.data())).toEqual(Array(result.size).fill(0));
      result.dispose();
    });
  }

  test('checkSegments', async () => {
    const before = tf.memory().numTensors;
    for (const masks of [noExample, noRow, noChannel]) {
      await expect(style.checkSegments(masks, masks)).resolves.toBeUndefined();
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
