import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { normalizedCrossCorrelation } from '../../src/registration';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/normalizedCrossCorrelation.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ a, b }, options) => normalizedCrossCorrelation(a, b, options));

for (const options of [{}, { window: 5 }]) {
  test(`brightness and contrast do not matter: ${JSON.stringify(options)}`, async () => {
    const a = seededTensor([12, 9, 2], { seed: 4 });
    const b = seededTensor([12, 9, 2], { seed: 5 });
    const [plain, changed] = [
      normalizedCrossCorrelation(a, b, options),
      tf.tidy(() => normalizedCrossCorrelation(tf.add(tf.mul(a, 200), 1000), tf.sub(tf.mul(b, 0.01), 0.5), options)),
    ];
    await expectTensorsClose(changed, plain, { atol: 2e-4, rtol: 0 }); // 1000 ± 100 in float32
    tf.dispose([a, b, plain, changed]);
  });

  test(`a constant image has correlation 0 and no gradient: ${JSON.stringify(options)}`, async () => {
    const a = tf.fill([6, 7, 1], 0.1);
    const b = seededTensor([6, 7, 1], { seed: 6 });
    const correlation = (x: tf.Tensor, y: tf.Tensor) => normalizedCrossCorrelation(x, y, options);
    const value = correlation(a, b);
    const [da, db] = tf.grads(correlation)([a, b]);
    expect((await value.data())[0]).toBeCloseTo(0, 6);
    for (const [name, gradient] of Object.entries({ a: da, b: db }))
      expect(
        (await gradient.data()).every((x) => Math.abs(x) < 1e-6),
        `gradient for ${name}`,
      ).toBe(true);
    tf.dispose([a, b, value, da, db]);
  });
}

test('an image with inverted contrast has correlation −1', async () => {
  const a = seededTensor([5, 5, 1], { seed: 8 });
  const opposite = tf.tidy(() => normalizedCrossCorrelation(a, tf.sub(2, a)));
  expect((await opposite.data())[0]).toBeCloseTo(-1, 5);
  tf.dispose([a, opposite]);
});

test('errors name the argument', () => {
  const [a, b] = [tf.zeros([3, 3, 1]), tf.zeros([3, 4, 1])];
  expectArgumentError(
    () => normalizedCrossCorrelation(a, b),
    'normalizedCrossCorrelation: a and b differ in shape; expected b of shape [3, 3, 1]; got [3, 4, 1]',
  );
  expectArgumentError(
    () => normalizedCrossCorrelation(a, a, { window: 4 }),
    'normalizedCrossCorrelation: window is even; expected an odd number of pixels; got 4',
  );
});
