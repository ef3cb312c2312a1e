import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { attentionTheta } from '../../src/spatial';
import fixture from '../fixtures/attentionTheta.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ scale, translation }) => attentionTheta({ scale, translation }));

test('one scale for all, and one example without a batch axis', async () => {
  const all = attentionTheta({
    scale: 0.5,
    translation: [
      [0.25, 0],
      [0, -0.25],
    ],
  });
  const one = attentionTheta({ scale: 0.5, translation: [0.25, 0] });
  expect(await all.array()).toEqual([
    [
      [0.5, 0, 0.25],
      [0, 0.5, 0],
    ],
    [
      [0.5, 0, 0],
      [0, 0.5, -0.25],
    ],
  ]);
  expect(await one.array()).toEqual([
    [0.5, 0, 0.25],
    [0, 0.5, 0],
  ]);
  tf.dispose([all, one]);
});

test('an empty batch has no matrices and empty gradients', async () => {
  const f = (scale: tf.Tensor, translation: tf.Tensor) => attentionTheta({ scale, translation });
  const [scale, translation] = [tf.zeros([0]), tf.zeros([0, 2])];
  expect(f(scale, translation).shape).toEqual([0, 2, 3]);
  expect(tf.grads(f)([scale, translation]).map(({ shape }) => shape)).toEqual([[0], [0, 2]]); // biome-ignore format: shapes
  expect(attentionTheta({ scale: 1, translation }).shape).toEqual([0, 2, 3]);
});

test('errors name the argument', () => {
  expectArgumentError(
    () => attentionTheta({ scale: 1, translation: [1, 2, 3] }),
    'attentionTheta: translation has the wrong shape; expected [2]; got [3]',
  );
  expectArgumentError(
    () => attentionTheta({ scale: [1, 2], translation: [[0, 0]] }),
    'attentionTheta: scale has the wrong shape; expected [] or [1]; got [2]',
  );
  expectArgumentError(
    () => attentionTheta({ scale: [1], translation: [0, 0] }),
    'attentionTheta: scale has the wrong shape; expected []; got [1]',
  );
  expectArgumentError(
    () => attentionTheta(undefined as never),
    'attentionTheta: no parameters; expected {scale, translation}; got undefined',
  );
  expectArgumentError(
    () => attentionTheta([0.5, 0, 0] as never),
    'attentionTheta: parameters is not an object; expected {scale, translation}; got [0.5, 0, 0]',
  );
  expectArgumentError(
    () => attentionTheta({ scale: 1, translation: [0, 0], rotation: 1 } as never),
    "attentionTheta: parameters has an unknown key; expected scale or translation; got 'rotation'",
  );
  expectArgumentError(
    () => attentionTheta({ scale: 1 } as never),
    'attentionTheta: no translation; expected a tensor or (nested) numbers; got undefined',
  );
});
