import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type BandedMatrix, transposed } from '../../../src/ops/bandedProduct/banded';
import { bandedProduct } from '../../../src/ops/bandedProduct/bandedProduct';
import { expectNoLeak, expectTensorsClose, gradcheck, seededTensor } from '../../../src/testing';

/** Row r has multiples of 1, 2, ..., up to a third of the columns, starting at a column that moves back and forth. */
function bandedMatrix(count: number, columns: number): BandedMatrix {
  const rows = Array.from({ length: count }, (_, row) => {
    const length = row % (1 + Math.ceil(columns / 3)); // the first row is empty
    const first = (5 * row) % (columns - length + 1);
    return { first, weights: Array.from({ length }, (_, index) => 1 + ((row + index) % 3)) };
  });
  return { columns, rows };
}

function dense({ columns, rows }: BandedMatrix): number[][] {
  return rows.map(({ first, weights }) => Array.from({ length: columns }, (_, column) => weights[column - first] ?? 0));
}

/** In float64. */
function expected(values: ArrayLike<number>, [outer, size, inner]: number[], matrix: number[][]): number[] {
  const entry = (example: number, row: number, column: number) =>
    Array.from({ length: size }, (_, k) => matrix[row][k] * values[(example * size + k) * inner + column]);
  const sums = Array.from({ length: outer }, (_, example) =>
    matrix.map((_, row) =>
      Array.from({ length: inner }, (_, column) => entry(example, row, column).reduce((sum, term) => sum + term, 0)),
    ),
  );
  return sums.flat(2);
}

const shapes = [[2, 7, 5], [1, 1, 3], [1, 40, 70]] as const; // biome-ignore format: shapes

for (const inner of [1, 3, 4, 6, 16, 23]) {
  test.each(shapes)(`${inner} numbers a row: %i examples, %i rows into %i`, async (outer, size, rows) => {
    const matrix = bandedMatrix(rows, size);
    const x = seededTensor([outer, size, inner], { seed: inner }) as tf.Tensor3D;
    const values = expected(await x.data(), x.shape, dense(matrix));
    await expectTensorsClose(bandedProduct(x, matrix), tf.tensor3d(values, [outer, rows, inner]), {
      rtol: 1e-5,
      atol: 1e-5,
    });
  });
}

test('wanted: 0 gives zeros even for NaN, and gradient zero', async () => {
  const matrix = bandedMatrix(4, 5);
  const x = tf.fill([2, 5, 3], Number.NaN) as tf.Tensor3D;
  const zero = tf.scalar(0);
  await expectTensorsClose(bandedProduct(x, matrix, zero), tf.zeros([2, 4, 3]), { rtol: 0, atol: 0 });
  const gradient = tf.grad((y) => bandedProduct(y as tf.Tensor3D, matrix, zero))(x);
  await expectTensorsClose(gradient, tf.zeros([2, 5, 3]), { rtol: 0, atol: 0 });
});

test('the product with the transposed matrix', () => {
  const matrix = bandedMatrix(6, 9);
  const columns = Array.from({ length: 9 }, (_, column) => dense(matrix).map((row) => row[column]));
  expect(dense(transposed(matrix))).toEqual(columns);
});

test('gradient and second gradient for x', async () => {
  const matrix = bandedMatrix(4, 5);
  const x = seededTensor([2, 5, 3], { seed: 1 }) as tf.Tensor3D;
  await gradcheck((y) => bandedProduct(y as tf.Tensor3D, matrix), [x]);
  const squares = (y: tf.Tensor) => tf.square(bandedProduct(y as tf.Tensor3D, matrix));
  await gradcheck((y) => tf.grad(squares)(y), [x]);
});

const notFinite: Record<string, number[]> = {
  NaN: [Number.NaN],
  'an infinity': [Number.POSITIVE_INFINITY],
  'two infinities of one sign': [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  'infinities of both signs': [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
};

for (const [name, numbers] of Object.entries(notFinite)) {
  test(`${name} reaches only the rows whose bands hold it`, async () => {
    const [first, count] = [20, 64];
    const weightsOf = (row: number) => (row % 3 === 0 ? [1, 2, 3] : [1, -2, 0]);
    const rows = Array.from({ length: count - 2 }, (_, row) => ({ first: row, weights: weightsOf(row) }));
    const values = Float32Array.from({ length: count }, (_, index) => numbers[index - first] ?? index);
    const x = tf.tensor3d(values, [1, count, 1]);
    const product = bandedProduct(x, { columns: count, rows });
    const wanted = rows.map(({ first, weights }) =>
      weights.reduce((sum, weight, k) => sum + weight * values[first + k], 0),
    );
    expect([...(await product.data())]).toEqual(wanted);
    tf.dispose([x, product]);
  });
}

test('leaves no tensor behind', async () => {
  const x = tf.ones<tf.Rank.R3>([1, 5, 2]);
  await expectNoLeak(() => bandedProduct(x, bandedMatrix(4, 5)).dispose());
});
