// output[o, n, i] = Σ_{k ≤ n} x[o, k, i]; exclusive: k < n; reverse: from the end
// The running sum is float64, for four columns i at a time.

import { lowerPair, toFloat32, upperPair } from '../../../wasm/assembly/lanes';

/** x and output are [outer, length, inner] of float32. */
export function cumsum(
  x: usize,
  output: usize,
  outer: i32,
  length: i32,
  inner: i32,
  exclusive: bool,
  reverse: bool,
): void {
  const rowBytes = <usize>inner * 4;
  const step: isize = reverse ? -rowBytes : rowBytes;
  const first = reverse ? rowBytes * (length - 1) : 0;
  for (let o = 0; o < outer; o++, x += rowBytes * length, output += rowBytes * length) {
    let column: usize = 0;
    for (; column + 16 <= rowBytes; column += 16) {
      let lower = f64x2.splat(0);
      let upper = f64x2.splat(0);
      let at = first + column;
      for (let n = 0; n < length; n++, at += step) {
        if (exclusive) v128.store(output + at, toFloat32(lower, upper));
        const row = v128.load(x + at);
        lower = f64x2.add(lower, lowerPair(row));
        upper = f64x2.add(upper, upperPair(row));
        if (!exclusive) v128.store(output + at, toFloat32(lower, upper));
      }
    }
    for (; column < rowBytes; column += 4) {
      let sum: f64 = 0;
      let at = first + column;
      for (let n = 0; n < length; n++, at += step) {
        if (exclusive) store<f32>(output + at, <f32>sum);
        sum += <f64>load<f32>(x + at);
        if (!exclusive) store<f32>(output + at, <f32>sum);
      }
    }
  }
}

/** The same for int32. */
export function cumsumOfIntegers(
  x: usize,
  output: usize,
  outer: i32,
  length: i32,
  inner: i32,
  exclusive: bool,
  reverse: bool,
): void {
  const rowBytes = <usize>inner * 4;
  const step: isize = reverse ? -rowBytes : rowBytes;
  const first = reverse ? rowBytes * (length - 1) : 0;
  for (let o = 0; o < outer; o++, x += rowBytes * length, output += rowBytes * length) {
    for (let column: usize = 0; column < rowBytes; column += 4) {
      let sum: i32 = 0;
      let at = first + column;
      for (let n = 0; n < length; n++, at += step) {
        if (exclusive) store<i32>(output + at, sum);
        sum += load<i32>(x + at);
        if (!exclusive) store<i32>(output + at, sum);
      }
    }
  }
}
