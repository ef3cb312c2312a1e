/** x is [batch, height, width, channels], y is [batch, outHeight, outWidth, channels · multiplier]. */
@unmanaged
export class Sizes {
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  multiplier: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  padTop: i32;
  padLeft: i32;

  /** The row of x that tap r of window i reads, and the column likewise. */
  row(i: i32, r: i32): i32 {
    return i * this.strideY - this.padTop + r * this.dilationY;
  }
  column(j: i32, s: i32): i32 {
    return j * this.strideX - this.padLeft + s * this.dilationX;
  }
}
export const SIZES_BYTES: usize = 64;

/** Writes the sizes to the beginning of the temporary space. */
export function setSizes(
  scratch: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const sizes = changetype<Sizes>(scratch);
  sizes.batch = batch;
  sizes.height = height;
  sizes.width = width;
  sizes.channels = channels;
  sizes.multiplier = multiplier;
  sizes.outHeight = outHeight;
  sizes.outWidth = outWidth;
  sizes.filterHeight = filterHeight;
  sizes.filterWidth = filterWidth;
  sizes.strideY = strideY;
  sizes.strideX = strideX;
  sizes.dilationY = dilationY;
  sizes.dilationX = dilationX;
  sizes.padTop = padTop;
  sizes.padLeft = padLeft;
}
