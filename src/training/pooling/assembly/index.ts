// maxPoolGrad: dx[p] = Σ dy[w] over the windows w whose first largest value is x[p]
// maxPoolTake: y[w] = v[p] where x[p] is the first largest value of w, 0 where there is none
// avgPoolGrad: dx[p] = Σ dy[w] / |w| over the windows w that hold p, |w| counting positions inside the image
//   for each window, four channels at a time:  find the maximum, then dx[p] += dy[w] where p is its place

import { add, read } from './channels';
import { giveToMaximumOfFour } from './quarters';

export { avgPool, maxPool } from './pool';

/** x and dx are [batch, height, width, channels], dy [batch, outHeight, outWidth, channels]. */
export function maxPoolGrad(
  x: usize,
  dy: usize,
  dx: usize,
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
  const areSquares = filterHeight == 2 && filterWidth == 2 && strideY == 2 && strideX == 2;
  if (areSquares && height == 2 * outHeight && width == 2 * outWidth && padTop == 0 && padLeft == 0) {
    for (let rows = batch * outHeight; rows > 0; rows--, x += 2 * rowBytes, dx += 2 * rowBytes) {
      for (let j = 0; j < outWidth; j++, dy += pixelBytes) {
        giveToMaximumOfFour(x + 2 * j * pixelBytes, dy, dx + 2 * j * pixelBytes, rowBytes, pixelBytes);
      }
    }
    return;
  }
  memory.fill(dx, 0, rowBytes * height * batch);
  for (let example = 0; example < batch; example++) {
    for (let i = 0; i < outHeight; i++) {
      const row = max(0, i * strideY - padTop);
      const rows = min(height, i * strideY - padTop + filterHeight) - row;
      for (let j = 0; j < outWidth; j++, dy += pixelBytes) {
        const column = max(0, j * strideX - padLeft);
        const columns = min(width, j * strideX - padLeft + filterWidth) - column;
        if (rows <= 0 || columns <= 0) continue;
        const corner = row * rowBytes + column * pixelBytes;
        const vectors = pixelBytes & ~15;
        for (let c: usize = 0; c < vectors; c += 16) {
          giveToMaximum<v128>(x + corner + c, dy + c, dx + corner + c, rows, columns, rowBytes, pixelBytes);
        }
        for (let c = vectors; c < pixelBytes; c += 4) {
          giveToMaximum<f32>(x + corner + c, dy + c, dx + corner + c, rows, columns, rowBytes, pixelBytes);
        }
      }
    }
    x += rowBytes * height;
    dx += rowBytes * height;
  }
}

/**
 * One window. A NaN is never the maximum, and a window of only NaN passes its gradient to no pixel, as on tfjs's cpu.
 */
function giveToMaximum<Lanes>(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  pixelBytes: usize,
): void {
  const next = i32x4.splat(1);
  const nextRow = rowBytes - columns * pixelBytes;
  let largest = f32x4.splat(-Infinity);
  let place = i32x4.splat(-1);
  let position = i32x4.splat(0);
  for (let r = 0; r < rows; r++, x += nextRow) {
    for (let c = 0; c < columns; c++, x += pixelBytes) {
      const value = read<Lanes>(x);
      const larger = f32x4.gt(value, largest);
      largest = v128.bitselect(value, largest, larger);
      place = v128.bitselect(position, place, larger);
      position = i32x4.add(position, next);
    }
  }
  const gradient = read<Lanes>(dy);
  position = i32x4.splat(0);
  for (let r = 0; r < rows; r++, dx += nextRow) {
    for (let c = 0; c < columns; c++, dx += pixelBytes) {
      add<Lanes>(dx, v128.and(gradient, i32x4.eq(place, position)));
      position = i32x4.add(position, next);
    }
  }
}

/** x and v are [batch, height, width, channels], the output [batch, outHeight, outWidth, channels]. */
export function maxPoolTake(
  x: usize,
  v: usize,
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
  for (let example = 0; example < batch; example++) {
    for (let i = 0; i < outHeight; i++) {
      const row = max(0, i * strideY - padTop);
      const rows = min(height, i * strideY - padTop + filterHeight) - row;
      for (let j = 0; j < outWidth; j++, output += pixelBytes) {
        const column = max(0, j * strideX - padLeft);
        const columns = min(width, j * strideX - padLeft + filterWidth) - column;
        const corner = row * rowBytes + column * pixelBytes;
        const vectors = pixelBytes & ~15;
        for (let c: usize = 0; c < vectors; c += 16) {
          takeAtMaximum<v128>(x + corner + c, v + corner + c, output + c, rows, columns, rowBytes, pixelBytes);
        }
        for (let c = vectors; c < pixelBytes; c += 4) {
          takeAtMaximum<f32>(x + corner + c, v + corner + c, output + c, rows, columns, rowBytes, pixelBytes);
        }
      }
    }
    x += rowBytes * height;
    v += rowBytes * height;
  }
}

/** One window. */
function takeAtMaximum<Lanes>(
  x: usize,
  v: usize,
  output: usize,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  pixelBytes: usize,
): void {
  const nextRow = rowBytes - columns * pixelBytes;
  let largest = f32x4.splat(-Infinity);
  let taken = f32x4.splat(0);
  for (let r = 0; r < rows; r++, x += nextRow, v += nextRow) {
    for (let c = 0; c < columns; c++, x += pixelBytes, v += pixelBytes) {
      const value = read<Lanes>(x);
      const larger = f32x4.gt(value, largest);
      largest = v128.bitselect(value, largest, larger);
      taken = v128.bitselect(read<Lanes>(v), taken, larger);
    }
  }
  if (sizeof<Lanes>() == 16) v128.store(output, taken);
  else v128.store_lane<f32>(output, taken, 0);
}

/** dx is [batch, height, width, channels], dy [batch, outHeight, outWidth, channels]. */
export function avgPoolGrad(
  dy: usize,
  dx: usize,
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
  memory.fill(dx, 0, rowBytes * height * batch);
  for (let example = 0; example < batch; example++, dx += rowBytes * height) {
    for (let i = 0; i < outHeight; i++) {
      const row = max(0, i * strideY - padTop);
      const rowEnd = min(height, i * strideY - padTop + filterHeight);
      for (let j = 0; j < outWidth; j++, dy += pixelBytes) {
        const column = max(0, j * strideX - padLeft);
        const columnEnd = min(width, j * strideX - padLeft + filterWidth);
        const share: f32 = 1 / <f32>((rowEnd - row) * (columnEnd - column));
        for (let r = row; r < rowEnd; r++) {
          for (let c = column; c < columnEnd; c++) {
            addShare(dx + r * rowBytes + c * pixelBytes, dy, pixelBytes, share);
          }
        }
      }
    }
  }
}

/** dx += share · dy over all channels of a pixel. */
function addShare(dx: usize, dy: usize, pixelBytes: usize, share: f32): void {
  const shares = f32x4.splat(share);
  const vectors = dy + (pixelBytes & ~15);
  const end = dy + pixelBytes;
  for (; dy < vectors; dy += 16, dx += 16) add<v128>(dx, f32x4.mul(shares, read<v128>(dy)));
  for (; dy < end; dy += 4, dx += 4) add<f32>(dx, f32x4.mul(shares, read<f32>(dy)));
}
