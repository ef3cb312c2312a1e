import {
  abs,
  add,
  argMax,
  cast,
  concat,
  div,
  eye,
  matMul,
  mul,
  oneHot,
  ones,
  reshape,
  slice,
  sub,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';

/** x = a⁻¹ b, then x + a⁻¹ (b − a x), which takes back what the inverse has lost to rounding. */
export function composed({ a, b }: { a: Tensor; b: Tensor }): Tensor {
  if (b.size === 0) return zeros(b.shape);
  const inverted = inverse(a);
  const x = matMul(inverted, b);
  return add(x, matMul(inverted, sub(b, matMul(a, x))));
}

/**
 * Gauss and Jordan's elimination with partial pivoting. No number is read: the row of a pivot is where the largest
 * number stands, and a one-hot vector fetches it.
 */
function inverse(a: Tensor): Tensor {
  const [n] = a.shape;
  let system = concat([a, eye(n)], 1);
  let free: Tensor = ones([n, 1]);
  const [pivots, pivotRows]: [Tensor[], Tensor[]] = [[], []];
  for (let k = 0; k < n; k++) {
    const column = slice(system, [0, k], [n, 1]);
    // Rows that have had their pivot come after all others.
    const size = add(mul(abs(column), free), sub(free, 1));
    const pivotRow = cast(oneHot(argMax(reshape(size, [n]), 0), n), 'float32');
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
