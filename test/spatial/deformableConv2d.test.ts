import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type DeformableConvolutionOptions, deformableConv2d } from '../../src/spatial';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import fixture from '../fixtures/deformableConv2d.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

testFixture(fixture, ({ x, kernel, offsets, mask, bias }, options) =>
  deformableConv2d(x, kernel, offsets, { ...options, mask, bias }),
);

test('groups must divide the channels, and bias has one number per output channel', () => {
  const call = (options: object) => deformableConv2d([[[1, 2, 3]]], [[[[1]]]], [[[0, 0]]], options);
  expectArgumentError(
    () => call({ groups: 2 }),
    'deformableConv2d: groups does not divide the channels; expected a divisor of 3; got 2',
  );
  expectArgumentError(
    () => call({ offsetGroups: 0 }),
    'deformableConv2d: offsetGroups is out of range; expected an integer at least 1; got 0',
  );
  expectArgumentError(
    () => deformableConv2d([[[1]]], [[[[1]]]], [[[0, 0]]], { bias: [1, 2] }),
    'deformableConv2d: bias has the wrong shape; expected [1]; got [2]',
  );
});

const everySide: tf.backend_util.ExplicitPadding = [[0, 0], [2, 2], [2, 2], [0, 0]]; // biome-ignore format: pairs
const cases: [DeformableConvolutionOptions, (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor4D][] = [
  [{}, (x, kernel) => tf.conv2d(x, kernel, 1, 'valid')],
  [{ pad: 'same' }, (x, kernel) => tf.conv2d(x, kernel, 1, 'same')],
  [{ strides: [2, 3], pad: 'same' }, (x, kernel) => tf.conv2d(x, kernel, [2, 3], 'same')],
  [{ dilations: [2, 3], pad: 2 }, (x, kernel) => tf.conv2d(x, kernel, 1, everySide, 'NHWC', [2, 3])],
];

for (const [options, convolve] of cases) {
  test(`without offsets it equals conv2d, options ${JSON.stringify(options)}`, async () => {
    const x = seededTensor([2, 6, 5, 2], { seed: 1 }) as tf.Tensor4D;
    const kernel = seededTensor([3, 2, 2, 4], { seed: 2 }) as tf.Tensor4D;
    const expected = convolve(x, kernel);
    const [, height, width] = expected.shape;
    const offsets = tf.zeros([2, height, width, 12]);
    const result = deformableConv2d(x, kernel, offsets, options);
    await expectTensorsClose(result, expected, { rtol: 1e-5, atol: 1e-5 }); // the order of additions differs
  });
}

test('samples outside are 0, and an offset that is NaN or infinite samples outside', async () => {
  const x = tf.tensor3d([[[1], [2]]]);
  const kernel = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
  const offsets = tf.tensor3d([[[0, -0.75], [5, 0]]]); // biome-ignore format: (dy, dx) of two outputs
  const result = deformableConv2d(x, kernel, offsets);
  expect([...(await result.data())]).toEqual([0.25, 0]);
  const nowhere = deformableConv2d(x, kernel, [[[Number.NaN, 0], [0, Infinity]]]); // biome-ignore format: as above
  expect([...(await nowhere.data())]).toEqual([0, 0]);
});

test('one example has no batch axis', () => {
  const x = tf.ones<tf.Rank.R3>([3, 3, 1]);
  const result = deformableConv2d(x, tf.ones([2, 2, 1, 5]), tf.zeros([2, 2, 8]), { mask: tf.ones([2, 2, 4]) });
  expect(result.shape).toEqual([2, 2, 5]);
});

test('errors name the argument', () => {
  const x = tf.ones<tf.Rank.R4>([1, 3, 4, 2]);
  const kernel = tf.ones<tf.Rank.R4>([2, 2, 2, 3]);
  const offsets = tf.zeros<tf.Rank.R4>([1, 2, 3, 8]);
  const message = (call: () => unknown, text: string) => expectArgumentError(call, `deformableConv2d: ${text}`);
  message(
    () => deformableConv2d(x, [[[[1]]]], offsets),
    'kernel has the wrong shape; expected [*, *, 2, *]; got [1, 1, 1, 1]',
  );
  message(
    () => deformableConv2d(x, kernel, [[[[1, 2]]]]),
    'offsets has the wrong shape; expected [1, 2, 3, 8]; got [1, 1, 1, 2]',
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { mask: [[[[1]]]] }),
    'mask has the wrong shape; expected [1, 2, 3, 4]; got [1, 1, 1, 1]',
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { strides: 0 }),
    'strides is wrong; expected a positive integer or two of them; got 0',
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { dilations: [1.5, 1] }),
    'dilations is wrong; expected a positive integer or two of them; got [1.5, 1]',
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { pad: -1 }),
    "pad is wrong; expected 'valid', 'same', a number of pixels or [[top, bottom], [left, right]]; got -1",
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { dilations: 4 }),
    'kernel does not fit into the padded x; expected height and width up to [3, 4]; got [5, 5]',
  );
  message(
    () => deformableConv2d(x, kernel, offsets, { pad: 2 ** 20 }),
    'the result is too large; expected a tensor of less than 2 GiB; got shape [1, 2097154, 2097155, 3]',
  );
  // Windows for these pads would not fit into memory.
  message(
    () => deformableConv2d([[[1]]], [[[[1]]]], [[[1, 2]]], { pad: [[0, 2 ** 28], [0, 0]] }), // biome-ignore format: pairs
    'offsets has the wrong shape; expected [268435457, 1, 2]; got [1, 1, 2]',
  );
  tf.dispose([x, kernel, offsets]);
});

test('an empty batch has an empty result, and the gradients for kernel and bias are 0', async () => {
  const f = (kernel: tf.Tensor, bias: tf.Tensor) =>
    deformableConv2d(tf.zeros([0, 2, 2, 1]), kernel, tf.zeros([0, 2, 2, 2]), { bias });
  const [kernel, bias] = [tf.ones([1, 1, 1, 3]), tf.ones([3])];
  expect(f(kernel, bias).shape).toEqual([0, 2, 2, 3]);
  const gradients = tf.grads(f)([kernel, bias]);
  await expectTensorsClose(gradients[0], tf.zeros([1, 1, 1, 3]));
  await expectTensorsClose(gradients[1], tf.zeros([3]));
});
