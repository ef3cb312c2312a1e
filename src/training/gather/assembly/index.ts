// gather:      output[b, o, n] = x[b, o, indices[b, n]], each a row
// segmentSum:  output[s] = Σ x[n] over the rows n with ids[n] = s
//   sort the rows by segment, counting; then sum each segment's, four columns at a time in float64

import { copyBytes, lowerPair, toFloat32, upperPair } from '../../../wasm/assembly/lanes';

/** x is [batch, outer, size, row], indices [batch, count] in range, output [batch, outer, count, row]. */
export function gather(
  x: usize,
  indices: usize,
  output: usize,
  batch: i32,
  outer: i32,
  size: i32,
  count: i32,
  rowBytes: usize,
): void {
  for (let b = 0; b < batch; b++, indices += count * 4) {
    for (let o = 0; o < outer; o++, x += size * rowBytes) {
      for (let n = 0; n < count; n++, output += rowBytes) {
        copyBytes(x + load<i32>(indices + n * 4) * rowBytes, output, rowBytes);
      }
    }
  }
}

/** Bytes of temporary space: where each segment begins among the sorted rows, then the order of the rows. */
export function segmentScratchBytes(rows: i32, segments: i32): f64 {
  return (<f64>segments + 2 + rows) * 4;
}

/** x is [rows, columns] of float32, ids [rows], output [segments, columns]; rows with other ids are ignored. */
export function segmentSum(
  x: usize,
  ids: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  columns: i32,
  segments: i32,
): void {
  const order = sortBySegment(ids, scratch, rows, segments);
  for (let s = 0; s < segments; s++, scratch += 4) {
    const first = order + load<i32>(scratch) * 4;
    const end = order + load<i32>(scratch, 4) * 4;
    const vectors = x + (columns & ~3) * 4;
    let column = x;
    for (; column < vectors; column += 16, output += 16) {
      let lower = f64x2.splat(0);
      let upper = f64x2.splat(0);
      for (let n = first; n < end; n += 4) {
        const row = v128.load(column + <usize>load<i32>(n) * columns * 4);
        lower = f64x2.add(lower, lowerPair(row));
        upper = f64x2.add(upper, upperPair(row));
      }
      v128.store(output, toFloat32(lower, upper));
    }
    for (; column < x + columns * 4; column += 4, output += 4) {
      let sum: f64 = 0;
      for (let n = first; n < end; n += 4) sum += <f64>load<f32>(column + <usize>load<i32>(n) * columns * 4);
      store<f32>(output, <f32>sum);
    }
  }
}

/** The same for int32. */
export function segmentSumOfIntegers(
  x: usize,
  ids: usize,
  output: usize,
  scratch: usize,
  rows: i32,
  columns: i32,
  segments: i32,
): void {
  memory.fill(output, 0, <usize>segments * columns * 4);
  for (let n = 0; n < rows; n++, ids += 4) {
    const id = load<u32>(ids); // a negative one is large
    if (id >= <u32>segments) continue;
    for (let c = 0; c < columns; c++) {
      const sum = output + (<usize>id * columns + c) * 4;
      store<i32>(sum, load<i32>(sum) + load<i32>(x + (<usize>n * columns + c) * 4));
    }
  }
}

/** Writes where each segment begins, and returns the address of the row numbers in order. */
function sortBySegment(ids: usize, starts: usize, rows: i32, segments: i32): usize {
  const order = starts + (segments + 2) * 4;
  memory.fill(starts, 0, (segments + 2) * 4);
  // One place beyond the final one, because placing the rows of a segment moves its start on.
  for (let n = 0; n < rows; n++) {
    const id = load<u32>(ids + n * 4); // a negative one is large
    if (id < <u32>segments) increment(starts + (id + 2) * 4);
  }
  for (let s = 2; s < segments + 2; s++) {
    store<i32>(starts + s * 4, load<i32>(starts + s * 4) + load<i32>(starts + (s - 1) * 4));
  }
  for (let n = 0; n < rows; n++) {
    const id = load<u32>(ids + n * 4);
    if (id < <u32>segments) store<i32>(order + increment(starts + (id + 1) * 4) * 4, n);
  }
  return order;
}

/** Adds one, and returns the previous value. */
function increment(address: usize): i32 {
  const before = load<i32>(address);
  store<i32>(address, before + 1);
  return before;
}
