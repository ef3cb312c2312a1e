import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';
import { checkSegments } from '../../src/style';

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
    await expectRejection(
      () => checkSegments(both, first),
      'checkSegments: class 1 has pixels in one image alone; expected pixels in both or in none; got none in styleMasks',
    );
    await expectRejection(
      () => checkSegments(first, both),
      'checkSegments: class 1 has pixels in one image alone; expected pixels in both or in none; ' +
        'got none in generatedMasks',
    );
  });

  test('also names the example', async () => {
    await expectRejection(
      () => checkSegments([first, first], [first, [[[0, 0]]]]),
      'checkSegments: class 0 of example 1 has pixels in one image alone; expected pixels in both or in none; ' +
        'got none in styleMasks',
    );
  });

  test('bad arguments', async () => {
    await expectRejection(
      () => checkSegments([1, 2], both),
      'checkSegments: generatedMasks has the wrong rank; expected rank 3 or 4; got shape [2]',
    );
    await expectRejection(
      () => checkSegments(both, [[[1, 0, 0]]]),
      'checkSegments: styleMasks has the wrong shape; expected [*, *, 2]; got [1, 1, 3]',
    );
  });
});

async function expectRejection(call: () => Promise<void>, message: string): Promise<void> {
  const before = tf.memory().numTensors;
  const error = await call().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ArgumentError);
  expect((error as Error).message).toBe(message);
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
}
