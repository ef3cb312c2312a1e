import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { MattingLaplacian, type MattingLaplacianOptions, mattingLaplacian } from '../../src/matting';
import { expectTensorsClose } from '../../src/testing';
import applyFixture from '../fixtures/mattingLaplacian.apply.json';
import diagonalFixture from '../fixtures/mattingLaplacian.diagonal.json';
import energyFixture from '../fixtures/mattingLaplacian.energy.json';
import matrixFixture from '../fixtures/mattingLaplacian.matrix.json';
import recolouringFixture from '../fixtures/mattingLaplacian.recolouring.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testFixture } from '../support/testFixture';

/** The result of `use` for a Laplacian that is disposed before a gradient passes through it or a promise settles. */
function withLaplacian<Result>(
  image: tf.Tensor3D,
  options: MattingLaplacianOptions,
  use: (laplacian: MattingLaplacian) => Result,
): Result {
  const laplacian = mattingLaplacian(image, options);
  try {
    return use(laplacian);
  } finally {
    laplacian.dispose();
  }
}

testFixture(applyFixture, ({ image, x }, options) => withLaplacian(image, options, (l) => l.apply(x)));
testFixture(energyFixture, ({ image, x }, options) => withLaplacian(image, options, (l) => l.energy(x)));
testFixture(diagonalFixture, ({ image }, options) => withLaplacian(image, options, (l) => l.diagonal()));

/** The image of a fixture's case. */
const imageOf = ({ inputs }: (typeof matrixFixture.cases)[number]): tf.Tensor3D =>
  tf.tensor3d(inputs.image.values, inputs.image.shape);

const noise = (shape: number[], seed: number) => tf.randomUniform(shape, 0, 1, 'float32', seed);
const noiseImage = (height: number, width: number, channels: number) =>
  noise([height, width, channels], 1) as tf.Tensor3D;

describe('an affine recolouring of the image', () => {
  test('has cases', () => expect(recolouringFixture.cases.length).toBeGreaterThan(0));
  for (const fixtureCase of recolouringFixture.cases) {
    test(fixtureCase.name, async () => {
      const [expected, expectedNoise] = fixtureCase.output.values;
      const { recoloured, noise: noiseOfItsVariance } = fixtureCase.inputs;
      const image = imageOf(fixtureCase);
      const energies = withLaplacian(image, fixtureCase.options, (laplacian) =>
        [recoloured, noiseOfItsVariance].map(({ values, shape }) => laplacian.energy(tf.tensor2d(values, shape))),
      );
      const [energy, noiseEnergy] = (await Promise.all(energies.map((scalar) => scalar.data()))).map(
        ([value]) => value,
      );
      // About a dozen squares of float32's unit, 2⁻²⁴: the image, the recolouring and the model are rounded.
      expect(Math.abs(energy - expected)).toBeLessThan(1e-5 * expected + 2 ** -42 * expectedNoise);
      // Rounding moves colours off their line, and so explains some noise if epsilon is not much larger.
      const offTheLine = 2 ** -49 / fixtureCase.options.epsilon;
      expect(Math.abs(noiseEnergy - expectedNoise)).toBeLessThan((1e-5 + offTheLine) * expectedNoise);
      expect(energy).toBeGreaterThanOrEqual(0);
      // Beyond that the ratio is the one of exact arithmetic, ε |a|² for slopes a: here up to 0.2.
      if (fixtureCase.options.epsilon <= 1e-5) expect(energy / noiseEnergy).toBeLessThan(1e-3);
      tf.dispose([image, energies]);
    });
  }
});

describe('toSparse', () => {
  test('has cases', () => expect(matrixFixture.cases.length).toBeGreaterThan(0));
  for (const fixtureCase of matrixFixture.cases) {
    test(`equals the dense matrix: ${fixtureCase.name}`, async () => {
      const image = imageOf(fixtureCase);
      const { rows, columns, values } = await withLaplacian(image, fixtureCase.options, (l) => l.toSparse());
      image.dispose();
      const [size] = fixtureCase.output.shape;
      const dense = Array.from({ length: size }, () => new Float64Array(size));
      values.forEach((value, entry) => {
        dense[rows[entry]][columns[entry]] += value;
      });
      // The image is exact on both sides; the covariance of colours on a line costs digits on each.
      dense.forEach((row, i) => {
        row.forEach((value, j) => {
          const entry = `row ${i}, column ${j}`;
          expect(Math.abs(value - fixtureCase.output.values[i * size + j]), entry).toBeLessThan(1e-6);
          expect(value, entry).toBeCloseTo(dense[j][i], 12);
        });
        expect(
          row.reduce((sum, value) => sum + value, 0),
          `row ${i}`,
        ).toBeCloseTo(0, 9);
      });
    });
  }

  test('has one entry per pair of pixels that share a window, in order', async () => {
    const { rows, columns, values } = await withLaplacian(noiseImage(4, 6, 3), {}, (l) => l.toSparse());
    const places = Array.from(values, (_, entry) => rows[entry] * 24 + columns[entry]);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    const rowPairs = 16 - 2; // pairs at most 2 apart
    const columnPairs = 36 - 2 * (3 + 2 + 1);
    expect(places.length).toBe(rowPairs * columnPairs);
  });

  test('agrees with apply and diagonal on a larger image, radius 3', async () => {
    const x = noise([11, 9], 2) as tf.Tensor2D;
    const laplacian = mattingLaplacian(noiseImage(11, 9, 3), { radius: 3, epsilon: 1e-4 });
    const { rows, columns, values } = await laplacian.toSparse();
    const given = await x.data();
    const product = new Float64Array(99);
    const diagonal = new Float64Array(99);
    values.forEach((value, entry) => {
      product[rows[entry]] += value * given[columns[entry]];
      if (rows[entry] === columns[entry]) diagonal[rows[entry]] = value;
    });
    // Sums of 49 pixels in each of 15 windows.
    const tolerance = { rtol: 1e-5, atol: 1e-4 };
    await expectTensorsClose(laplacian.apply(x), { shape: [11, 9], values: product }, tolerance);
    await expectTensorsClose(laplacian.diagonal(), { shape: [11, 9], values: diagonal }, tolerance);
    laplacian.dispose();
  });
});

describe('a MattingLaplacian', () => {
  test('outlives tidy and its image, and owns two tensors until dispose', () => {
    const before = tf.memory().numTensors;
    let laplacian!: MattingLaplacian;
    tf.tidy(() => {
      laplacian = mattingLaplacian(noiseImage(3, 4, 3));
    });
    expect(laplacian).toBeInstanceOf(MattingLaplacian);
    expect(laplacian.shape).toEqual([3, 4]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose(tf.tidy(() => laplacian.energy(tf.ones([3, 4]) as tf.Tensor2D)));
    expect(tf.memory().numTensors).toBe(before + 2);
    laplacian[Symbol.dispose]();
    laplacian.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('is a constant to gradients, even if made from the differentiated tensor', async () => {
    const image = noiseImage(3, 4, 1);
    const gradient = tf.grad((x) => withLaplacian(x as tf.Tensor3D, {}, (l) => l.energy(x as tf.Tensor3D)))(image);
    await expectTensorsClose(
      gradient,
      withLaplacian(image, {}, (l) => tf.mul(2, l.apply(image))),
    );
  });

  test('accepts an integer x and nested numbers', async () => {
    const laplacian = mattingLaplacian(
      [
        [[0], [0], [0]],
        [[0], [1], [0]],
        [[0], [0], [0]],
      ],
      { epsilon: 8 },
    );
    const numbers = [
      [0, 0, 0],
      [0, 9, 0],
      [0, 0, 0],
    ];
    // One window with one bright pixel, whose centred square is 8/9: the slope is 8 / (8/9 + 8) = 0.9.
    const expected = { shape: [], values: [72 - 8 * 0.9] };
    await expectTensorsClose(laplacian.energy(numbers), expected);
    await expectTensorsClose(laplacian.energy(tf.tensor2d(numbers, [3, 3], 'int32')), expected);
    await expectTensorsClose(laplacian.apply(tf.tensor2d(numbers, [3, 3], 'int32')), laplacian.apply(numbers));
    laplacian.dispose();
  });

  test('is exactly zero for a constant x', async () => {
    const x = tf.fill([4, 5, 2], 123.4567) as tf.Tensor3D;
    const [product, energy] = withLaplacian(noiseImage(4, 5, 3), {}, (l) => [l.apply(x), l.energy(x)]);
    expect(new Set(await product.data())).toEqual(new Set([0]));
    expect([...(await energy.data())]).toEqual([0]);
  });

  test('names the method that the user called', () => {
    const laplacian = mattingLaplacian(noiseImage(4, 5, 3));
    const x = tf.zeros([5, 4, 2]) as tf.Tensor3D;
    const wrong = 'x has the wrong shape; expected [4, 5, *]; got [5, 4, 2]';
    expectArgumentError(() => laplacian.apply(x), `MattingLaplacian.apply: ${wrong}`);
    expectArgumentError(() => laplacian.energy(x), `MattingLaplacian.energy: ${wrong}`);
    expectArgumentError(
      () => laplacian.apply([[1, 2, 3]]),
      'MattingLaplacian.apply: x has the wrong shape; expected [4, 5]; got [1, 3]',
    );
    expectArgumentError(
      () => laplacian.apply([1, 2, 3]),
      'MattingLaplacian.apply: x has the wrong rank; expected rank 2 or 3; got shape [3]',
    );
    expectArgumentError(
      () => laplacian.energy([[[]]]),
      'MattingLaplacian.energy: x has the wrong shape; expected [4, 5, *]; got [1, 1, 0]',
    );
    laplacian.dispose();
    x.dispose();
  });

  test('rejects every call after dispose', async () => {
    const laplacian = mattingLaplacian(noiseImage(3, 3, 1));
    laplacian.dispose();
    const disposed = 'the Laplacian has been disposed; expected one in use; got a disposed one';
    const x = tf.zeros([3, 3]) as tf.Tensor2D;
    expectArgumentError(() => laplacian.apply(x), `MattingLaplacian.apply: ${disposed}`);
    expectArgumentError(() => laplacian.energy(x), `MattingLaplacian.energy: ${disposed}`);
    expectArgumentError(() => laplacian.diagonal(), `MattingLaplacian.diagonal: ${disposed}`);
    await expect(laplacian.toSparse()).rejects.toThrow(`MattingLaplacian.toSparse: ${disposed}`);
  });
});

describe('mattingLaplacian rejects', () => {
  const image = () => noiseImage(4, 4, 3);
  const refusals: [what: string, call: () => unknown, message: string][] = [
    [
      'an image without channels',
      () => mattingLaplacian(tf.zeros([4, 4]) as unknown as tf.Tensor3D),
      'image has the wrong rank; expected rank 3; got shape [4, 4]',
    ],
    [
      'an image of four channels',
      () => mattingLaplacian(tf.zeros([4, 4, 4])),
      'image has the wrong number of channels; expected 3 or 1; got 4',
    ],
    [
      'an image smaller than a window',
      () => mattingLaplacian(tf.zeros([4, 5, 3]), { radius: 2 }),
      'image is smaller than a window; expected at least [5, 5] pixels for radius 2; got [4, 5]',
    ],
    [
      'an epsilon of zero',
      () => mattingLaplacian(image(), { epsilon: 0 }),
      'epsilon is out of range; expected a finite number at least 1e-12; got 0',
    ],
    [
      'half a pixel as radius',
      () => mattingLaplacian(image(), { radius: 0.5 }),
      'radius is out of range; expected an integer at least 1; got 0.5',
    ],
  ];
  for (const [what, call, message] of refusals) {
    test(what, () =>
      expectArgumentError(() => {
        tf.tidy(() => {
          call();
        });
      }, `mattingLaplacian: ${message}`),
    );
  }
});
