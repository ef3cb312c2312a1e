// sum:        output[o, i] = Σ_n x[o, n, i] / divisor
//             in float32 over a block of n, then in float64 over the blocks
// centredDot: output[i] = Σ_n dy[n, i] (x[n, i] − mean[i]), likewise
// largest:    output[r] = max_n x[r, n], NaN where one of them is
// largestMagnitude: output = max |x|

import { addInFloat64, BLOCK } from '../../../wasm/assembly/lanes';
import { sumOfRow } from '../../../wasm/assembly/sumOfRow';

/** Columns summed at a time, so that their sums stay in the first-level cache. */
const COLUMNS: i32 = 1024;

/** The row length, in bytes, up to which it is faster to sum one number at a time. */
const FEW: usize = 256;

/** Bytes of temporary space. */
export function scratchBytes(inner: i32): f64 {
  return inner == 1 ? 0 : COLUMNS * 12;
}

export function sum(x: usize, output: usize, scratch: usize, outer: i32, count: i32, inner: i32, divisor: f64): void {
  if (inner == 1) {
    for (; outer > 0; outer--, x += <usize>count * 4, output += 4) {
      store<f32>(output, divide(sumOfRow(x, count), divisor));
    }
    return;
  }
  const bytes = <usize>count * inner * 4;
  for (; outer > 0; outer--, x += bytes, output += inner * 4) {
    if (bytes <= FEW) sumOfFewRows(x, output, count, inner, divisor);
    else {
      for (let i = 0; i < inner; i += COLUMNS) {
        sumOfRows(x + i * 4, output + i * 4, scratch, count, inner * 4, min(COLUMNS, inner - i), divisor);
      }
    }
  }
}

function sumOfFewRows(x: usize, output: usize, count: i32, inner: i32, divisor: f64): void {
  for (let i = 0; i < inner; i++) {
    let total: f64 = 0;
    for (let n = 0; n < count; n++) total += load<f32>(x + (n * inner + i) * 4);
    store<f32>(output + i * 4, divide(total, divisor));
  }
}

/** A division takes longer than a short row, so division by 1 is skipped. */
function divide(total: f64, divisor: f64): f32 {
  return <f32>(divisor == 1 ? total : total / divisor);
}

/** Sums `columns` columns over `count` rows, `stride` bytes apart. */
function sumOfRows(
  x: usize,
  output: usize,
  scratch: usize,
  count: i32,
  stride: usize,
  columns: i32,
  divisor: f64,
): void {
  const parts = scratch + COLUMNS * 8;
  memory.fill(scratch, 0, columns * 8);
  memory.fill(parts, 0, columns * 4);
  for (; count > 0; count -= BLOCK) {
    let left = min(BLOCK, count);
    for (; left >= 4; left -= 4, x += 4 * stride) addFourRows(parts, x, stride, columns);
    for (; left > 0; left--, x += stride) addRow(parts, x, columns);
    moveInFloat64(parts, scratch, columns);
  }
  for (let i = 0; i < columns; i++) store<f32>(output + i * 4, divide(load<f64>(scratch + i * 8), divisor));
}

function addFourRows(parts: usize, x: usize, stride: usize, columns: i32): void {
  for (; columns >= 4; columns -= 4, parts += 16, x += 16) {
    const second = x + stride;
    const third = x + 2 * stride;
    const fourth = third + stride;
    const upper = f32x4.add(v128.load(x), v128.load(second));
    const lower = f32x4.add(v128.load(third), v128.load(fourth));
    v128.store(parts, f32x4.add(v128.load(parts), f32x4.add(upper, lower)));
  }
  for (; columns > 0; columns--, parts += 4, x += 4) {
    const upper = load<f32>(x) + load<f32>(x + stride);
    store<f32>(parts, load<f32>(parts) + (upper + (load<f32>(x + 2 * stride) + load<f32>(x + 3 * stride))));
  }
}

function addRow(parts: usize, x: usize, columns: i32): void {
  for (; columns >= 4; columns -= 4, parts += 16, x += 16) {
    v128.store(parts, f32x4.add(v128.load(parts), v128.load(x)));
  }
  for (; columns > 0; columns--, parts += 4, x += 4) store<f32>(parts, load<f32>(parts) + load<f32>(x));
}

/** Moves float32 sums into the float64 sums. */
function moveInFloat64(parts: usize, sums: usize, columns: i32): void {
  for (; columns > 0; columns -= 4, parts += 16, sums += 32) {
    addInFloat64(sums, v128.load(parts));
    v128.store(parts, f32x4.splat(0));
  }
}

/** Bytes of temporary space as for a sum over `count` rows. */
export function centredDot(
  dy: usize,
  x: usize,
  mean: usize,
  output: usize,
  scratch: usize,
  count: i32,
  inner: i32,
): void {
  const stride = <usize>inner * 4;
  const parts = scratch + COLUMNS * 8;
  for (let i = 0; i < inner; i += COLUMNS) {
    const columns = min(COLUMNS, inner - i);
    memory.fill(scratch, 0, columns * 8);
    memory.fill(parts, 0, columns * 4);
    for (let row = 0; row < count; row += BLOCK) {
      const end = min(row + BLOCK, count);
      let n = row;
      for (; n + 2 <= end; n += 2) {
        const at = n * stride + i * 4;
        addTwoProducts(parts, dy + at, x + at, mean + i * 4, stride, columns);
      }
      if (n < end) addTwoProducts(parts, dy + n * stride + i * 4, x + n * stride + i * 4, mean + i * 4, 0, columns);
      moveInFloat64(parts, scratch, columns);
    }
    for (let c = 0; c < columns; c++) store<f32>(output + (i + c) * 4, <f32>load<f64>(scratch + c * 8));
  }
}

/** Adds the products of two rows, or of one if the stride is 0. */
function addTwoProducts(parts: usize, dy: usize, x: usize, mean: usize, stride: usize, columns: i32): void {
  for (; columns >= 4; columns -= 4, parts += 16, dy += 16, x += 16, mean += 16) {
    const m = v128.load(mean);
    let sum = f32x4.mul(v128.load(dy), f32x4.sub(v128.load(x), m));
    if (stride) sum = f32x4.add(sum, f32x4.mul(v128.load(dy + stride), f32x4.sub(v128.load(x + stride), m)));
    v128.store(parts, f32x4.add(v128.load(parts), sum));
  }
  for (; columns > 0; columns--, parts += 4, dy += 4, x += 4, mean += 4) {
    const m = load<f32>(mean);
    let sum = load<f32>(dy) * (load<f32>(x) - m);
    if (stride) sum += load<f32>(dy + stride) * (load<f32>(x + stride) - m);
    store<f32>(parts, load<f32>(parts) + sum);
  }
}

/** The largest number of each row; −∞ if it has none. */
export function largest(x: usize, output: usize, rows: i32, count: i32): void {
  for (; rows > 0; rows--, x += <usize>count * 4, output += 4) store<f32>(output, largestOfRow(x, count));
}

function largestOfRow(x: usize, count: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = f32x4.splat(-Infinity);
  let nans = f32x4.splat(0); // `pmax`, which is faster than `max`, leaves them out
  for (; count >= 8; count -= 8, x += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    m0 = f32x4.pmax(m0, a);
    m1 = f32x4.pmax(m1, b);
    nans = v128.or(nans, v128.or(f32x4.ne(a, a), f32x4.ne(b, b)));
  }
  const four = v128.or(f32x4.max(m0, m1), nans);
  const two = f32x4.max(four, v128.shuffle<f32>(four, four, 2, 3, 0, 1));
  let result = max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1));
  for (; count > 0; count--, x += 4) result = max(result, load<f32>(x));
  return result;
}

/** Writes the largest |x|, which is NaN or infinite if a number is. */
export function largestMagnitude(x: usize, output: usize, count: i32): void {
  const size = i32x4.splat(0x7fffffff); // all bits except the sign; the bits of magnitudes sort like the magnitudes
  let four = i32x4.splat(0);
  const end = x + <usize>count * 4;
  for (; x + 16 <= end; x += 16) four = i32x4.max_u(four, v128.and(v128.load(x), size));
  for (; x < end; x += 4) four = i32x4.max_u(four, v128.and(v128.load32_zero(x), size));
  four = i32x4.max_u(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  four = i32x4.max_u(four, v128.shuffle<i32>(four, four, 1, 0, 3, 2));
  v128.store_lane<f32>(output, four, 0);
}
