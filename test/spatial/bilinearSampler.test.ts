import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { affineGrid, bilinearSampler, type SamplerOptions } from '../../src/spatial';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/bilinearSampler.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { holes } from '../support/oddValues';
import { testFixture } from '../support/testFixture';
import { withContext } from '../support/withContext';

testFixture(fixture, ({ images, grid }, options) => bilinearSampler(images, grid, options));

type Shape4D = [number, number, number, number];

const everyPadding: SamplerOptions[] = [
  { padding: 'zeros' },
  { padding: 'border' },
  { padding: 'reflection' },
  { padding: 'wrap' },
  { padding: 'fill', fill: 7 },
];
const everyOption = everyPadding.flatMap((options) => [options, { ...options, alignCorners: true }]);

const titleOf = ({ padding, alignCorners = false }: SamplerOptions) =>
  `padding: '${padding}', alignCorners: ${alignCorners}`;

const ramp = (shape: number[]) => tf.tidy(() => tf.reshape(tf.range(1, tf.util.sizeFromShape(shape) + 1), shape));

test('the example in the documentation', async () => {
  const image = tf.tensor3d([
    [[1], [2]],
    [[3], [4]],
  ]);
  const sampled = bilinearSampler(image, [
    [
      [0, 0],
      [0.5, -0.5],
    ],
  ]);
  await expectTensorsClose(sampled, tf.tensor3d([[[2.5], [2]]]));
  tf.dispose([image, sampled]);
});

for (const options of everyOption) {
  test(`the identity grid reproduces the images: ${titleOf(options)}`, async () => {
    const images = ramp([2, 5, 7, 3]) as tf.Tensor4D;
    const grid = affineGrid(
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
      [5, 7],
      { alignCorners: options.alignCorners },
    ) as tf.Tensor4D;
    const sampled = bilinearSampler(images, grid, options);
    await expectTensorsClose(sampled, images, { rtol: 1e-6, atol: 1e-5 }); // a step of 7 rows times a rounding of 1e-6
    tf.dispose([images, grid, sampled]);
  });
}

describe('coordinates that are NaN or infinite', () => {
  const image = [
    [[1], [2]],
    [[3], [4]],
  ];

  for (const options of everyOption) {
    test(titleOf(options), async () => {
      const outside = options.padding === 'fill' ? 7 : 0;
      const toPixel0 = ['border', 'reflection', 'wrap'].includes(options.padding!);
      const images = tf.tensor3d(image);
      for (const nowhere of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const grid = tf.tensor3d([
          [
            [nowhere, 0],
            [0, nowhere],
            [nowhere, nowhere],
          ],
        ]);
        const value = bilinearSampler(images, grid, options);
        const gradient = tf.grad((x) => bilinearSampler(images, x, options))(grid);
        const label = `a coordinate of ${nowhere}`;
        expect([...(await value.data())], label).toEqual(toPixel0 ? [2, 1.5, 1] : [outside, outside, outside]);
        const slopes = await gradient.data();
        const [xOfFirst, yOfFirst, xOfSecond, yOfSecond, ...ofThird] = slopes;
        expect([xOfFirst, yOfSecond, ...ofThird].map(Math.abs), label).toEqual([0, 0, 0, 0]);
        const pixelsPerUnit = options.alignCorners ? 0.5 : 1;
        const others = toPixel0 ? [2 * pixelsPerUnit, pixelsPerUnit] : [0, 0];
        expect([yOfFirst, xOfSecond].map(Math.abs), label).toEqual(others);
        tf.dispose([grid, value, gradient]);
      }
      images.dispose();
    });
  }
});

for (const padding of ['border', 'reflection'] as const) {
  test(`a tap beyond the edge is absent, not weighted 0 beside infinity: padding: '${padding}'`, async () => {
    const options = { padding, alignCorners: true };
    const edge = tf.tensor3d([[[1, 0]]]);
    const infinite = tf.tensor3d([[[1], [2], [Infinity]]]);
    await expectTensorsClose(bilinearSampler(infinite, edge, options), [[[Infinity]]]);
    const ofGrid = tf.grad((x) => bilinearSampler(infinite, x, options))(edge);
    expect([...(await ofGrid.data())].map(Math.abs)).toEqual([0, 0]);
    const grid = tf.tensor3d([[[-1, 0], [1, 0], [0, 0]]]); // biome-ignore format: pairs
    const dy = tf.tensor3d([[[1], [Infinity], [1]]]);
    const ofImage = tf.grad((x) => bilinearSampler(x, grid, options))(tf.ones([1, 3, 1]), dy);
    await expectTensorsClose(ofImage, [[[1], [1], [Infinity]]]);
  });
}

for (const options of everyOption) {
  test(`huge coordinates are outside: ${titleOf(options)}`, async () => {
    const images = ramp([3, 4, 1]) as tf.Tensor3D;
    const grid = tf.tensor3d([
      [
        [1e10, 0],
        [-1e30, 0],
        [1e30, 1e30],
        [0, 1e37],
        [-1e37, -3e38],
      ],
    ]);
    const expected = { zeros: [0, 0, 0, 0, 0], fill: [7, 7, 7, 7, 7], border: [8, 5, 12, 10.5, 1] };
    const value = bilinearSampler(images, grid, options);
    const gradients = tf.grads((x, y) => bilinearSampler(x, y, options))([images, grid]);
    const values = [...(await value.data())];
    const repeats = options.padding === 'reflection' || options.padding === 'wrap';
    if (!repeats) expect(values).toEqual(expected[options.padding as keyof typeof expected]);
    // Rounding loses how often a position is mirrored or moved, but the result is still a pixel of the image.
    else expect(values.every((x) => x >= 1 && x <= 12)).toBe(true);
    for (const [index, name] of ['images', 'grid'].entries()) {
      expect([...(await gradients[index].data())].every(Number.isFinite), `gradient for ${name}`).toBe(true);
    }
    tf.dispose([images, grid, value, gradients]);
  });
}

test('alignCorners: true: an axis of one pixel has that pixel everywhere', async () => {
  const image = tf.tensor3d([[[5]]]);
  const sampled = bilinearSampler(
    image,
    [
      [
        [-1, 1],
        [30, -1e30],
      ],
    ],
    { alignCorners: true },
  );
  expect([...(await sampled.data())]).toEqual([5, 5]);
  tf.dispose([image, sampled]);
});

const empty: [title: string, images: Shape4D, grid: Shape4D][] = [
  ['an empty output', [2, 3, 3, 1], [2, 0, 4, 2]],
  ['an empty batch', [0, 3, 3, 1], [0, 2, 2, 2]],
  ['no channels', [1, 3, 3, 0], [1, 2, 2, 2]],
];
for (const [title, imagesShape, gridShape] of empty) {
  test(`${title}: value and gradients have their shapes`, async () => {
    const images = tf.zeros(imagesShape);
    const grid = tf.zeros(gridShape);
    const value = bilinearSampler(images, grid);
    expect(value.shape).toEqual([...gridShape.slice(0, 3), imagesShape[3]]);
    const gradients = tf.grads((x, y) => bilinearSampler(x, y))([images, grid]);
    expect(gradients.map(({ shape }) => shape)).toEqual([imagesShape, gridShape]);
    for (const [name, gradient] of Object.entries({ images: gradients[0], grid: gradients[1] }))
      expect(
        [...(await gradient.data())].every((x) => x === 0),
        `gradient for ${name}`,
      ).toBe(true);
    tf.dispose([images, grid, value, gradients]);
  });
}

test('two runs give the same bits', async () => {
  const run = () =>
    tf.tidy(() => {
      const images = tf.randomUniform<tf.Rank.R4>([2, 6, 5, 3], -1, 1, 'float32', 1);
      const grid = tf.randomUniform<tf.Rank.R4>([2, 9, 8, 2], -1.5, 1.5, 'float32', 2);
      const sampled = bilinearSampler(images, grid);
      const gradients = tf.grads((x, y) => bilinearSampler(x, y))([images, grid]);
      return [sampled, ...gradients];
    });
  const [first, second] = [run(), run()];
  for (const [index, tensor] of first.entries()) {
    // On WebGPU atomics add up the images' gradient, in any order.
    const name = ['value', 'gradient for images', 'gradient for grid'][index];
    if (tf.getBackend() === 'webgpu' && index === 1)
      await withContext(name, () => expectTensorsClose(tensor, second[index]));
    else expect(await tensor.data(), name).toEqual(await second[index].data());
  }
  tf.dispose([first, second]);
});

test('the gradient for one input runs no kernel for the other', async () => {
  const images = ramp([1, 3, 3, 2]) as tf.Tensor4D;
  const grid = tf.zeros<tf.Rank.R4>([1, 2, 2, 2]);
  const kernelsOf = async (f: () => tf.Tensor) => (await tf.profile(() => tf.tidy(f))).kernelNames;
  const forImages = await kernelsOf(() => tf.grad((x) => bilinearSampler(x, grid))(images));
  const forGrid = await kernelsOf(() => tf.grad((x) => bilinearSampler(images, x))(grid));
  expect(forImages).toContain('DiffblocksGridSampleImagesGrad');
  expect(forImages).not.toContain('DiffblocksGridSampleGridGrad');
  expect(forGrid).toContain('DiffblocksGridSampleGridGrad');
  expect(forGrid).not.toContain('DiffblocksGridSampleImagesGrad');
  tf.dispose([images, grid]);
});

test('one example equals a batch of one without its axis; integers are cast', async () => {
  const image = tf.tensor3d([1, 2, 3, 4], [2, 2, 1], 'int32');
  const sampled = bilinearSampler(image, [[[0, 0]]]);
  expect(sampled.shape).toEqual([1, 1, 1]);
  expect([...(await sampled.data())]).toEqual([2.5]);
  tf.dispose([image, sampled]);
});

test('errors name the function and the argument', () => {
  const images = tf.ones<tf.Rank.R4>([3, 2, 2, 2]);
  const grid = tf.zeros<tf.Rank.R4>([3, 1, 1, 2]);
  const message = (call: () => unknown, text: string) => expectArgumentError(call, `bilinearSampler: ${text}`);
  message(() => bilinearSampler([1, 2], grid), 'images has the wrong rank; expected rank 3 or 4; got shape [2]');
  message(() => bilinearSampler(images, [[[0, 0]]]), 'grid has the wrong shape; expected [*, *, *, 2]; got [1, 1, 2]');
  message(
    () => bilinearSampler(images, [[[[0, 0]]], [[[0, 0]]]]),
    'grid has the wrong batch size; expected 1 or 3; got shape [2, 1, 1, 2]',
  );
  message(
    () => bilinearSampler(images, grid, { padding: 'mirror' as 'zeros' }),
    "unknown padding; expected 'zeros', 'border', 'reflection', 'wrap' or 'fill'; got 'mirror'",
  );
  message(
    () => bilinearSampler(images, grid, { alignCorners: 'yes' as unknown as boolean }),
    "alignCorners is not a boolean; expected true or false; got 'yes'",
  );
  message(
    () => bilinearSampler(images, grid, { padding: 'fill', fill: [1, 2, 3] }),
    'fill does not fit the channels; expected a number or 2 of them; got [1, 2, 3]',
  );
  message(
    () => bilinearSampler(images, grid, { padding: 'fill', fill: Number.NaN }),
    'fill is out of range; expected a finite number; got NaN',
  );
  message(
    () => bilinearSampler(images, grid, { padding: 'fill', fill: null as never }),
    'fill does not fit the channels; expected a number or 2 of them; got null',
  );
  message(
    () => bilinearSampler(images, grid, { padding: 'fill', fill: holes(1, undefined) as number[] }),
    'fill is out of range; expected a finite number; got undefined',
  );
  message(
    () => bilinearSampler(images, grid, { fill: 1 }),
    "fill is given for another padding; expected padding 'fill'; got 'zeros'",
  );
  const empty = tf.zeros<tf.Rank.R3>([0, 4, 1]);
  message(
    () => bilinearSampler(empty, [[[0, 0]]]),
    'images has no pixels; expected spatial axes of size 1 or more; got shape [0, 4, 1]',
  );
  tf.dispose([images, grid, empty]);
});
