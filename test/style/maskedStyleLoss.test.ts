import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { gramMatrix, maskedStyleLoss, propagateMasks } from '../../src/style';
import { expectTensorsClose, gradcheck, seededTensor } from '../../src/testing';
import fixture from '../fixtures/maskedStyleLoss.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';
import { withContext } from '../support/withContext';

testFixture(fixture, ({ generated, style, generatedMasks, styleMasks }, options) =>
  maskedStyleLoss(generated, style, generatedMasks, styleMasks, options),
);

describe('maskedStyleLoss', () => {
  test('the example of the documentation', async () => {
    const loss = tf.tidy(() => {
      const generated = tf.tensor3d([
        [
          [1, 2],
          [3, 4],
        ],
      ]);
      const style = tf.tensor3d([
        [
          [1, 1],
          [3, 3],
        ],
      ]);
      const masks = tf.tensor3d([
        [
          [1, 0],
          [0, 1],
        ],
      ]);
      return maskedStyleLoss(generated, style, masks, masks, { weights: [1, 0.1] });
    });
    await expectTensorsClose(loss, { shape: [], values: [(1 + 1 + 9 + 0.1 * (9 + 9 + 49)) / 8] });
    loss.dispose();
  });

  test('67 channels: the distance of the Gram matrices under each mask, and its gradients', async () => {
    const features = [seededTensor([2, 5, 7, 67]), seededTensor([2, 6, 3, 67], { seed: 1 })];
    const masks = [seededTensor([2, 5, 7, 2], { low: 0 }), seededTensor([2, 6, 3, 2], { low: 0, seed: 1 })];
    const byClass = (generated: tf.Tensor, style: tf.Tensor) => {
      const distances = [0, 1].map((k) => {
        const gramOf = (x: tf.Tensor, all: tf.Tensor) =>
          gramMatrix(x as tf.Tensor4D, { mask: tf.squeeze(tf.slice(all, [0, 0, 0, k], [-1, -1, -1, 1]), [3]) });
        return tf.sum(tf.square(tf.sub(gramOf(generated, masks[0]), gramOf(style, masks[1]))));
      });
      return tf.mul(tf.add(distances[0], tf.mul(distances[1], 3)), 1 / (2 * 67 ** 2)) as tf.Scalar;
    };
    const loss = (generated: tf.Tensor, style: tf.Tensor) =>
      maskedStyleLoss(generated, style, masks[0], masks[1], { weights: [1, 3], reduction: 'sum' });
    const [actual, expected] = [loss, byClass].map((f) => tf.valueAndGrads(f)(features));
    await expectTensorsClose(actual.value, expected.value, { rtol: 1e-5 });
    for (const index of [0, 1]) {
      const tolerance = { rtol: 1e-4, atol: 1e-7 }; // entries near zero are sums that cancel
      await expectTensorsClose(actual.grads[index], expected.grads[index], tolerance);
    }
  });

  test('the gradient for the weights is the loss of each class', async () => {
    const gradient = tf.tidy(() => {
      const masks = tf.tensor3d([
        [
          [1, 0],
          [0, 1],
        ],
      ]);
      const style = [
        [
          [1, 1],
          [3, 3],
        ],
      ];
      const ofWeights = (weights: tf.Tensor1D) =>
        maskedStyleLoss(
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
          style,
          masks,
          masks,
          { weights },
        );
      return tf.grad(ofWeights as (x: tf.Tensor) => tf.Tensor)(tf.tensor1d([1, 0]));
    });
    await expectTensorsClose(gradient, { shape: [2], values: [11 / 8, 67 / 8] });
    gradient.dispose();
  });

  test('a class of weight 0 is not computed', async () => {
    const masks = tf.tensor3d([[[1, 0], [0, 1]]]); // biome-ignore format: a row of two pixels
    const features = tf.tensor3d([[[1, 2], [3, Number.NaN]]]); // biome-ignore format: a row of two pixels
    const style = tf.tensor3d([[[1, 1], [3, 3]]]); // biome-ignore format: a row of two pixels
    const weightless = { 'a list': [0, 0], 'a Float32Array': new Float32Array(2) };
    for (const [given, weights] of Object.entries(weightless)) {
      const loss = (x: tf.Tensor, m: tf.Tensor) => maskedStyleLoss(x, style, m, masks, { weights });
      await withContext(`weights: ${given}`, () =>
        expectTensorsClose(loss(features, masks), { shape: [], values: [0] }),
      );
      for (const [index, gradient] of tf.grads(loss)([features, masks]).entries()) {
        await withContext(`weights: ${given}, gradient for ${['features', 'mask'][index]}`, () =>
          expectTensorsClose(gradient, tf.zerosLike(gradient)),
        );
      }
    }
    // Under a mask of zeros and ones a class reads every pixel, times 0.
    const big = tf.tensor3d([[[1, 2], [1e30, 1]]]); // biome-ignore format: a row of two pixels
    const ofFirst = maskedStyleLoss(big, style, masks, masks, { weights: [2, 0] });
    await expectTensorsClose(ofFirst, { shape: [], values: [22 / 8] });
  });

  test('the gradient passes through propagated masks and the features that they weight', async () => {
    const image = tf.randomUniform([4, 6, 2], 0, 1, 'float32', 1);
    const masks = tf.randomUniform([4, 6, 2], 0.2, 1, 'float32', 2);
    const loss = (x: tf.Tensor, m: tf.Tensor) => {
      const [, afterPool] = propagateMasks(m, ['conv', 'pool']);
      const features = tf.avgPool(x as tf.Tensor3D, 2, 2, 'valid');
      return maskedStyleLoss(tf.square(features), tf.ones([1, 2, 2]), afterPool, [
        [
          [1, 0.5],
          [0.2, 1],
        ],
      ]);
    };
    await gradcheck(loss, [image, masks]);
    tf.dispose([image, masks]);
  });

  test('bad arguments', () => {
    const features = tf.ones<tf.Rank.R4>([2, 3, 1, 4]);
    const style = tf.ones<tf.Rank.R4>([2, 1, 2, 4]);
    const masks = tf.ones<tf.Rank.R4>([2, 3, 1, 2]);
    const styleMasks = tf.ones<tf.Rank.R4>([2, 1, 2, 2]);
    expectArgumentError(
      () => maskedStyleLoss([[1]], style, masks, styleMasks),
      'maskedStyleLoss: generated has the wrong rank; expected rank 3 or 4; got shape [1, 1]',
    );
    expectArgumentError(
      () => maskedStyleLoss(features, masks, masks, styleMasks),
      'maskedStyleLoss: style has the wrong shape; expected [2, *, *, 4]; got [2, 3, 1, 2]',
    );
    expectArgumentError(
      () => maskedStyleLoss(features, style, styleMasks, styleMasks),
      'maskedStyleLoss: generatedMasks has the wrong shape; expected [2, 3, 1, *]; got [2, 1, 2, 2]',
    );
    expectArgumentError(
      () => maskedStyleLoss(features, style, masks, style),
      'maskedStyleLoss: styleMasks has the wrong shape; expected [2, 1, 2, 2]; got [2, 1, 2, 4]',
    );
    expectArgumentError(
      () => maskedStyleLoss(features, style, masks, styleMasks, { weights: [1, 2, 3] }),
      'maskedStyleLoss: weights has the wrong shape; expected [2]; got [3]',
    );
    expectArgumentError(
      () => maskedStyleLoss(features, style, masks, styleMasks, { areaWeighted: 'yes' as unknown as boolean }),
      "maskedStyleLoss: areaWeighted is not a boolean; expected true or false; got 'yes'",
    );
    expectArgumentError(
      () => maskedStyleLoss(features, style, masks, styleMasks, { reduction: 'max' as 'mean' }),
      "maskedStyleLoss: unknown reduction; expected 'mean', 'sum' or 'none'; got 'max'",
    );
    const none = [features, style].map((x) => tf.zeros<tf.Rank.R4>([...x.shape.slice(0, 3), 0] as never));
    expectArgumentError(
      () => maskedStyleLoss(features, style, none[0], none[1]),
      'maskedStyleLoss: generatedMasks has no classes; expected at least one; got shape [2, 3, 1, 0]',
    );
    tf.dispose([features, style, masks, styleMasks, none]);
  });
});
