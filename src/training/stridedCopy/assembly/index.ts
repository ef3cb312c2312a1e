// output[i, j, ...] = x[i · stride₀ + j · stride₁ + ...], a stride of 0 repeats
//   if the outer of the two innermost axes is contiguous in x:  4 × 4 numbers at a time, transposed

import { copyBytes, storeFirst, transposeFour } from '../../../wasm/assembly/lanes';

/** Sets one of the dimensions, outermost first: its length, and its stride in x in bytes. */
export function setDimension(dimensions: usize, index: i32, size: i32, stride: isize): void {
  store<i32>(dimensions + index * 8, size);
  store<isize>(dimensions + index * 8, stride, 4);
}

/** Writes the output, whose elements have 4 bytes or 1. Returns the address after it. */
export function copy(x: usize, output: usize, dimensions: usize, rank: i32, elementBytes: i32): usize {
  const size = load<i32>(dimensions);
  const stride = load<isize>(dimensions, 4);
  if (rank == 2 && stride == 4 && elementBytes == 4 && load<isize>(dimensions, 12) != 0) {
    return transpose(x, output, size, load<i32>(dimensions, 8), load<isize>(dimensions, 12));
  }
  if (rank > 1) {
    for (let n = 0; n < size; n++, x += stride) output = copy(x, output, dimensions + 8, rank - 1, elementBytes);
    return output;
  }
  const end = output + size * elementBytes;
  if (stride == elementBytes) copyBytes(x, output, size * elementBytes);
  else if (elementBytes == 4 && stride == 0) {
    const four = v128.load32_splat(x);
    for (let left = size; left > 0; left -= 4, output += 16) storeFirst(output, four, left);
  } else if (elementBytes == 4) {
    for (; output < end; output += 4, x += stride) store<u32>(output, load<u32>(x));
  } else {
    for (; output < end; output++, x += stride) store<u8>(output, load<u8>(x));
  }
  return end;
}

/** Rows of the output that are written side by side; more would evict each other from the cache. */
const ROWS: i32 = 8;

/** output[i, j] = x[j, i], rows of x `stride` bytes apart. */
function transpose(x: usize, output: usize, rows: i32, columns: i32, stride: isize): usize {
  const rowBytes = <usize>columns * 4;
  const end = output + rows * rowBytes;
  for (let left = rows; left > 0; left -= ROWS, x += ROWS * 4, output += ROWS * rowBytes) {
    const count = min(ROWS, left);
    let from = x;
    let to = output;
    let column = 0;
    for (; column + 4 <= columns; column += 4, from += 4 * stride, to += 16) {
      let row = 0;
      for (; row + 4 <= count; row += 4) {
        const at = from + row * 4;
        transposeFour(
          v128.load(at),
          v128.load(at + stride),
          v128.load(at + 2 * stride),
          v128.load(at + 3 * stride),
          to + row * rowBytes,
          rowBytes,
        );
      }
      for (; row < count; row++) {
        for (let k = 0; k < 4; k++) store<u32>(to + row * rowBytes + k * 4, load<u32>(from + k * stride + row * 4));
      }
    }
    for (; column < columns; column++, from += stride, to += 4) {
      for (let row = 0; row < count; row++) store<u32>(to + row * rowBytes, load<u32>(from + row * 4));
    }
  }
  return end;
}
