import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { matchColors } from '../../src/style';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/matchColors.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { testFixture } from '../support/testFixture';

// The inverse square root of a covariance multiplies its rounding by up to the condition number, here 10 to 100.
testFixture(
  fixture,
  ({ image, reference, imageMasks, referenceMasks }, options) =>
    matchColors(image, reference, {
      ...options,
      masks: imageMasks && { image: imageMasks, reference: referenceMasks },
    }),
  { factor: 20 },
);

const image = () => seededTensor([6, 5, 3], { seed: 1, low: 0 }) as tf.Tensor3D;
const reference = () => seededTensor([4, 7, 3], { seed: 2, low: 0 }) as tf.Tensor3D;

async function meanAndCovariance(x: tf.Tensor3D) {
  const colours = (await x.array()).flat();
  const mean = [0, 1, 2].map((c) => colours.reduce((sum, colour) => sum + colour[c], 0) / colours.length);
  const covariance = mean.flatMap((_, a) =>
    mean.map((_, b) => colours.reduce((sum, x) => sum + (x[a] - mean[a]) * (x[b] - mean[b]), 0) / colours.length),
  );
  return { mean, covariance };
}

describe('matchColors', () => {
  test("method: 'covariance': the result has the mean and covariance of the reference", async () => {
    const [x, r] = [image(), reference()];
    const matched = matchColors(x, r, { epsilon: 1e-7 });
    const [expected, actual] = await Promise.all([meanAndCovariance(r), meanAndCovariance(matched)]);
    expect(
      actual.mean.every((m, c) => Math.abs(m - expected.mean[c]) < 1e-5),
      'mean',
    ).toBe(true);
    expect(
      actual.covariance.every((s, c) => Math.abs(s - expected.covariance[c]) < 1e-5),
      'covariance',
    ).toBe(true);
    tf.dispose([x, r, matched]);
  });

  test("method: 'covariance': an image that is its own reference keeps its colours", async () => {
    const x = image();
    const matched = matchColors(x, x);
    await expectTensorsClose(matched, x, { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([x, matched]);
  });

  const grey = () => tf.tidy(() => tf.tile(seededTensor([6, 5, 1], { seed: 3, low: 0 }), [1, 1, 3])) as tf.Tensor3D;
  const flat = () => tf.fill<tf.Rank.R3>([6, 5, 3], 0.25);

  for (const [title, ofImage, ofReference] of [
    ['a grey image', grey, reference],
    ['a flat image', flat, reference],
    ['a grey reference', reference, grey],
    ['a flat reference', reference, flat],
    ['a flat image and reference', flat, flat],
  ] as const) {
    test(`method: 'covariance': ${title} gives finite numbers and gradients`, async () => {
      const [x, r] = [ofImage(), ofReference()];
      const [value, ...gradients] = [matchColors(x, r), ...tf.grads((a, b) => matchColors(a, b))([x, r])];
      for (const [name, result] of Object.entries({ value, ofImage: gradients[0], ofReference: gradients[1] })) {
        expect(Array.from(await result.data()).every(Number.isFinite), name).toBe(true);
      }
      tf.dispose([x, r, value, gradients]);
    });
  }

  test("method: 'covariance': with a flat reference the result has its mean", async () => {
    const [x, r] = [reference(), flat()];
    const matched = matchColors(x, r);
    await expectTensorsClose(tf.mean(matched), 0.25, { rtol: 1e-5 });
    tf.dispose([x, r, matched]);
  });

  test("method: 'histogram': the sorted values of the result are those of the reference, if sizes agree", async () => {
    const x = image();
    const r = seededTensor([5, 6, 3], { seed: 4, low: -1, high: 2 }) as tf.Tensor3D;
    const matched = matchColors(x, r, { method: 'histogram' });
    const sortedChannels = async (t: tf.Tensor3D) => {
      const pixels = (await t.array()).flat();
      return tf.tensor2d([0, 1, 2].map((c) => pixels.map((p) => p[c]).sort((a, b) => a - b)));
    };
    const [actual, expected] = [await sortedChannels(matched), await sortedChannels(r)];
    await expectTensorsClose(actual, expected);
    tf.dispose([x, r, matched, actual, expected]);
  });

  test('int32 images are read as 0..255', async () => {
    const [x, r] = [tf.tensor3d([[[0, 51, 255], [102, 0, 51], [255, 255, 0], [51, 204, 204]]], [1, 4, 3], 'int32'), reference()]; // biome-ignore format: pixels
    const asNumbers = tf.tidy(() => tf.div<tf.Tensor3D>(x, 255));
    const results = [matchColors(x, r), matchColors(asNumbers, r)];
    await expectTensorsClose(results[0], results[1], { rtol: 1e-5 });
    tf.dispose([x, r, asNumbers, results]);
  });

  for (const method of ['covariance', 'histogram'] as const) {
    test(`method: '${method}': no leak`, () =>
      expectNoLeak(() => matchColors([[[0, 0.5, 1]]], [[[1, 0.5, 0]]], { method })));
  }

  testEmptyInput('an empty batch', (x, r) => matchColors(x, r), [[0, 2, 2, 3], [0, 3, 2, 3]], { shape: [0, 2, 2, 3] }); // biome-ignore format: pairs

  test('bad arguments', () => {
    const [x, r] = [tf.zeros<tf.Rank.R3>([2, 2, 3]), tf.zeros<tf.Rank.R3>([3, 1, 3])];
    const empty = tf.zeros([0, 2, 3]);
    const masks = { image: tf.zeros([2, 2, 2]), reference: tf.zeros([3, 1, 3]) };
    expectArgumentError(
      () => matchColors([[[1]]], r),
      'matchColors: image has the wrong shape; expected [1, 1, 3]; got [1, 1, 1]',
    );
    expectArgumentError(
      () => matchColors(x, [[[[1, 1, 1]]]]),
      'matchColors: reference has the wrong shape; expected [*, *, 3]; got [1, 1, 1, 3]',
    );
    expectArgumentError(
      () => matchColors(x, empty),
      'matchColors: reference has no pixel; expected at least one; got shape [0, 2, 3]',
    );
    expectArgumentError(
      () => matchColors(x, r, { masks }),
      'matchColors: masks.reference has the wrong shape; expected [3, 1, 2]; got [3, 1, 3]',
    );
    expectArgumentError(
      () => matchColors(x, r, { method: 'mean' as 'covariance' }),
      "matchColors: unknown method; expected 'covariance' or 'histogram'; got 'mean'",
    );
    expectArgumentError(
      () => matchColors(x, r, { epsilon: 0 }),
      'matchColors: epsilon is out of range; expected a finite number above 0; got 0',
    );
    tf.dispose([x, r, empty, masks]);
  });
});
