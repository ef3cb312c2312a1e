import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { vggPreprocess } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/vggPreprocess.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image }) => vggPreprocess(image));

test('the example of the documentation', async () => {
  const result = vggPreprocess([[[1, 0.5, 0]]]);
  await expectTensorsClose(result, { shape: [1, 1, 3], values: [-103.939, 10.721, 131.32] });
  result.dispose();
});

test('an int32 tensor is read as 0..255, alone or in a batch', async () => {
  const pixels = tf.tensor3d([[[255, 128, 0]]], [1, 1, 3], 'int32');
  const expected = [0 - 103.939, 128 - 116.779, 255 - 123.68];
  const result = vggPreprocess(pixels);
  await expectTensorsClose(result, { shape: [1, 1, 3], values: expected });
  const batch = tf.tidy(() => vggPreprocess(tf.stack([pixels, pixels])));
  await expectTensorsClose(batch, { shape: [2, 1, 1, 3], values: [...expected, ...expected] });
  tf.dispose([pixels, result, batch]);
});

test('bad arguments', () => {
  const grey = tf.zeros<tf.Rank.R3>([2, 2, 1]);
  expectArgumentError(
    () => vggPreprocess(grey),
    'vggPreprocess: image has the wrong shape; expected [2, 2, 3]; got [2, 2, 1]',
  );
  expectArgumentError(
    () => vggPreprocess([[1, 2, 3]]),
    'vggPreprocess: image has the wrong rank; expected rank 3 or 4; got shape [1, 3]',
  );
  expect(grey.isDisposed).toBe(false);
  grey.dispose();
});
