// convolve:        output[window, o] = Σ_{tap, c} patches[window, (tap, c)] · filter[tap, c, o]
// inputGradient:   dx[y, x, c] = Σ_{tap, o} dy[(y + pad − tap) / stride, o] · filter[tap, c, o] where that divides:
//                  for pixels of one remainder by the stride, a convolution of dy by every stride-th tap, backwards
// inputGradientByWindows: the same, window by window:
//                  dx[window's pixel (tap, c)] += Σ_o dy[window, o] · filter[tap, c, o]
// filterGradient:  dfilter[(tap, c), o] = Σ_window patches[window, (tap, c)] · dy[window, o]
//   all block by block through blockProduct, with the blocks of the patches packed straight from the image
// Threads share the blocks of a gradient. Each packs the filter in its own space.

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
  writeRow,
} from '../../../wasm/assembly/blockProduct';
import { FILTER, PATCHES, PLACES, WINDOWS } from './layout';
import {
  layOut,
  listPlaces,
  outputOf,
  PLACE_BYTES,
  packTaps,
  packWindows,
  readFrom,
  Windows,
  writeTo,
} from './windows';

export { groups, inputGradientByWindows } from './inputGradientByWindows';

/** Bytes of temporary space for filters of `taps` taps that sum `channels` at each, into `outputs`. */
export function scratchBytes(taps: i32, channels: i32, outputs: i32): f64 {
  const filter = <f64>blocksOf(taps * channels) * panelsOf(outputs) * PANEL_BYTES;
  return max(filter, COLUMNS_BYTES + COLUMNS * 4) + <f64>channels * 4 + FILTER;
}

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
  multiplyWindows(windows, scratch, batch, outputs, 0, blocks(batch * outHeight * outWidth));
}

/** The number of blocks of ROWS windows or pixels. */
export function blocks(count: i32): i32 {
  return (count + ROWS - 1) / ROWS;
}

export function clear(dx: usize, count: i32): void {
  memory.fill(dx, 0, <usize>count * 4);
}

/**
 * Computes blocks `first` to `end` - 1 of the pixels of each remainder, for which dx must be 0 if a filter smaller than
 * the stride leaves out pixels.
 */
export function inputGradient(
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
  const zeros = own + FILTER + filterBytes(filterHeight * filterWidth * outputs, channels);
  readFrom(windows, dy, outHeight, outWidth, outputs, zeros);
  windows.strideY = 1;
  windows.strideX = 1;
  windows.stepY = -1;
  windows.stepX = -1;
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
        packTap(matrix, own, tap * outputs, outputs, channels);
      }
      multiplyWindows(windows, own, batch, channels, first, end);
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

/** Computes blocks `first` to `end` - 1, of ROWS rows and `blockWidth` columns, at most COLUMNS, of the gradient. */
export function filterGradient(
  x: usize,
  dy: usize,
  dfilter: usize,
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
  blockWidth: i32,
  first: i32,
  end: i32,
): void {
  const windows = changetype<Windows>(own + WINDOWS);
  readFrom(windows, x, height, width, channels, own + FILTER + COLUMNS_BYTES);
  layOut(windows, outHeight, outWidth, filterHeight, filterWidth, strideY, strideX, padTop, padLeft);
  const rows = filterHeight * filterWidth * channels;
  const count = batch * outHeight * outWidth;
  if (count == 0) memory.fill(dfilter, 0, <usize>rows * outputs * 4);
  const across = (outputs + blockWidth - 1) / blockWidth;
  for (let block = first; block < end && count > 0; block++) {
    const i = (block / across) * ROWS;
    const j = (block % across) * blockWidth;
    const blockRows = min(ROWS, rows - i);
    const columns = min(blockWidth, outputs - j);
    for (let k = 0; k < count; k += DEPTH) {
      const depth = min(DEPTH, count - k);
      listPlaces(windows, own + PLACES, k, depth);
      packTaps(windows, own + PLACES, own + PATCHES, depth, i, blockRows);
      packSideBySide(dy + (<usize>k * outputs + j) * 4, outputs * 4, own + FILTER, columns, depth);
      multiplyBlocks(own + PATCHES, own + FILTER, own, blockRows, columns, depth, k == 0);
    }
    const corner = dfilter + (<usize>i * outputs + j) * 4;
    for (let row = 0; row < blockRows; row++) {
      writeRow(own, row, blockRows, corner + <usize>row * outputs * 4, columns);
    }
  }
}

/** Multiplies blocks `first` to `end` - 1 of the windows by the packed filter. */
function multiplyWindows(windows: Windows, scratch: usize, batch: i32, outputs: i32, first: i32, end: i32): void {
  const depth = windows.tapsY * windows.tapsX * windows.channels;
  const count = min(end * ROWS, batch * windows.rows * windows.columns);
  for (let i = first * ROWS; i < count; i += ROWS) {
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
