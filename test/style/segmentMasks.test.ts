import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { resizeMasks, segmentMasks } from '../../src/style';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/segmentMasks.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ labels }, options) => segmentMasks(labels, options));

describe('segmentMasks', () => {
  test('accepts numbers instead of a tensor', async () => {
    const masks = segmentMasks([[0, 2]], { classes: 3 });
    await expectTensorsClose(masks, { shape: [1, 2, 3], values: [1, 0, 0, 0, 0, 1] });
    masks.dispose();
  });

  for (const { dtype, values, expected } of [
    { dtype: 'bool', values: [0, 1, 0], expected: [1, 0, 0, 1, 1, 0] },
    { dtype: 'int32', values: [0, 1, -1], expected: [1, 0, 0, 1, 0, 0] },
    { dtype: 'float32', values: [0, 1, 0.5], expected: [1, 0, 0, 1, 0, 0] },
  ] as const) {
    test(`labels of dtype ${dtype}`, async () => {
      const labels = tf.tensor2d([...values], [1, 3], dtype);
      const masks = segmentMasks(labels, { classes: 2 });
      await expectTensorsClose(masks, { shape: [1, 3, 2], values: expected });
      tf.dispose([labels, masks]);
    });
  }

  test('returns floats that other functions accept', async () => {
    const sizes = tf.tidy(() => resizeMasks(segmentMasks([[0, 1, 1]], { classes: 2 }), [1, 1]));
    await expectTensorsClose(sizes, { shape: [1, 1, 2], values: [1 / 3, 2 / 3] });
    sizes.dispose();
  });

  test('bad arguments', () => {
    expectArgumentError(
      () => segmentMasks([0, 1], { classes: 2 }),
      'segmentMasks: labels has the wrong rank; expected rank 2 or 3; got shape [2]',
    );
    expectArgumentError(
      () => segmentMasks([[0, 0.7]], { classes: 2 }),
      'segmentMasks: labels has a value that is not an integer; expected 32-bit integers; got 0.7',
    );
    expectArgumentError(
      () => segmentMasks([[0, 1]], { classes: 1.5 }),
      'segmentMasks: classes is out of range; expected an integer at least 1; got 1.5',
    );
    expectArgumentError(
      () => segmentMasks([[0, 1]], undefined as never),
      'segmentMasks: classes is out of range; expected an integer at least 1; got undefined',
    );
  });
});
