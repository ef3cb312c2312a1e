import {
  abs,
  add,
  argMax,
  cast,
  concat,
  div,
  equal,
  eye,
  matMul,
  max,
  mul,
  ones,
  range,
  reshape,
  slice,
  sub,
  type Tensor,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';

export interface SolveAttributes {
  /** Whether the matrix is aᵀ instead of a. */
  transposed: boolean;
}

/**
 * x = A⁻¹ b for A = a or aᵀ, then x + A⁻¹ (b − A x), which corrects the rounding of the inverse. The rows of A and b
 * are first divided by the largest number in that row of A, so that scaling a row does not make it a pivot.
 */
export function composed(inputs: { a: Tensor; b: Tensor }, { transposed }: SolveAttributes): Tensor {
  if (inputs.b.size === 0) return zeros(inputs.b.shape);
  const rows = transposed ? transpose(inputs.a) : inputs.a;
  const largest = max(abs(rows), 1, true);
  const [a, b] = [div(rows, largest), div(inputs.b, largest)];
  const inverted = inverse(a);
  const x = matMul(inverted, b);
  return add(x, matMul(inverted, sub(b, matMul(a, x))));
}

/**
 * Gauss–Jordan elimination with partial pivoting. Reads no values: a one-hot vector selects the row with the largest
 * number as pivot.
 */
function inverse(a: Tensor): Tensor {
  const [n] = a.shape;
  let system = concat([a, eye(n)], 1);
  const rows = range(0, n, 1, 'int32');
  let free: Tensor = ones([n, 1]);
  const [pivots, pivotRows]: [Tensor[], Tensor[]] = [[], []];
  for (let k = 0; k < n; k++) {
    const column = slice(system, [0, k], [n, 1]);
    // Rows that have been pivots come after all others.
    const size = add(mul(abs(column), free), sub(free, 1));
    const pivotRow = cast(equal(rows, argMax(reshape(size, [n]), 0)), 'float32');
    const others = sub(1, reshape(pivotRow, [n, 1]));
    const row = matMul(reshape(pivotRow, [1, n]), system);
    const pivot = slice(row, [0, k], [1, 1]);
    system = sub(system, mul(mul(column, others), div(row, pivot)));
    free = mul(free, others);
    pivots.push(pivot);
    pivotRows.push(reshape(pivotRow, [1, n]));
  }
  return div(matMul(concat(pivotRows, 0), slice(system, [0, n], [n, n])), concat(pivots, 0));
}
