import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { smoothLocalAffine } from '../../src/matting';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/smoothLocalAffine.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

// A gradient for the input passes through a contrast divided by σ² = 1e-4, which amplifies float32's rounding.
testFixture(fixture, ({ output, input }, options) => smoothLocalAffine(output, input, options), { factor: 4 });

describe('smoothLocalAffine', () => {
  test('leaves a flat image unchanged', async () => {
    const flat = tf.fill([4, 5, 3], 0.3) as tf.Tensor3D;
    await expectTensorsClose(smoothLocalAffine(flat, flat), flat);
    flat.dispose();
  });

  const image = [[[0], [1]]];
  const refusals: [what: string, call: () => unknown, message: string][] = [
    [
      'an output of rank 1',
      () => smoothLocalAffine([1, 2], image),
      'output has the wrong rank; expected rank 2, 3 or 4; got shape [2]',
    ],
    [
      'an input of another size',
      () => smoothLocalAffine(image, [[[1], [2], [3]]]),
      'input has the wrong shape; expected [1, 2, *]; got [1, 3, 1]',
    ],
    [
      'an input without channels',
      () => smoothLocalAffine(image, [[[], []]]),
      'input has no channels; expected at least one; got shape [1, 2, 0]',
    ],
    [
      'a radius of zero',
      () => smoothLocalAffine(image, image, { radius: 0 }),
      'radius is out of range; expected an integer at least 1; got 0',
    ],
    [
      'a sigma of zero',
      () => smoothLocalAffine(image, image, { sigma: 0 }),
      'sigma is out of range; expected a finite number above 0; got 0',
    ],
    [
      'an epsilon of zero',
      () => smoothLocalAffine(image, image, { epsilon: 0 }),
      'epsilon is out of range; expected a finite number above 0; got 0',
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`rejects ${what}`, () => expectArgumentError(call, `smoothLocalAffine: ${message}`));
  }
});
