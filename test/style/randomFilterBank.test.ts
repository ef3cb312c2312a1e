import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { gramMatrix, type RandomFilterBankOptions, randomFilterBank } from '../../src/style';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/randomFilterBank.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ image }, { layer, ...options }) => tf.tidy(() => randomFilterBank(options)(image)[layer]));

describe('randomFilterBank', () => {
  test('the example of the documentation', () => {
    const features = randomFilterBank({ scales: [3, 7], filters: 4, seed: 1 });
    const image = tf.ones<tf.Rank.R3>([5, 6, 3]);
    const result = features(image);
    expect(Object.keys(result)).toEqual(['3x3', '7x7']);
    expect(result['7x7'].shape).toEqual([5, 6, 4]);
    const gram = tf.tidy(() => gramMatrix(tf.concat(Object.values(result) as tf.Tensor3D[], -1)));
    expect(gram.shape).toEqual([8, 8]);
    tf.dispose([image, result, gram]);
  });

  test('the same seed gives the same bank, another seed another, and no seed a new one each time', async () => {
    const [a, b, c, d, e] = [3, 3, 4, undefined, undefined].map(
      (seed) => randomFilterBank({ scales: [3], filters: 8, seed })([[[1, 0, 1]]])['3x3'],
    );
    await expectTensorsClose(a, b, { rtol: 0, atol: 0 });
    await expect(expectTensorsClose(a, c), 'seeds 3 and 4').rejects.toThrow();
    await expect(expectTensorsClose(a, d), 'seed 3 and none').rejects.toThrow();
    await expect(expectTensorsClose(d, e), 'no seed twice').rejects.toThrow();
    tf.dispose([a, b, c, d, e]);
  });

  test('an int32 image is read as 0..255', async () => {
    const features = randomFilterBank({ scales: [3], filters: 4, seed: 1 });
    const pixels = tf.tensor3d([[[255, 51, 0]]], [1, 1, 3], 'int32');
    const [ofPixels, ofNumbers] = [features(pixels)['3x3'], features([[[1, 0.2, 0]]])['3x3']];
    await expectTensorsClose(ofPixels, ofNumbers, { rtol: 1e-6 });
    tf.dispose([pixels, ofPixels, ofNumbers]);
  });

  test('the bank owns no tensor', async () => {
    const image = tf.ones<tf.Rank.R4>([1, 2, 2, 3]);
    await expectNoLeak(() => {
      tf.dispose(randomFilterBank({ scales: [1, 3], filters: 2 })(image));
    });
    image.dispose();
  });

  test('bad arguments', () => {
    const options = (given: object) => () => randomFilterBank(given as RandomFilterBankOptions);
    expectArgumentError(
      options({ scales: [3, 4] }),
      'randomFilterBank: scales is wrong; expected a list of different odd integers; got [3, 4]',
    );
    expectArgumentError(
      options({ scales: [] }),
      'randomFilterBank: scales is wrong; expected a list of different odd integers; got []',
    );
    expectArgumentError(
      options({ filters: 0 }),
      'randomFilterBank: filters is out of range; expected an integer at least 1; got 0',
    );
    expectArgumentError(
      options({ channels: 1.5 }),
      'randomFilterBank: channels is out of range; expected an integer at least 1; got 1.5',
    );
    expectArgumentError(options({ seed: 0.5 }), 'randomFilterBank: seed is out of range; expected an integer; got 0.5');
    expectArgumentError(
      options({ mean: Number.NaN }),
      'randomFilterBank: mean is out of range; expected a finite number; got NaN',
    );
    expectArgumentError(
      options({ zeroMean: 0 }),
      'randomFilterBank: zeroMean is not a boolean; expected true or false; got 0',
    );
    expectArgumentError(
      options({ sizes: [3] }),
      "randomFilterBank: unknown option 'sizes'; expected scales, filters, channels, mean, zeroMean or seed; got 'sizes'",
    );
    expectArgumentError(
      () => randomFilterBank()([[[1, 2]]]),
      'randomFilterBank: image has the wrong shape; expected [1, 1, 3]; got [1, 1, 2]',
    );
  });
});
