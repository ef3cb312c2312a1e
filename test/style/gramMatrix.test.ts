import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gramMatrix } from '../../src/style';
import { expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import fixture from '../fixtures/gramMatrix.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ features, mask }, options) => gramMatrix(features, { mask, ...options }));

describe('gramMatrix', () => {
  test('the gradient under an empty mask is zero', async () => {
    const gradient = tf.tidy(() => {
      const features = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
      return tf.grads((x: tf.Tensor, mask: tf.Tensor) => gramMatrix(x as tf.Tensor4D, { mask: mask as tf.Tensor3D }))(
        [features, tf.zeros([1, 1, 2])],
        tf.ones([1, 2, 2]),
      );
    });
    await expectTensorsClose(gradient[0], { shape: [1, 1, 2, 2], values: [0, 0, 0, 0] });
    await expectTensorsClose(gradient[1], { shape: [1, 1, 2], values: [0, 0] });
    tf.dispose(gradient);
  });

  test('accepts numbers instead of tensors', async () => {
    const gram = gramMatrix(
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      { mask: [[1, 0]] },
    );
    await expectTensorsClose(gram, { shape: [2, 2], values: [1, 2, 2, 4] });
    tf.dispose(gram);
  });

  test('a mask without a batch axis serves every example', async () => {
    const features = seededTensor([2, 2, 3, 2], { seed: 1 });
    const mask = seededTensor([2, 3], { seed: 2, low: 0 });
    const masked = (x: tf.Tensor, m: tf.Tensor) => gramMatrix(x as tf.Tensor4D, { mask: m, center: true });
    const both = tf.tidy(() => masked(features, tf.stack([mask, mask])));
    const shared = masked(features, mask);
    await expectTensorsClose(shared, both, { rtol: 0, atol: 0 });
    await gradcheck(masked, [features, mask]);
    await gradgradcheck(masked, [features, mask]);
    tf.dispose([features, mask, both, shared]);
  });

  test('Gram matrices add up over tiles: so does the gradient through a convolution', async () => {
    const image = seededTensor([10, 7, 2], { seed: 3 }) as tf.Tensor3D;
    const filter = seededTensor([3, 3, 2, 4], { seed: 4 }) as tf.Tensor4D;
    const style = seededTensor([4, 4], { seed: 5 });
    const gramOf = (x: tf.Tensor) =>
      gramMatrix(tf.relu(tf.conv2d(x as tf.Tensor3D, filter, 1, 'valid')), { normalization: 'none' });
    const loss = (gram: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(tf.sub(tf.div(gram, 40), style)));
    const { whole, tiled } = tf.tidy(() => {
      // Eight rows of features: of image rows 0 to 4, 3 to 7 and 6 to 9, as the filter reads two rows more.
      const tiles = [
        { from: 0, rows: 5 },
        { from: 3, rows: 5 },
        { from: 6, rows: 4 },
      ].map(({ from, rows }) => ({ from, rows, pixels: tf.slice(image, from, rows) }));
      const gram = tf.addN(tiles.map(({ pixels }) => gramOf(pixels)));
      const gradient = tf.grad(loss)(gram);
      const parts = tiles.map(({ from, rows, pixels }) => {
        const part = tf.grad(gramOf)(pixels, gradient) as tf.Tensor3D;
        return tf.pad(part, [[from, image.shape[0] - from - rows], [0, 0], [0, 0]]); // biome-ignore format: one line
      });
      return { whole: tf.grad((x: tf.Tensor) => loss(gramOf(x)))(image), tiled: tf.addN(parts) };
    });
    await expectTensorsClose(tiled, whole, { rtol: 1e-5, atol: 1e-5 });
    tf.dispose([image, filter, style, whole, tiled]);
  });

  test('the example of the documentation', async () => {
    const features = tf.tensor3d([
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    const gram = gramMatrix(features);
    expect(await gram.array()).toEqual([
      [5, 7],
      [7, 10],
    ]);
    tf.dispose([features, gram]);
  });

  test('bad arguments', () => {
    const matrix = tf.ones([5, 4]);
    const features = tf.ones<tf.Rank.R4>([2, 3, 5, 4]);
    const mask = tf.ones<tf.Rank.R3>([2, 5, 3]);
    expectArgumentError(
      () => gramMatrix(matrix as tf.Tensor3D),
      'gramMatrix: features has the wrong rank; expected rank 3 or 4; got shape [5, 4]',
    );
    expectArgumentError(
      () => gramMatrix(features, { mask }),
      'gramMatrix: mask has the wrong shape; expected [2, 3, 5]; got [2, 5, 3]',
    );
    expectArgumentError(
      () => gramMatrix(features, { mask: [[1, 0]] }),
      'gramMatrix: mask has the wrong shape; expected [3, 5]; got [1, 2]',
    );
    expectArgumentError(
      () => gramMatrix(features, { normalization: 'channels' as 'none' }),
      "gramMatrix: unknown normalization; expected 'positions', 'elements' or 'none'; got 'channels'",
    );
    expectArgumentError(
      () => gramMatrix(features, { center: 1 as unknown as boolean }),
      'gramMatrix: center is not a boolean; expected true or false; got 1',
    );
    tf.dispose([matrix, features, mask]);
  });
});
