import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { mattingApply } from '../../src/ops/matting/matting';
import { mattingCycle, mattingPreconditioner } from '../../src/ops/mattingPreconditioner/mattingPreconditioner';
import { conjugateGradient } from '../../src/optimize';
import { expectNoLeak, seededTensor } from '../../src/testing';
import { attributes, mattingSystem, sizes } from './mattingSystem';

test.each(sizes)(
  'mattingCycle lets conjugate gradients reach the tolerance: %i colours of %i × %i',
  async (...size) => {
    const { windowed, weights } = mattingSystem(...size);
    const preconditioner = mattingPreconditioner(windowed, weights, attributes);
    const apply = (x: tf.Tensor2D) => {
      const product = mattingApply(windowed, tf.expandDims(x, 2), attributes);
      return tf.add(tf.squeeze<tf.Tensor2D>(product, [2]), tf.mul(weights, x));
    };
    const b = tf.mul<tf.Tensor2D>(weights, seededTensor(size.slice(1), { seed: 3 }));
    const { x, residual } = await conjugateGradient(apply, b, {
      preconditioner: (r: tf.Tensor2D) => mattingCycle(preconditioner, r),
      tolerance: 1e-5,
    });
    expect(residual).toBeLessThanOrEqual(1e-5);
    tf.dispose([windowed, weights, preconditioner, b, x]);
  },
);

test('mattingPreconditioner and mattingCycle leave no tensor behind', () => {
  const { windowed, weights } = mattingSystem(3, 6, 7);
  return expectNoLeak(() =>
    tf.tidy(() => mattingCycle(mattingPreconditioner(windowed, weights, attributes), tf.ones([6, 7]))),
  ).finally(() => tf.dispose([windowed, weights]));
});
