// x of A x = b for A = a or aᵀ, by Gaussian elimination with partial pivoting, in float64:
//   row i of [A | b] /= its largest |A_ij|
//   for each column k:
//     swap row k with the row i ≥ k of the largest |A_ik|
//     A_kk = 0 if it is within the rounding of its column: A is singular
//     row i −= A_ik / A_kk · row k  for i > k
//   for each row k, from the last:  x_k = (b_k − Σ_{j>k} A_kj x_j) / A_kk

/** Bytes of temporary space: the largest number of each column of A, then the rows of [A | b]. */
export function scratchBytes(n: i32, columns: i32): f64 {
  return <f64>bytesOf(n) + <f64>n * (<f64>bytesOf(n) + bytesOf(columns));
}

/** a is [n, n], b and x are [n, columns]. */
export function solve(a: usize, b: usize, x: usize, scratch: usize, n: i32, columns: i32, transposed: bool): void {
  const right = bytesOf(n);
  const bytes = right + bytesOf(columns);
  const system = scratch + right;
  const end = system + n * bytes;
  memory.fill(scratch, 0, end - scratch);
  for (let i = 0, row = system; row < end; i++, row += bytes) {
    const from = a + i * (transposed ? 4 : n * 4);
    const largest = widen(from, row, n, transposed ? n * 4 : 4);
    widen(b + i * columns * 4, row + right, columns, 4);
    divide(row, largest, bytes);
    enlarge(scratch, row, right);
  }

  for (let k = 0, row = system; row < end; k++, row += bytes) {
    const diagonal = row + k * 8;
    swap(row, row + largestBelow(diagonal, end, bytes) - diagonal, bytes);
    if (abs(load<f64>(diagonal)) <= f64.EPSILON * n * load<f64>(scratch + k * 8)) store<f64>(diagonal, 0);
    const pivot = load<f64>(diagonal);
    // Two numbers at a time. For an even k this includes column k again.
    const start = ((k + 1) / 2) * 16;
    for (let other = row + bytes; other < end; other += bytes) {
      subtract(other + start, row + start, load<f64>(other + k * 8) / pivot, bytes - start);
    }
  }

  for (let k = n - 1; k >= 0; k--) {
    const row = system + k * bytes;
    for (let j = k + 1; j < n; j++) {
      subtract(row + right, system + j * bytes + right, load<f64>(row + j * 8), bytes - right);
    }
    divide(row + right, load<f64>(row + k * 8), bytes - right);
    for (let c = 0; c < columns; c++) store<f32>(x + (k * columns + c) * 4, <f32>load<f64>(row + right + c * 8));
  }
}

/** Bytes of float64 numbers, padded to an even count. */
function bytesOf(count: i32): usize {
  return ((<usize>count + 1) / 2) * 16;
}

/** Copies float32 numbers, `step` bytes apart, to float64, and returns the largest absolute value. */
function widen(from: usize, to: usize, count: i32, step: usize): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < count; i++, from += step) {
    const value = <f64>load<f32>(from);
    store<f64>(to + i * 8, value);
    largest = max(largest, abs(value));
  }
  return largest;
}

/** The address of the largest number at or below `diagonal` in its column. */
function largestBelow(diagonal: usize, end: usize, step: usize): usize {
  let found = diagonal;
  for (let at = diagonal + step; at < end; at += step) {
    if (abs(load<f64>(at)) > abs(load<f64>(found))) found = at;
  }
  return found;
}

function swap(a: usize, b: usize, bytes: usize): void {
  for (const end = a + bytes; a < end; a += 16, b += 16) {
    const before = v128.load(a);
    v128.store(a, v128.load(b));
    v128.store(b, before);
  }
}

/** sizes = max(sizes, |row|). */
function enlarge(sizes: usize, row: usize, bytes: usize): void {
  for (const end = row + bytes; row < end; row += 16, sizes += 16) {
    v128.store(sizes, f64x2.max(v128.load(sizes), f64x2.abs(v128.load(row))));
  }
}

function divide(row: usize, divisor: f64, bytes: usize): void {
  const divisors = f64x2.splat(divisor);
  for (const end = row + bytes; row < end; row += 16) v128.store(row, f64x2.div(v128.load(row), divisors));
}

/** row −= factor · other. */
function subtract(row: usize, other: usize, factor: f64, bytes: usize): void {
  const factors = f64x2.splat(factor);
  for (const end = row + bytes; row < end; row += 16, other += 16) {
    v128.store(row, f64x2.sub(v128.load(row), f64x2.mul(factors, v128.load(other))));
  }
}
