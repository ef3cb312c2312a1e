import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkSegments } from '../../src/style';
import { expectArgumentRejection } from '../support/expectArgumentError';

const both = [
  [
    [1, 0],
    [0, 0.1],
  ],
];
const first = [[[1, 0]]];

describe('checkSegments', () => {
  test('accepts classes with pixels in both images, or in none', async () => {
    const before = tf.memory().numTensors;
    await expect(checkSegments(both, both)).resolves.toBeUndefined();
    await expect(
      checkSegments(first, [
        [
          [0.5, 0],
          [0, 0],
        ],
      ]),
    ).resolves.toBeUndefined();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('names the class that is empty in one image', async () => {
    await expectArgumentRejection(
      () => checkSegments(both, first),
      'checkSegments: class 1 has pixels in one image alone; expected pixels in both or in none; got none in styleMasks',
    );
    await expectArgumentRejection(
      () => checkSegments(first, both),
      'checkSegments: class 1 has pixels in one image alone; expected pixels in both or in none; ' +
        'got none in generatedMasks',
    );
  });

  test('also names the example', async () => {
    await expectArgumentRejection(
      () => checkSegments([first, first], [first, [[[0, 0]]]]),
      'checkSegments: class 0 of example 1 has pixels in one image alone; expected pixels in both or in none; ' +
        'got none in styleMasks',
    );
  });

  test('bad arguments', async () => {
    await expectArgumentRejection(
      () => checkSegments([1, 2], both),
      'checkSegments: generatedMasks has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    await expectArgumentRejection(
      () => checkSegments(both, [[[1, 0, 0]]]),
      'checkSegments: styleMasks has the wrong shape; expected [*, *, 2]; got [1, 1, 3]',
    );
  });
});
