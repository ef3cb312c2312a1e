import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { guidedFilter, smoothLocalAffine } from '../../src/matting';
import { expectNoLeak, expectTensorsClose, seededTensor } from '../../src/testing';

/** A grey guide gives the same result as one channel and as colours on a line of the same length. */
const colours: [string, number[], number][] = [
  ['grey stored as RGB', [1, 1, 1], 3e-9],
  ['sepia', [0.9, 0.7, 0.5], 1e-8],
  ['grey of 0 to 255', [255, 255, 255], 1e-4],
  ['grey of next to no epsilon', [1, 1, 1], 1e-30],
];

describe('guides of collinear colours', () => {
  for (const [name, line, epsilon] of colours) {
    for (const radius of [1, 2]) {
      test(`guidedFilter: ${name}, epsilon ${epsilon}, radius ${radius}`, () =>
        expectNoLeak(async () => {
          const grey = seededTensor([9, 11, 1], { seed: 3 }) as tf.Tensor3D;
          const input = seededTensor([9, 11, 2], { seed: 4 }) as tf.Tensor3D;
          const guide = tf.tidy(() => tf.mul(grey, line)) as tf.Tensor3D;
          const length = Math.hypot(...line);
          const filtered = guidedFilter(guide, input, { radius, epsilon });
          const expected = guidedFilter(grey, input, { radius, epsilon: Math.max(epsilon / length ** 2, 1e-30) });
          // Float32 moves the colours themselves off their line.
          await expectTensorsClose(filtered, await expected.array(), { rtol: 0, atol: 2e-5 });
          return [grey, input, guide, filtered, expected];
        }));
    }
  }

  test('smoothLocalAffine: grey stored as RGB, epsilon 3e-9', () =>
    expectNoLeak(async () => {
      const grey = seededTensor([9, 11, 1], { seed: 3 }) as tf.Tensor3D;
      const output = seededTensor([9, 11, 3], { seed: 5 }) as tf.Tensor3D;
      const guide = tf.tidy(() => tf.mul(grey, [1, 1, 1])) as tf.Tensor3D;
      const filtered = smoothLocalAffine(output, guide, { radius: 2, epsilon: 3e-9 });
      const expected = smoothLocalAffine(output, grey, { radius: 2, epsilon: 1e-9 });
      await expectTensorsClose(filtered, await expected.array(), { rtol: 0, atol: 2e-5 });
      return [grey, output, guide, filtered, expected];
    }));
});

describe.each([Number.NaN, Number.POSITIVE_INFINITY])(
  'a pixel of %d makes pixels within reach NaN, no others',
  (odd) => {
    const functions: [string, number, (guide: tf.Tensor3D, input: tf.Tensor3D) => tf.Tensor][] = [
      ['guidedFilter', 2, (guide, input) => guidedFilter(guide, input, { radius: 1 })],
      ['smoothLocalAffine', 3, (guide, input) => smoothLocalAffine(input, guide, { radius: 2 })],
    ];
    for (const [name, reach, run] of functions) {
      for (const spoilt of ['guide', 'input']) {
        test(`${name}, in the ${spoilt}`, () =>
          expectNoLeak(async () => {
            const values = { guide: seededTensor([9, 9, 1], { seed: 6 }), input: seededTensor([9, 9, 1], { seed: 7 }) };
            const make = async ([key, tensor]: [string, tf.Tensor]) => {
              const numbers = (await tensor.data()).slice();
              if (key === spoilt) numbers[4 * 9 + 4] = odd;
              return tf.tensor3d(numbers, [9, 9, 1]);
            };
            const buffers = await Promise.all(Object.entries(values).map(make));
            const [clean, result] = [
              run(values.guide as tf.Tensor3D, values.input as tf.Tensor3D),
              run(buffers[0], buffers[1]),
            ];
            const [expected, actual] = [await clean.data(), await result.data()];
            actual.forEach((value, pixel) => {
              const distance = Math.max(Math.abs(Math.floor(pixel / 9) - 4), Math.abs((pixel % 9) - 4));
              if (distance > reach) expect(Math.abs(value - expected[pixel]), `pixel ${pixel}`).toBeLessThan(1e-5);
              else expect(value, `pixel ${pixel}`).toBeNaN();
            });
            return [...Object.values(values), ...buffers, clean, result];
          }));
      }
    }
  },
);

/** How far a spoilt pixel of the guide or the input reaches into each gradient, at radius 1; -1 is nowhere. */
const reaches: [
  name: string,
  run: (guide: tf.Tensor3D, input: tf.Tensor3D) => tf.Tensor,
  spoilt: 'guide' | 'input',
  reach: { guide: number; input: [ofNaN: number, ofInfinity: number] },
][] = [
  ['guidedFilter', (guide, input) => guidedFilter(guide, input, { radius: 1 }), 'guide', { guide: 2, input: [2, 2] }],
  ['guidedFilter', (guide, input) => guidedFilter(guide, input, { radius: 1 }), 'input', { guide: 2, input: [-1, -1] }],
  [
    'smoothLocalAffine',
    (guide, input) => smoothLocalAffine(input, guide, { radius: 1 }),
    'guide',
    { guide: 3, input: [3, 2] }, // the weight between an infinite colour and any other is 0
  ],
  [
    'smoothLocalAffine',
    (guide, input) => smoothLocalAffine(input, guide, { radius: 1 }),
    'input',
    { guide: 3, input: [-1, -1] },
  ],
];

describe('a spoilt pixel makes gradients within reach NaN, no others', () => {
  for (const [name, run, spoilt, reach] of reaches) {
    for (const { odd, channels } of [
      { odd: Number.NaN, channels: [1] },
      { odd: Number.POSITIVE_INFINITY, channels: [1] },
      { odd: Number.NEGATIVE_INFINITY, channels: [1, 2] },
      { odd: Number.POSITIVE_INFINITY, channels: [0, 1, 2] },
    ]) {
      test(`${name}, ${odd} in the ${spoilt}, channels: [${channels}]`, async () => {
        const size = [7, 8];
        for (const [row, column] of [
          [3, 4],
          [0, 0],
          [6, 3],
        ]) {
          // biome-ignore format: pixels
          const images = await Promise.all(
            ['guide', 'input'].map(async (of, seed) => {
              const numbers = (await seededTensor([...size, 3], { seed, low: 0, high: 1 }).data()).slice();
              const spoiltChannels = of === spoilt ? channels : [];
              for (const channel of spoiltChannels) numbers[(row * size[1] + column) * 3 + channel] = odd;
              return tf.tensor(numbers, [...size, 3]);
            }),
          );
          const gradients = tf.grads((a, b) => run(a as tf.Tensor3D, b as tf.Tensor3D))(images);
          const expected = [reach.guide, reach.input[Number.isNaN(odd) ? 0 : 1]];
          for (const [index, gradient] of gradients.entries()) {
            const values = await gradient.data();
            const places = Array.from({ length: size[0] * size[1] }, (_, pixel) => pixel).filter((pixel) => {
              const [y, x] = [Math.floor(pixel / size[1]), pixel % size[1]];
              return Math.max(Math.abs(y - row), Math.abs(x - column)) <= expected[index];
            });
            const found = [
              ...new Set([...values.keys()].filter((i) => Number.isNaN(values[i])).map((i) => Math.floor(i / 3))),
            ];
            expect(found, `gradient for the ${['guide', 'input'][index]}, pixel ${row}, ${column}`).toEqual(places);
          }
        }
      });
    }
  }
});
