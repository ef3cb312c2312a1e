// output[i, j, ...] = x[i · stride₀ + j · stride₁ + ...], a stride of 0 repeats

import { copyBytes } from '../../../wasm/assembly/lanes';

/** Sets one of the dimensions, outermost first: how many, and how many bytes apart in x. */
export function setDimension(dimensions: usize, index: i32, size: i32, stride: isize): void {
  store<i32>(dimensions + index * 8, size);
  store<isize>(dimensions + index * 8, stride, 4);
}

/** Writes the output, whose elements have 4 bytes or 1, and gives the address behind it. */
export function copy(x: usize, output: usize, dimensions: usize, rank: i32, elementBytes: i32): usize {
  const size = load<i32>(dimensions);
  const stride = load<isize>(dimensions, 4);
  if (rank > 1) {
    for (let n = 0; n < size; n++, x += stride) output = copy(x, output, dimensions + 8, rank - 1, elementBytes);
    return output;
  }
  const end = output + size * elementBytes;
  if (stride === elementBytes) copyBytes(x, output, size * elementBytes);
  else if (elementBytes === 4) {
    for (; output < end; output += 4, x += stride) store<u32>(output, load<u32>(x));
  } else {
    for (; output < end; output++, x += stride) store<u8>(output, load<u8>(x));
  }
  return end;
}
