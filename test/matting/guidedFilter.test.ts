import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import { guidedFilter } from '../../src/matting';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/guidedFilter.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ guide, input }, options) => guidedFilter(guide, input, options));

describe('guidedFilter', () => {
  test('does not depend on the brightness of the guide, or on its scale if epsilon scales along', async () => {
    const guide = seededTensor([6, 7, 1], { low: 0, high: 1 }) as tf.Tensor3D;
    const input = seededTensor([6, 7, 1], { seed: 2 }) as tf.Tensor3D;
    const expected = guidedFilter(guide, input, { radius: 2, epsilon: 1e-4 });
    const moved = tf.tidy(() => tf.add<tf.Tensor3D>(tf.mul(64, guide), 1024));
    // At this brightness, float32 resolves only 2⁻¹³ of the guide's range.
    const tolerance = { rtol: 0, atol: 1e-2 };
    await expectTensorsClose(guidedFilter(moved, input, { radius: 2, epsilon: 0.4096 }), expected, tolerance);
    tf.dispose([guide, input, moved, expected]);
  });

  test('many channels: as each half of them, and the gradient for the guide is the sum of theirs', async () => {
    const guide = seededTensor([5, 6, 3], { low: 0, high: 1 }) as tf.Tensor3D;
    const input = seededTensor([5, 6, 40], { seed: 2 }) as tf.Tensor3D;
    const dy = seededTensor([5, 6, 40], { seed: 3 }) as tf.Tensor3D;
    const run = (first: number, count: number) =>
      tf.tidy(() => {
        const [x, dx] = [input, dy].map((all) => tf.slice3d(all, [0, 0, first], [-1, -1, count]));
        return tf.valueAndGrads((guide, x) => guidedFilter(guide, x, { radius: 2 }))([guide, x], dx);
      });
    const [all, left, right] = [run(0, 40), run(0, 20), run(20, 20)];
    await expectTensorsClose(all.value, tf.concat([left.value, right.value], -1));
    await expectTensorsClose(all.grads[1], tf.concat([left.grads[1], right.grads[1]], -1));
    await expectTensorsClose(all.grads[0], tf.add(left.grads[0], right.grads[0]));
    tf.dispose([guide, input, dy, all, left, right]);
  });

  test('accepts integers and nested numbers', async () => {
    const guide = tf.tensor3d([[[0], [1]]], [1, 2, 1], 'int32');
    const filtered = guidedFilter(guide, [[[3], [5]]], { radius: 1, epsilon: 0.25 });
    // Variance and covariance over both pixels are 1/4 and 1/2, the slope is 1.
    await expectTensorsClose(filtered, { shape: [1, 2, 1], values: [3.5, 4.5] });
    tf.dispose([guide, filtered]);
  });

  const image = [[[0], [1]]];
  const refusals: [what: string, call: () => unknown, message: string][] = [
    [
      'a guide of rank 1',
      () => guidedFilter([1, 2], image),
      'guide has the wrong rank; expected rank 2, 3 or 4; got shape [2]',
    ],
    [
      'an input of another size',
      () => guidedFilter(image, [[[1], [2], [3]]]),
      'input has the wrong shape; expected [1, 2, *]; got [1, 3, 1]',
    ],
    [
      'half a pixel as radius',
      () => guidedFilter(image, image, { radius: 0.5 }),
      'radius is out of range; expected an integer at least 0; got 0.5',
    ],
    [
      'an epsilon of zero',
      () => guidedFilter(image, image, { epsilon: 0 }),
      'epsilon is out of range; expected a finite number above 0; got 0',
    ],
    [
      'an unknown option',
      () => guidedFilter(image, image, { eps: 1 } as object),
      "unknown option 'eps'; expected radius or epsilon; got 'eps'",
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(`rejects ${what}`, () => expectArgumentError(call, `guidedFilter: ${message}`));
  }
});
