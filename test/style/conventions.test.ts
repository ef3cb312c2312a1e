import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { mattingLaplacian, photorealismLoss } from '../../src/matting';
import { contentLoss, maskedStyleLoss, styleLoss, totalVariationLoss, vggPreprocess } from '../../src/style';
import { expectTensorsClose, seededTensor } from '../../src/testing';

// docs/style-conventions.md: the loss of another paper or program as a plain loop, and ours times the factor of the
// table.

type Matrix = number[][];

const [height, width, channels] = [3, 5, 4];
const positions = height * width;
const weight = 7;

const generated = seededTensor([height, width, channels], { seed: 1 }) as tf.Tensor3D;
const style = seededTensor([height, width, channels], { seed: 2 }) as tf.Tensor3D;
const largerStyle = seededTensor([2 * height, width, channels], { seed: 3 }) as tf.Tensor3D;
const masks = seededTensor([height, width, 2], { seed: 4, low: 0 }) as tf.Tensor3D;
const styleMasks = seededTensor([2 * height, width, 2], { seed: 5, low: 0 }) as tf.Tensor3D;
afterAll(() => tf.dispose([generated, style, largerStyle, masks, styleMasks]));

/** A map [height, width, n] as one row of n numbers for each position. */
const rowsOf = async (map: tf.Tensor3D): Promise<Matrix> => (await map.array()).flat();

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
const mean = (numbers: number[]) => sum(numbers) / numbers.length;
const squaredDifferences = (a: Matrix, b: Matrix) => a.flatMap((row, i) => row.map((x, j) => (x - b[i][j]) ** 2));

/** FᵀF / divisor. */
const gram = (rows: Matrix, divisor = 1): Matrix =>
  rows[0].map((_, i) => rows[0].map((_, j) => sum(rows.map((row) => row[i] * row[j])) / divisor));

async function expectFactor(ours: tf.Tensor, factor: number, theirs: number): Promise<void> {
  expect(theirs).toBeGreaterThan(0);
  const converted = tf.mul(ours, factor);
  await expectTensorsClose(converted, { shape: [], values: [theirs] }, { rtol: 1e-5, atol: 0 });
  tf.dispose([ours, converted]);
}

describe('the style loss of one layer', () => {
  test('Gatys et al. 2016, eq. 4', async () => {
    const theirs =
      sum(squaredDifferences(gram(await rowsOf(generated)), gram(await rowsOf(style)))) /
      (4 * channels ** 2 * positions ** 2);
    await expectFactor(styleLoss(generated, style), weight, weight * theirs);
  });

  test("Gatys's code: Gram / (H·W), mean of C², weight 1000 / C²", async () => {
    const grams = [gram(await rowsOf(generated), positions), gram(await rowsOf(largerStyle), 2 * positions)];
    const theirs = (1e3 / channels ** 2) * mean(squaredDifferences(grams[0], grams[1]));
    await expectFactor(styleLoss(generated, largerStyle), 4e3 / channels ** 2, theirs);
  });

  test("Johnson's neural-style: Gram / (C·H·W), mean of C²", async () => {
    const grams = [
      gram(await rowsOf(generated), channels * positions),
      gram(await rowsOf(largerStyle), channels * 2 * positions),
    ];
    const theirs = weight * mean(squaredDifferences(grams[0], grams[1]));
    await expectFactor(styleLoss(generated, largerStyle), (4 * weight) / channels ** 2, theirs);
  });
});

describe('the style loss of one layer under masks', () => {
  /** Per class: the Gram matrices of both images under its mask m, divided by `divisor`, and the mean of m. */
  async function classes(divisor: (m: number[]) => number) {
    const [rows, maskRows, styleRows, styleMaskRows] = await Promise.all(
      [generated, masks, largerStyle, styleMasks].map(rowsOf),
    );
    const maskedGram = (features: Matrix, m: number[]) =>
      gram(
        features.map((row, position) => row.map((x) => m[position] * x)),
        divisor(m),
      );
    return [0, 1].map((k) => {
      const m = maskRows.map((row) => row[k]);
      const styleM = styleMaskRows.map((row) => row[k]);
      return { grams: [maskedGram(rows, m), maskedGram(styleRows, styleM)], area: mean(m) };
    });
  }

  test('Luan et al. 2017, eq. 3', async () => {
    const terms = (await classes(sum)).map(({ grams: [g, a] }) => sum(squaredDifferences(g, a)) / (2 * channels ** 2));
    await expectFactor(maskedStyleLoss(generated, largerStyle, masks, styleMasks), weight, weight * sum(terms));
  });

  test("Luan's code: Gram / (C·H·W·mean of the mask), mean of C², times the mean of the mask", async () => {
    const terms = (await classes((m) => channels * m.length * mean(m))).map(
      ({ grams: [g, a], area }) => area * mean(squaredDifferences(g, a)),
    );
    const ours = maskedStyleLoss(generated, largerStyle, masks, styleMasks, { areaWeighted: true });
    await expectFactor(ours, (2 * weight) / channels ** 2, weight * sum(terms));
  });

  test("the gradient in Luan's code includes the area but lacks one factor of the mask", async () => {
    const elements = channels * positions;
    const [rows, maskRows] = await Promise.all([generated, masks].map(rowsOf));
    const theirs = (await classes((m) => channels * m.length * mean(m))).map(({ grams: [g, a] }, k) =>
      rows.map((row, position) =>
        row.map((_, i) => {
          const along = sum(row.map((x, j) => ((2 * (g[i][j] - a[i][j])) / channels ** 2 / elements) * x));
          return weight * 2 * along * maskRows[position][k];
        }),
      ),
    );
    const withTheFactor = rows.map((row, position) =>
      row.map((_, i) => sum(theirs.map((gradient, k) => maskRows[position][k] * gradient[position][i]))),
    );
    const ours = tf.tidy(() =>
      tf.grad((x) =>
        tf.mul(
          maskedStyleLoss(x, largerStyle, masks, styleMasks, { areaWeighted: true }),
          (2 * weight) / channels ** 2,
        ),
      )(generated),
    );
    const expected = { shape: [height, width, channels], values: withTheFactor.flat() };
    await expectTensorsClose(ours, expected, { rtol: 1e-5, atol: 1e-6 });
    ours.dispose();
  });
});

describe('the content loss', () => {
  test('Gatys et al. 2016, eq. 1', async () => {
    const theirs = sum(squaredDifferences(await rowsOf(generated), await rowsOf(style))) / 2;
    await expectFactor(contentLoss(generated, style), weight, weight * theirs);
  });

  test("Gatys's, Johnson's and Luan's code: mean of all", async () => {
    const theirs = weight * mean(squaredDifferences(await rowsOf(generated), await rowsOf(style)));
    await expectFactor(contentLoss(generated, style), (2 * weight) / (channels * positions), theirs);
  });
});

test("the gradient of total variation in Johnson's and Luan's code", async () => {
  const theirs: number[][][] = await tf.zerosLike(generated).array();
  const x = await generated.array();
  for (let i = 0; i < height - 1; i++) {
    for (let j = 0; j < width - 1; j++) {
      for (let c = 0; c < channels; c++) {
        const [dx, dy] = [x[i][j][c] - x[i][j + 1][c], x[i][j][c] - x[i + 1][j][c]];
        theirs[i][j][c] += weight * (dx + dy);
        theirs[i][j + 1][c] -= weight * dx;
        theirs[i + 1][j][c] -= weight * dy;
      }
    }
  }
  const ours = tf.tidy(() => tf.grad((image) => tf.mul(totalVariationLoss(image), weight / 2))(generated));
  await expectTensorsClose(ours, tf.tensor3d(theirs), { rtol: 1e-5, atol: 1e-5 });
  ours.dispose();
});

test("the gradient of photorealism in Luan's code, for an image in 0..256", async () => {
  const lambda = 1e4;
  const image = seededTensor([height, width, 3], { seed: 6, low: 0 }) as tf.Tensor3D;
  const input = seededTensor([height, width, 3], { seed: 7, low: 0 }) as tf.Tensor3D;
  const laplacian = mattingLaplacian(input);
  const { rows, columns, values } = await laplacian.toSparse();
  const colours = (await rowsOf(image)).map((row) => row.map((x) => 256 * x));
  const theirs = colours.map((row) => row.map(() => 0));
  rows.forEach((i, entry) => {
    colours[columns[entry]].forEach((x, c) => {
      theirs[i][c] += (lambda * 2 * values[entry] * (x / 256)) / 256;
    });
  });
  const ours = tf.tidy(() =>
    tf.grad((x) => tf.mul(lambda, photorealismLoss(tf.div<tf.Tensor3D>(x, 256), laplacian)))(tf.mul(image, 256)),
  );
  const expected = { shape: [height, width, 3], values: theirs.flat() };
  await expectTensorsClose(ours, expected, { rtol: 1e-5, atol: 1e-5 * lambda * 2 ** -8 });
  laplacian.dispose();
  tf.dispose([image, input, ours]);
});

describe("Johnson's and Luan's images, in 0..256", () => {
  const r = 256 / 255;
  const scaled = (map: tf.Tensor3D, factor: number) => tf.tidy(() => tf.mul<tf.Tensor3D>(map, factor));
  const scaledRows = async (map: tf.Tensor3D, factor: number) =>
    (await rowsOf(map)).map((row) => row.map((x) => factor * x));

  test('equal vggPreprocess of the image times 256/255', async () => {
    const image = seededTensor([height, width, 3], { seed: 8, low: 0 }) as tf.Tensor3D;
    const theirs = (await rowsOf(image)).map(([red, green, blue]) => [
      256 * blue - 103.939,
      256 * green - 116.779,
      256 * red - 123.68,
    ]);
    const ours = tf.tidy(() => vggPreprocess(tf.mul<tf.Tensor3D>(image, 256 / 255)));
    const expected = { shape: [height, width, 3], values: theirs.flat() };
    await expectTensorsClose(ours, expected, { rtol: 1e-6, atol: 1e-4 });
    tf.dispose([image, ours]);
  });

  // A linear layer has features in proportion to the image.
  const [ours, ourStyle] = [scaled(generated, 255), scaled(style, 255)];
  afterAll(() => tf.dispose([ours, ourStyle]));

  test('the default weight of content', async () => {
    const [theirs, target] = await Promise.all([generated, style].map((map) => scaledRows(map, 256)));
    const factor = (10 * r ** 2) / (channels * positions);
    await expectFactor(contentLoss(ours, ourStyle), factor, 5 * mean(squaredDifferences(theirs, target)));
  });

  test("Johnson's default weight of style", async () => {
    const grams = (await Promise.all([generated, style].map((map) => scaledRows(map, 256)))).map((rows) =>
      gram(rows, channels * positions),
    );
    const theirs = 100 * mean(squaredDifferences(grams[0], grams[1]));
    await expectFactor(styleLoss(ours, ourStyle), (400 * r ** 4) / channels ** 2, theirs);
  });

  test("Luan's default weight of style, under a mask of ones", async () => {
    const grams = (await Promise.all([generated, style].map((map) => scaledRows(map, 256)))).map((rows) =>
      gram(rows, channels * positions),
    );
    const theirs = 100 * mean(squaredDifferences(grams[0], grams[1]));
    const all = tf.ones<tf.Rank.R3>([height, width, 1]);
    const loss = maskedStyleLoss(ours, ourStyle, all, all, { areaWeighted: true });
    await expectFactor(loss, (200 * r ** 4) / channels ** 2, theirs);
    all.dispose();
  });

  test('the default weight of total variation, of an image in [0, 1]', async () => {
    const large = scaled(generated, 256);
    const x = await large.array();
    const theirs = x
      .slice(1)
      .flatMap((_, i) =>
        x[i]
          .slice(1)
          .flatMap((_, j) =>
            x[i][j].map((here, c) => (1e-3 / 2) * ((x[i][j + 1][c] - here) ** 2 + (x[i + 1][j][c] - here) ** 2)),
          ),
      );
    await expectFactor(totalVariationLoss(generated), 32.768, sum(theirs));
    large.dispose();
  });
});
