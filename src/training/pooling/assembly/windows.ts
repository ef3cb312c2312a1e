// for each window:  pool.window(its first pixel inside the image, its result, its size inside the image)

/** The sizes of a pool. An image is [height, width, channels], its result [outHeight, outWidth, channels]. */
@unmanaged
export class Windows {
  height: i32;
  width: i32;
  channels: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideY: i32;
  strideX: i32;
  padTop: i32;
  padLeft: i32;
}

export function windowsBytes(): f64 {
  return offsetof<Windows>();
}

export function setWindows(
  windows: usize,
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
  const sizes = changetype<Windows>(windows);
  sizes.height = height;
  sizes.width = width;
  sizes.channels = channels;
  sizes.outHeight = outHeight;
  sizes.outWidth = outWidth;
  sizes.filterHeight = filterHeight;
  sizes.filterWidth = filterWidth;
  sizes.strideY = strideY;
  sizes.strideX = strideX;
  sizes.padTop = padTop;
  sizes.padLeft = padLeft;
}

/** Windows of 2 × 2 that cover the image once. */
export function areQuarters(windows: Windows): boolean {
  const areSquares =
    windows.filterHeight == 2 && windows.filterWidth == 2 && windows.strideY == 2 && windows.strideX == 2;
  const fit = windows.height == 2 * windows.outHeight && windows.width == 2 * windows.outWidth;
  return areSquares && fit && windows.padTop == 0 && windows.padLeft == 0;
}

/** Visits the windows of a batch of images, and of others of their shape; the compiler makes a `visit` for each pool. */
export function visit<Pool extends Windows>(pool: Pool, image: usize, other: usize, result: usize, batch: i32): void {
  const pixelBytes = <usize>pool.channels * 4;
  const rowBytes = pixelBytes * pool.width;
  const imageBytes = rowBytes * pool.height;
  for (let example = 0; example < batch; example++, image += imageBytes, other += imageBytes) {
    for (let i = 0; i < pool.outHeight; i++) {
      const top = i * pool.strideY - pool.padTop;
      const row = max(0, top);
      const rows = min(pool.height, top + pool.filterHeight) - row;
      for (let j = 0; j < pool.outWidth; j++, result += pixelBytes) {
        const left = j * pool.strideX - pool.padLeft;
        const column = max(0, left);
        const columns = min(pool.width, left + pool.filterWidth) - column;
        const corner = row * rowBytes + column * pixelBytes;
        const nextRow = rowBytes - columns * pixelBytes;
        pool.window(image + corner, other + corner, result, rows, columns, pixelBytes, nextRow);
      }
    }
  }
}

/** A pool that takes four channels of a window at a time, and the last ones singly. */
@unmanaged
export class ByChannels<Pool> extends Windows {
  window(image: usize, other: usize, result: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    const pool = changetype<Pool>(this);
    const end = result + pixelBytes;
    for (; result + 16 <= end; result += 16, image += 16, other += 16) {
      pool.compute<v128>(image, other, result, rows, columns, pixelBytes, nextRow);
    }
    for (; result < end; result += 4, image += 4, other += 4) {
      pool.compute<f32>(image, other, result, rows, columns, pixelBytes, nextRow);
    }
  }
}
