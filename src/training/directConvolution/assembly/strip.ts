// strip[row, column, c] = image[row + top, column + left, c], 0 outside the image

import { BLOCK } from '../../../wasm/assembly/lanes';

/** Rows of windows that are computed together. */
export function rowsTogether(outWidth: i32): i32 {
  return max(1, BLOCK / outWidth);
}

/** Bytes of a strip, with the pixels that windows after the last one would read. */
export function stripBytes(
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  channels: i32,
): usize {
  const rows = (rowsTogether(outWidth) - 1) * strideY + filterHeight;
  const columns = (outWidth - 1) * strideX + filterWidth;
  return (<usize>rows * columns + 3 * strideX) * channels * 4;
}

/** Copies `rows` rows of `columns` pixels, from pixel (top, left) of an image on. */
export function copyStrip(
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  strip: usize,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
): void {
  const pixel = <usize>channels * 4;
  const before = min(max(-left, 0), columns);
  const inside = max(min(columns, width - left) - before, 0);
  const after = columns - before - inside;
  for (let y = top; y < top + rows; y++) {
    if (y < 0 || y >= height || inside == 0) {
      memory.fill(strip, 0, columns * pixel);
    } else {
      memory.fill(strip, 0, before * pixel);
      memory.copy(strip + before * pixel, image + (<usize>y * width + left + before) * pixel, inside * pixel);
      memory.fill(strip + (before + inside) * pixel, 0, after * pixel);
    }
    strip += columns * pixel;
  }
}
