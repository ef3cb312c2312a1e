import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { bilateralSum } from '../../../src/ops/bilateralSum/bilateralSum';
import { composed } from '../../../src/ops/bilateralSum/composed';
import { expectTensorsClose, seededTensor } from '../../../src/testing';

const map = (seed: number, ...shape: number[]) => seededTensor(shape, { seed, low: 0, high: 1 }) as tf.Tensor4D;

for (const channels of [1, 3, 9]) {
  for (const factors of [[], [0], [channels - 1, 0, channels - 1]]) {
    test(`${channels} channels, factors [${factors}]: equals the composed op`, async () => {
      const [guide, x] = [map(1, channels, 2, 3, 9), map(2, 2, 2, 3, 9)];
      const attributes = { radius: 2, spatialSigma: 1.5, sigma: 0.3, factors };
      const expected = tf.tidy(() => composed({ guide, x }, attributes));
      const actual = bilateralSum(guide, x, attributes);
      await expectTensorsClose(actual, expected, { rtol: 1e-5, atol: 1e-6 });
      tf.dispose([guide, x, expected, actual]);
    });
  }
}
