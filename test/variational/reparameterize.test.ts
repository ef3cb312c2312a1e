import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { reparameterize } from '../../src/variational';
import fixture from '../fixtures/reparameterize.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ mean, logVariance, noise }) => reparameterize(mean, logVariance, { noise }));

describe('reparameterize', () => {
  test('a seed gives the same numbers on every backend, another seed different ones', async () => {
    const mean = tf.zeros([2, 2]);
    const drawn = reparameterize(mean, mean, { seed: 0 });
    // tf.randomNormal of tfjs 4.22 with seed 5e-324
    const expected = [
      [-0.8141677975654602, -1.2124143838882446],
      [0.10749761015176773, 1.0429043769836426],
    ];
    await expectTensorsClose(drawn, expected, { rtol: 1e-6 });
    const again = await reparameterize(mean, mean, { seed: 0 }).data();
    expect(again).toEqual(await drawn.data());
    expect(await reparameterize(mean, mean, { seed: 1 }).data()).not.toEqual(again);
  });

  test('without a seed each call draws new noise', async () => {
    const first = await reparameterize([0, 0, 0], [0, 0, 0]).data();
    expect(await reparameterize([0, 0, 0], [0, 0, 0]).data()).not.toEqual(first);
  });

  test('samples: a new leading axis, with separate noise for each', async () => {
    const drawn = reparameterize([[1, 2, 3]], [[0, 0, 0]], { samples: 2, seed: 3 });
    expect(drawn.shape).toEqual([2, 1, 3]);
    const [first, second] = tf.unstack(drawn);
    expect(await first.data()).not.toEqual(await second.data());
    expect(reparameterize([1], [0], { samples: 1, seed: 3 }).shape).toEqual([1, 1]);
  });

  test('samples: L begins with the draw of the same seed without samples', async () => {
    const one = reparameterize([[1, 2, 3]], [[0, -1, 1]], { seed: 3 });
    const many = reparameterize([[1, 2, 3]], [[0, -1, 1]], { seed: 3, samples: 4 });
    await expectTensorsClose(tf.unstack(many)[0], one, { rtol: 0, atol: 0 });
  });

  test('its noise is that of seededTensor with the same seed', async () => {
    const noise = seededTensor([2, 3], { seed: 9, distribution: 'normal' });
    await expectTensorsClose(reparameterize(tf.zeros([2, 3]), 0, { seed: 9 }), noise, { rtol: 0, atol: 0 });
  });

  test('has the mean and the variance that it is given', async () => {
    const drawn = reparameterize([2, -1], [Math.log(4), Math.log(0.25)], { samples: 4000, seed: 7 });
    const { mean, variance } = tf.moments(drawn, 0);
    // four standard errors of 4000 samples
    await expectTensorsClose(mean, [2, -1], { rtol: 0, atol: (4 * 2) / Math.sqrt(4000) });
    await expectTensorsClose(variance, [4, 0.25], { rtol: 4 * Math.sqrt(2 / 4000), atol: 0 });
  });

  test('keeps NaN of every parameter', async () => {
    const value = reparameterize([0, Number.NaN, 1, 1], [Number.NaN, 0, 0, 0], { noise: [1, 1, Number.NaN, 1] });
    await expectTensorsClose(value, [Number.NaN, Number.NaN, Number.NaN, 2]);
  });

  test('rejects bad options', () => {
    expectArgumentError(
      () => reparameterize([0, 0], [0, 0], { noise: [1, 2, 3] }),
      'reparameterize: noise has the wrong shape; expected [2], or a sample axis before it; got [3]',
    );
    expectArgumentError(
      () => reparameterize([0, 0], [0, 0], { noise: [[1, 2]], samples: 2 }),
      'reparameterize: noise has the wrong shape; expected [2, 2]; got [1, 2]',
    );
    expectArgumentError(
      () => reparameterize([0, 0], [0, 0], { noise: [1, 2], seed: 1 }),
      'reparameterize: noise and seed exclude each other; expected one; got both',
    );
    expectArgumentError(
      () => reparameterize([0], [0], { samples: 0 }),
      'reparameterize: samples is out of range; expected an integer at least 1; got 0',
    );
    expectArgumentError(
      () => reparameterize([0], [0], { seed: Number.NaN }),
      'reparameterize: seed is out of range; expected a finite number; got NaN',
    );
    expectArgumentError(
      () => reparameterize([0, 0], [0, 0, 0]),
      'reparameterize: logVariance does not broadcast; expected a shape compatible with [2]; got [3]',
    );
  });
});
