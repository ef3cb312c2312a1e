// convolve:        output[window, o] = Σ_{tap, c} patches[window, (tap, c)] · filter[tap, c, o]
// inputGradient:   dx[y, x, c] = Σ_{tap, o} dy[(y + pad − tap) / stride, o] · filter[tap, c, o] where that divides:
//                  for pixels of one remainder by the stride, a convolution of dy by every stride-th tap, backwards
// inputGradientByWindows: the same, window by window:
//                  dx[window's pixel (tap, c)] += Σ_o dy[window, o] · filter[tap, c, o]
// filterGradient:  dfilter[(tap, c), o] = Σ_window patches[window, (tap, c)] · dy[window, o]
//   all block by block through blockProduct, with the blocks of the patches packed straight from the image

import {
  blocksOf,
  COLUMNS,
  COLUMNS_BYTES,
  DEPTH,
  multiplyBlocks,
  PANEL,
  PANEL_BYTES,
  packInPieces,
  packSideBySide,
  panelsOf,
  ROWS,
  ROWS_BYTES,
  SUMS_BYTES,
  writeRow,
} from '../../../wasm/assembly/blockProduct';
import {
  addPatch,
  layOut,
  listPlaces,
  outputOf,
  PLACE_BYTES,
  packTaps,
  packWindows,
  readFrom,
  WINDOWS_BYTES,
  Windows,
  writeTo,
} from './windows';

/** Bytes of temporary space for filters of `taps` taps that sum `channels` at each, into `outputs`. */
export function scratchBytes(taps: i32, channels: i32, outputs: i32): f64 {
  const filter = <f64>blocksOf(taps * channels) * panelsOf(outputs) * PANEL_BYTES;
  return max(filter, COLUMNS_BYTES + COLUMNS * 4) + <f64>channels * 4 + FILTER;
}

/** The layout of the temporary space: after the filter come zeros for one pixel. */
const PATCHES: usize = SUMS_BYTES;
const PLACES: usize = PATCHES + ROWS_BYTES;
const WINDOWS: usize = PLACES + (ROWS + DEPTH) * PLACE_BYTES; // a block has ROWS or DEPTH windows
const FILTER: usize = WINDOWS + WINDOWS_BYTES;

function filterBytes(depth: i32, outputs: i32): usize {
  return blocksOf(depth) * panelsOf(outputs) * PANEL_BYTES;
}

export function convolve(
  x: usize,
  filter: usize,
  output: usize,
  scratch: usize,
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
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const windows = changetype<Windows>(scratch + WINDOWS);
  const zeros = scratch + FILTER + filterBytes(filterHeight * filterWidth * channels, outputs);
  readFrom(windows, x, height, width, channels, zeros);
  windows.rows = outHeight;
  windows.columns = outWidth;
  windows.tapsY = filterHeight;
  windows.tapsX = filterWidth;
  windows.strideY = strideY;
  windows.strideX = strideX;
  windows.stepY = dilationY;
  windows.stepX = dilationX;
  windows.originY = -padTop;
  windows.originX = -padLeft;
  writeTo(windows, output, outHeight * outWidth, outWidth, 1, outputs);
  const depth = filterHeight * filterWidth * channels;
  if (depth == 0) {
    memory.fill(output, 0, <usize>batch * outHeight * outWidth * outputs * 4);
    return;
  }
  for (let k = 0; k < depth; k += DEPTH) {
    const block = scratch + FILTER + filterBytes(k, outputs);
    packSideBySide(filter + <usize>k * outputs * 4, outputs * 4, block, outputs, min(DEPTH, depth - k));
  }
  multiplyWindows(windows, scratch, batch, outputs);
}

export function inputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  scratch: usize,
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
): void {
  const windows = changetype<Windows>(scratch + WINDOWS);
  const zeros = scratch + FILTER + filterBytes(filterHeight * filterWidth * outputs, channels);
  readFrom(windows, dy, outHeight, outWidth, outputs, zeros);
  windows.strideY = 1;
  windows.strideX = 1;
  windows.stepY = -1;
  windows.stepX = -1;
  if (filterHeight < strideY || filterWidth < strideX || outputs == 0) {
    memory.fill(dx, 0, <usize>batch * height * width * channels * 4); // some pixels have no tap
  }
  if (outputs == 0) return;
  for (let y = 0; y < min(strideY, height); y++) {
    const tapY = (y + padTop) % strideY;
    windows.rows = (height - y + strideY - 1) / strideY;
    windows.tapsY = (filterHeight - tapY + strideY - 1) / strideY;
    windows.originY = (y + padTop) / strideY;
    for (let x = 0; x < min(strideX, width); x++) {
      const tapX = (x + padLeft) % strideX;
      if (tapY >= filterHeight || tapX >= filterWidth) continue;
      windows.columns = (width - x + strideX - 1) / strideX;
      windows.tapsX = (filterWidth - tapX + strideX - 1) / strideX;
      windows.originX = (x + padLeft) / strideX;
      writeTo(windows, dx + (<usize>y * width + x) * channels * 4, height * width, width * strideY, strideX, channels);
      for (let tap = 0; tap < windows.tapsY * windows.tapsX; tap++) {
        const ky = tapY + (tap / windows.tapsX) * strideY;
        const kx = tapX + (tap % windows.tapsX) * strideX;
        const matrix = filter + <usize>(ky * filterWidth + kx) * channels * outputs * 4;
        packTap(matrix, scratch, tap * outputs, outputs, channels);
      }
      multiplyWindows(windows, scratch, batch, channels);
    }
  }
}

export function inputGradientByWindows(
  dy: usize,
  filter: usize,
  dx: usize,
  scratch: usize,
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
): void {
  const windows = changetype<Windows>(scratch + WINDOWS);
  readFrom(windows, dx, height, width, channels, scratch + FILTER);
  layOut(windows, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft);
  memory.fill(dx, 0, <usize>batch * height * width * channels * 4);
  const patch = filterHeight * filterWidth * channels;
  const count = batch * outHeight * outWidth;
  const sums = scratch + FILTER + COLUMNS_BYTES;
  for (let i = 0; i < count && outputs > 0; i += ROWS) {
    const rows = min(ROWS, count - i);
    listPlaces(windows, scratch + PLACES, i, rows);
    for (let j = 0; j < patch; j += COLUMNS) {
      const columns = min(COLUMNS, patch - j);
      for (let k = 0; k < outputs; k += DEPTH) {
        const depth = min(DEPTH, outputs - k);
        packInPieces(dy + (<usize>i * outputs + k) * 4, outputs * 4, scratch + PATCHES, rows, depth);
        packInPieces(filter + (<usize>j * outputs + k) * 4, outputs * 4, scratch + FILTER, columns, depth);
        multiplyBlocks(scratch + PATCHES, scratch + FILTER, scratch, rows, columns, depth, k == 0);
      }
      for (let row = 0; row < rows; row++) {
        writeRow(scratch, row, rows, sums, columns);
        addPatch(windows, scratch + PLACES + row * PLACE_BYTES, sums, j, columns);
      }
    }
  }
}

/** Packs one tap's [rows, depth] matrix, for the part of the sums that begins with number `start`. */
function packTap(matrix: usize, scratch: usize, start: i32, depth: i32, rows: i32): void {
  for (let done = 0; done < depth; ) {
    const lane = (start + done) % DEPTH;
    const run = min(DEPTH - lane, depth - done);
    const block = scratch + FILTER + filterBytes(start + done - lane, rows);
    packInPieces(matrix + done * 4, depth * 4, block + lane * PANEL * 4, rows, run);
    done += run;
  }
}

export function filterGradient(
  x: usize,
  dy: usize,
  dfilter: usize,
  scratch: usize,
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
): void {
  const windows = changetype<Windows>(scratch + WINDOWS);
  readFrom(windows, x, height, width, channels, scratch + FILTER + COLUMNS_BYTES);
  layOut(windows, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft);
  const rows = filterHeight * filterWidth * channels;
  const count = batch * outHeight * outWidth;
  if (count == 0) memory.fill(dfilter, 0, <usize>rows * outputs * 4);
  for (let i = 0; i < rows; i += ROWS) {
    const blockRows = min(ROWS, rows - i);
    for (let j = 0; j < outputs; j += COLUMNS) {
      const columns = min(COLUMNS, outputs - j);
      for (let k = 0; k < count; k += DEPTH) {
        const depth = min(DEPTH, count - k);
        listPlaces(windows, scratch + PLACES, k, depth);
        packTaps(windows, scratch + PLACES, scratch + PATCHES, depth, i, blockRows);
        packSideBySide(dy + (<usize>k * outputs + j) * 4, outputs * 4, scratch + FILTER, columns, depth);
        multiplyBlocks(scratch + PATCHES, scratch + FILTER, scratch, blockRows, columns, depth, k == 0);
      }
      const corner = dfilter + (<usize>i * outputs + j) * 4;
      for (let row = 0; row < blockRows && count > 0; row++) {
        writeRow(scratch, row, blockRows, corner + <usize>row * outputs * 4, columns);
      }
    }
  }
}

/** Multiplies every window by the packed filter. */
function multiplyWindows(windows: Windows, scratch: usize, batch: i32, outputs: i32): void {
  const depth = windows.tapsY * windows.tapsX * windows.channels;
  const count = batch * windows.rows * windows.columns;
  for (let i = 0; i < count; i += ROWS) {
    const rows = min(ROWS, count - i);
    listPlaces(windows, scratch + PLACES, i, rows);
    for (let j = 0; j < outputs; j += COLUMNS) {
      const columns = min(COLUMNS, outputs - j);
      for (let k = 0; k < depth; k += DEPTH) {
        const filter = scratch + FILTER + filterBytes(k, outputs) + panelsOf(j) * PANEL_BYTES;
        packWindows(windows, scratch + PLACES, scratch + PATCHES, rows, k, min(DEPTH, depth - k));
        multiplyBlocks(scratch + PATCHES, filter, scratch, rows, columns, min(DEPTH, depth - k), k == 0);
      }
      for (let row = 0; row < rows; row++) {
        writeRow(scratch, row, rows, outputOf(scratch + PLACES + row * PLACE_BYTES) + j * 4, columns);
      }
    }
  }
}
