/** A matrix factored as L U, row by row, with the rows in the order of `rows`. */
export interface Factors {
  n: number;
  matrix: Float64Array;
  rows: number[];
}

/**
 * Gaussian elimination with partial pivoting, in place. A pivot within the rounding of its column becomes 0: the matrix
 * is singular, and its solutions are infinite or NaN.
 */
export function factorize(matrix: Float64Array, n: number): Factors {
  const rows = Array.from({ length: n }, (_, row) => row);
  const largest = rows.map((column) => Math.max(...rows.map((row) => Math.abs(matrix[row * n + column]))));
  for (let k = 0; k < n; k++) {
    const size = (row: number) => Math.abs(matrix[rows[row] * n + k]);
    let best = k;
    for (let row = k + 1; row < n; row++) if (size(row) > size(best)) best = row;
    [rows[k], rows[best]] = [rows[best], rows[k]];
    const top = rows[k] * n;
    if (Math.abs(matrix[top + k]) <= Number.EPSILON * n * largest[k]) matrix[top + k] = 0;
    for (let row = k + 1; row < n; row++) {
      const at = rows[row] * n;
      const factor = matrix[at + k] / matrix[top + k];
      matrix[at + k] = factor;
      for (let column = k + 1; column < n; column++) matrix[at + column] -= factor * matrix[top + column];
    }
  }
  return { n, matrix, rows };
}

/** x of A x = b for b with two columns; x overwrites b. */
export function solveInPlace({ n, matrix, rows }: Factors, b: Float64Array): Float64Array {
  const given = Float64Array.from(b);
  for (let k = 0; k < n; k++) {
    const at = rows[k] * n;
    let [u, v] = [given[2 * rows[k]], given[2 * rows[k] + 1]];
    for (let j = 0; j < k; j++) {
      u -= matrix[at + j] * b[2 * j];
      v -= matrix[at + j] * b[2 * j + 1];
    }
    b[2 * k] = u;
    b[2 * k + 1] = v;
  }
  for (let k = n - 1; k >= 0; k--) {
    const at = rows[k] * n;
    let [u, v] = [b[2 * k], b[2 * k + 1]];
    for (let j = k + 1; j < n; j++) {
      u -= matrix[at + j] * b[2 * j];
      v -= matrix[at + j] * b[2 * j + 1];
    }
    b[2 * k] = u / matrix[at + k];
    b[2 * k + 1] = v / matrix[at + k];
  }
  return b;
}
