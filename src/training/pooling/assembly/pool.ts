// maxPool:     y[w] = the largest value of w, NaN if one of them is
// avgPool:     y[w] = the mean of w, of its part inside the image
//   for each window, four channels at a time

import { read } from './channels';

/** x is [batch, height, width, channels], the output [batch, outHeight, outWidth, channels]. */
export function maxPool(
  x: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  pool<u8>(x, output, batch, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft); // biome-ignore format: as above
}

export function avgPool(
  x: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  pool<i8>(x, output, batch, height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft); // biome-ignore format: as above
}

/** `Kind` is u8 for the maximum and i8 for the mean, so that the compiler makes a function of each. */
function pool<Kind>(
  x: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixelBytes = <usize>channels * 4;
  const rowBytes = pixelBytes * width;
  for (let example = 0; example < batch; example++, x += rowBytes * height) {
    for (let i = 0; i < outHeight; i++) {
      const row = max(0, i * strideY - padTop);
      const rows = min(height, i * strideY - padTop + filterHeight) - row;
      for (let j = 0; j < outWidth; j++, output += pixelBytes) {
        const column = max(0, j * strideX - padLeft);
        const columns = min(width, j * strideX - padLeft + filterWidth) - column;
        const corner = x + row * rowBytes + column * pixelBytes;
        const vectors = pixelBytes & ~15;
        for (let c: usize = 0; c < vectors; c += 16) {
          v128.store(output + c, poolOf<Kind, v128>(corner + c, rows, columns, rowBytes, pixelBytes));
        }
        for (let c = vectors; c < pixelBytes; c += 4) {
          v128.store_lane<f32>(output + c, poolOf<Kind, f32>(corner + c, rows, columns, rowBytes, pixelBytes), 0);
        }
      }
    }
  }
}

/** One window. Outside the image, the maximum is −∞ and the mean NaN. */
function poolOf<Kind, Lanes>(x: usize, rows: i32, columns: i32, rowBytes: usize, pixelBytes: usize): v128 {
  const nextRow = rowBytes - columns * pixelBytes;
  let result = f32x4.splat(isSigned<Kind>() ? 0 : -Infinity);
  for (let r = 0; r < rows; r++, x += nextRow) {
    for (let c = 0; c < columns; c++, x += pixelBytes) {
      const value = read<Lanes>(x);
      result = isSigned<Kind>() ? f32x4.add(result, value) : f32x4.max(result, value);
    }
  }
  return isSigned<Kind>() ? f32x4.div(result, f32x4.splat(<f32>(max(0, rows) * max(0, columns)))) : result;
}
