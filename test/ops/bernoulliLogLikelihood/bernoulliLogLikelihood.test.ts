import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { bernoulliLogLikelihood } from '../../../src/ops/bernoulliLogLikelihood/bernoulliLogLikelihood';
import { expectTensorsClose } from '../../../src/testing';

describe('the Bernoulli log-likelihood op', () => {
  /**
   * In WGSL, exp(−|l|) may be off by 3 + 2|l| units in the last place, and shaders may flush results below 2.4e-38 to
   * 0.
   */
  const tolerance = () => ({ rtol: tf.getBackend() === 'webgpu' ? 2e-5 : 5e-7, atol: 3e-38 });

  for (const likely of [true, false]) {
    test(`${likely ? 'likely' : 'unlikely'} outcomes: as accurate as float32 allows, against float64`, async () => {
      const logits = Float32Array.from({ length: 2203 }, (_, index) => (index - 1101) / 10);
      const outcomes = logits.map((logit) => Number(logit > 0 === likely));
      const expected = Array.from(
        logits,
        (logit) => (likely ? 0 : -Math.abs(logit)) - Math.log1p(Math.exp(-Math.abs(logit))),
      );
      const value = bernoulliLogLikelihood(tf.tensor1d(outcomes), tf.tensor1d(logits));
      await expectTensorsClose(value, expected, tolerance());
    });
  }

  test('keeps NaN', async () => {
    const value = bernoulliLogLikelihood(tf.tensor1d([0, NaN, 1, 1, NaN]), tf.tensor1d([NaN, 1, NaN, 0, 0]));
    await expectTensorsClose(value, [NaN, NaN, NaN, -Math.LN2, NaN]);
  });
});
