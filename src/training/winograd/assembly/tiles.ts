// Patch (top, left) of tile (image, row, column), 0 outside the image:
//   source[image, side · row − padTop + top + (0..size), side · column − padLeft + left + (0..size), :]

import { copyBytes } from '../../../wasm/assembly/lanes';
import { PANEL } from '../../../wasm/assembly/tile';

/** Images cut into tiles of side × side outputs, and the patch that was located last. */
@unmanaged
export class Tiles {
  side: i32;
  source: usize;
  height: i32;
  width: i32;
  channels: i32;
  /** Number of tiles in one image. */
  rows: i32;
  columns: i32;
  padTop: i32;
  padLeft: i32;
  /** Space for a patch that cannot be read in place. */
  copy: usize;
  /** The address of the patch, and the bytes from row to row and from pixel to pixel in it. */
  patch: usize;
  rowBytes: usize;
  pixelBytes: usize;
}
export const TILES_BYTES: usize = 64;

export function cutIntoTiles(
  tiles: Tiles,
  side: i32,
  source: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  padTop: i32,
  padLeft: i32,
  copy: usize,
): void {
  tiles.side = side;
  tiles.source = source;
  tiles.height = height;
  tiles.width = width;
  tiles.channels = channels;
  tiles.rows = (outHeight + side - 1) / side;
  tiles.columns = (outWidth + side - 1) / side;
  tiles.padTop = padTop;
  tiles.padLeft = padLeft;
  tiles.copy = copy;
}

/** Locates `count` channels, from `channel` on, of a tile's patch; those that pad a panel are zeros. */
export function findPatch(tiles: Tiles, tile: i32, top: i32, left: i32, size: i32, channel: i32, count: i32): void {
  const height = tiles.height;
  const width = tiles.width;
  const image = tile / (tiles.rows * tiles.columns);
  const y = ((tile / tiles.columns) % tiles.rows) * tiles.side - tiles.padTop + top;
  const x = (tile % tiles.columns) * tiles.side - tiles.padLeft + left;
  const pixelBytes = <usize>tiles.channels * 4;
  const rowBytes = <usize>width * pixelBytes;
  const corner = tiles.source + <usize>(image * height + y) * rowBytes + <usize>x * pixelBytes + <usize>channel * 4;
  if (y >= 0 && x >= 0 && y + size <= height && x + size <= width && count % PANEL == 0) {
    tiles.patch = corner;
    tiles.rowBytes = rowBytes;
    tiles.pixelBytes = pixelBytes;
    return;
  }
  const copied = <usize>((count + PANEL - 1) / PANEL) * PANEL * 4;
  tiles.patch = tiles.copy;
  tiles.rowBytes = copied * size;
  tiles.pixelBytes = copied;
  let to = tiles.copy;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++, to += copied) {
      const inside = <u32>(y + i) < <u32>height && <u32>(x + j) < <u32>width;
      const bytes: usize = inside ? count * 4 : 0;
      copyBytes(corner + <usize>i * rowBytes + <usize>j * pixelBytes, to, bytes);
      for (let at = to + bytes; at < to + copied; at += 4) store<f32>(at, 0);
    }
  }
}
