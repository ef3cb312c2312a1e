// dx[window's pixel (tap, c)] += Σ_o dy[window, o] · filter[tap, c, o]
//   for groups of images, window by window; blocks of windows begin anew in each group, whoever computes it

import {
  COLUMNS,
  COLUMNS_BYTES,
  DEPTH,
  multiplyBlocks,
  packInPieces,
  ROWS,
  writeRow,
} from '../../../wasm/assembly/blockProduct';
import { FILTER, PATCHES, PLACES, WINDOWS } from './layout';
import { addPatch, layOut, listPlaces, PLACE_BYTES, readFrom, Windows } from './windows';

/** Images in a group: as many as fill a block with their windows. */
function imagesTogether(outHeight: i32, outWidth: i32): i32 {
  return ROWS / max(1, min(ROWS, outHeight * outWidth));
}

/** The number of groups of images. */
export function groups(batch: i32, outHeight: i32, outWidth: i32): i32 {
  const together = imagesTogether(outHeight, outWidth);
  return (batch + together - 1) / together;
}

/** Computes groups `first` to `end` - 1 of the images. */
export function inputGradientByWindows(
  dy: usize,
  filter: usize,
  dx: usize,
  own: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  first: i32,
  end: i32,
): void {
  const windows = changetype<Windows>(own + WINDOWS);
  readFrom(windows, dx, height, width, channels, own + FILTER);
  layOut(windows, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft);
  const together = imagesTogether(outHeight, outWidth);
  const perImage = outHeight * outWidth;
  const patch = filterHeight * filterWidth * channels;
  const sums = own + FILTER + COLUMNS_BYTES;
  for (let image = first * together; image < min(end * together, batch); image += together) {
    const images = min(together, batch - image);
    const size = <usize>height * width * channels * 4;
    memory.fill(dx + <usize>image * size, 0, <usize>images * size);
    const count = (image + images) * perImage;
    for (let i = image * perImage; i < count && outputs > 0; i += ROWS) {
      const rows = min(ROWS, count - i);
      listPlaces(windows, own + PLACES, i, rows);
      for (let j = 0; j < patch; j += COLUMNS) {
        const columns = min(COLUMNS, patch - j);
        for (let k = 0; k < outputs; k += DEPTH) {
          const depth = min(DEPTH, outputs - k);
          packInPieces(dy + (<usize>i * outputs + k) * 4, outputs * 4, own + PATCHES, rows, depth);
          packInPieces(filter + (<usize>j * outputs + k) * 4, outputs * 4, own + FILTER, columns, depth);
          multiplyBlocks(own + PATCHES, own + FILTER, own, rows, columns, depth, k == 0);
        }
        for (let row = 0; row < rows; row++) {
          writeRow(own, row, rows, sums, columns);
          addPatch(windows, own + PLACES + row * PLACE_BYTES, sums, j, columns);
        }
      }
    }
  }
}
