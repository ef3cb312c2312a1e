// convolve:        output[window, o] = Σ_{tap, c} x[window's pixel (tap, c)] · filter[tap, c, o]
// spreadGradient:  dx[window's pixel (tap, c)] += Σ_o dy[window, o] · filter[tap, c, o], for strides of 1
// filterGradient:  dfilter[tap, c, o] = Σ_window x[window's pixel (tap, c)] · dy[window, o]
//   without a matrix of patches: in a strip of padded rows, four windows or taps are at constant distances

import { BLOCK, loadFirst, storeFirst, toFloat32 } from '../../../wasm/assembly/lanes';
import { PANEL, panelsOf, TILE_BYTES } from '../../../wasm/assembly/tile';
import { copyStrip } from './strip';
import { ROW_BYTES, tapTile, windowTile } from './tiles';

export { spreadGradient, spreadScratchBytes } from './spread';

/** A tile whose windows or outputs are not all there. */
const SPARE_BYTES: usize = 128;

function fours(count: i32): i32 {
  return (count + 3) / 4;
}

/** Rows of windows that are computed together. */
function rowsTogether(outWidth: i32): i32 {
  return max(1, BLOCK / outWidth);
}

/** Bytes of a strip, with the pixels that windows after the last one would read. */
function stripBytes(
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

/** Bytes of temporary space for `convolve`. */
export function scratchBytes(
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  channels: i32,
  outputs: i32,
): f64 {
  const weights = <f64>filterHeight * filterWidth * channels * panelsOf(outputs) * ROW_BYTES;
  const sums = <f64>rowsTogether(outWidth) * fours(outWidth) * TILE_BYTES;
  return SPARE_BYTES + sums + weights + stripBytes(outWidth, filterHeight, filterWidth, strideY, strideX, channels);
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
  padTop: i32,
  padLeft: i32,
): void {
  const weights = scratch + SPARE_BYTES + <usize>rowsTogether(outWidth) * fours(outWidth) * TILE_BYTES;
  const depth = filterHeight * filterWidth * channels;
  let to = weights;
  for (let j = 0; j < outputs; j += PANEL) {
    for (let k = 0; k < depth; k++, to += ROW_BYTES) {
      packUpToEight(filter + (<usize>k * outputs + j) * 4, to, outputs - j);
    }
  }
  const strip = weights + <usize>filterHeight * filterWidth * channels * panelsOf(outputs) * ROW_BYTES;
  const columns = (outWidth - 1) * strideX + filterWidth;
  const together = rowsTogether(outWidth);
  for (let image = 0; image < batch; image++, x += <usize>height * width * channels * 4) {
    for (let row = 0; row < outHeight; row += together) {
      const rows = min(together, outHeight - row);
      const stripRows = (rows - 1) * strideY + filterHeight;
      copyStrip(x, height, width, channels, strip, row * strideY - padTop, -padLeft, stripRows, columns);
      multiplyRows(strip, columns * channels, weights, scratch, output, rows, outWidth, outputs, filterHeight, filterWidth * channels, strideY, strideX * channels); // biome-ignore format: as above
      output += <usize>rows * outWidth * outputs * 4;
    }
  }
}

/** Copies the first of eight numbers, and zeros after the last one. */
function packUpToEight(from: usize, to: usize, count: i32): void {
  v128.store(to, loadFirstOrZero(from, count));
  v128.store(to, loadFirstOrZero(from + 16, count - 4), 16);
}

function loadFirstOrZero(from: usize, count: i32): v128 {
  return count > 0 ? loadFirst(from, count) : f32x4.splat(0);
}

/** Convolves the rows of windows of a strip. `pitch`, `run`, `step` are numbers per row, row of taps and window. */
function multiplyRows(
  strip: usize,
  pitch: i32,
  weights: usize,
  scratch: usize,
  output: usize,
  rows: i32,
  outWidth: i32,
  outputs: i32,
  tapRows: i32,
  run: i32,
  strideY: i32,
  step: i32,
): void {
  const spare = scratch;
  const sums = scratch + SPARE_BYTES;
  const atOnce = max(1, BLOCK / run); // rows of taps whose products are added in float32
  const isOneBlock = tapRows <= atOnce && run <= BLOCK;
  const pixelBytes = <usize>outputs * 4;
  for (let j = 0; j < outputs; j += PANEL) {
    const lanes = min(PANEL, outputs - j);
    for (let tapRow = 0; tapRow < tapRows; tapRow += atOnce) {
      const here = min(atOnce, tapRows - tapRow);
      for (let k = 0; k < run; k += BLOCK) {
        const depth = min(BLOCK, run - k);
        let tile = sums;
        for (let row = 0; row < rows; row++) {
          let pixels = strip + (<usize>(row * strideY + tapRow) * pitch + k) * 4;
          let to = output + <usize>row * outWidth * pixelBytes + j * 4;
          for (let column = 0; column < outWidth; column += 4) {
            if (!isOneBlock) {
              windowTile<f64>(pixels, step * 4, here, pitch * 4, depth, weights, tile, 64, tapRow == 0 && k == 0);
            } else if (lanes == PANEL && column + 4 <= outWidth) {
              windowTile<f32>(pixels, step * 4, here, pitch * 4, depth, weights, to, pixelBytes, true);
            } else {
              windowTile<f32>(pixels, step * 4, here, pitch * 4, depth, weights, spare, ROW_BYTES, true);
              for (let p = 0; p < min(4, outWidth - column); p++) {
                const from = spare + p * ROW_BYTES;
                storeUpToEight(to + p * pixelBytes, v128.load(from), v128.load(from, 16), lanes);
              }
            }
            pixels += 16 * step;
            to += 4 * pixelBytes;
            tile += TILE_BYTES;
          }
        }
        weights += <usize>(run <= BLOCK ? here * run : depth) * ROW_BYTES;
      }
    }
    if (!isOneBlock) writeSums(sums, output + j * 4, rows, outWidth, pixelBytes, lanes);
  }
}

function storeUpToEight(to: usize, left: v128, right: v128, count: i32): void {
  storeFirst(to, left, count);
  if (count > 4) storeFirst(to + 16, right, count - 4);
}

function writeSums(tile: usize, output: usize, rows: i32, outWidth: i32, pixelBytes: usize, lanes: i32): void {
  for (; rows > 0; rows--) {
    for (let column = 0; column < outWidth; column++, output += pixelBytes) {
      const from = tile + <usize>(column / 4) * TILE_BYTES + (column % 4) * 64;
      writeEight(from, output, lanes);
    }
    tile += <usize>fours(outWidth) * TILE_BYTES;
  }
}

/** Writes the first of eight float64 sums as float32. */
function writeEight(from: usize, to: usize, count: i32): void {
  const left = toFloat32(v128.load(from), v128.load(from, 16));
  storeUpToEight(to, left, toFloat32(v128.load(from, 32), v128.load(from, 48)), count);
}

/** Bytes of temporary space for `filterGradient`. */
export function filterScratchBytes(
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  channels: i32,
  outputs: i32,
): f64 {
  const tiles = <f64>fours(filterHeight * filterWidth * channels);
  const sums = tiles * panelsOf(outputs) * TILE_BYTES + tiles * 16;
  const packed = <f64>rowsTogether(outWidth) * outWidth * panelsOf(outputs) * ROW_BYTES;
  return sums + packed + stripBytes(outWidth, filterHeight, filterWidth, strideY, strideX, channels);
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
  const together = rowsTogether(outWidth);
  const taps = filterHeight * filterWidth * channels;
  const offsets = scratch + <usize>fours(taps) * panelsOf(outputs) * TILE_BYTES;
  const packed = offsets + <usize>fours(taps) * 16;
  const strip = packed + <usize>together * outWidth * panelsOf(outputs) * ROW_BYTES;
  const columns = (outWidth - 1) * strideX + filterWidth;
  const isPacked = outputs % PANEL == 0;
  const run = filterWidth * channels;
  const pitch = columns * channels;
  listOffsets(offsets, taps, run, pitch);
  let first = true;
  for (let image = 0; image < batch; image++, x += <usize>height * width * channels * 4) {
    for (let row = 0; row < outHeight; row += together) {
      const rows = min(together, outHeight - row);
      const stripRows = (rows - 1) * strideY + filterHeight;
      copyStrip(x, height, width, channels, strip, row * strideY - padTop, -padLeft, stripRows, columns);
      const windows = rows * outWidth;
      if (!isPacked) packOutputs(dy, packed, windows, outputs);
      for (let column = 0; column < outWidth; column += BLOCK) {
        const count = min(BLOCK, outWidth - column);
        let tile = scratch;
        for (let j = 0; j < outputs; j += PANEL) {
          const ofPanel = isPacked ? dy + j * 4 : packed + <usize>windows * j * 4;
          const stepBytes = isPacked ? <usize>outputs * 4 : ROW_BYTES;
          const from = ofPanel + <usize>column * stepBytes;
          const pixels = strip + <usize>column * strideX * channels * 4;
          for (let tap = 0; tap < taps; tap += 4, tile += TILE_BYTES) {
            tapTile(pixels, offsets + tap * 4, strideX * channels * 4, rows, <usize>strideY * pitch * 4, count, from, stepBytes, tile, first); // biome-ignore format: as above
          }
        }
        first = false;
      }
      dy += <usize>windows * outputs * 4;
    }
  }
  if (first) {
    memory.fill(dfilter, 0, <usize>taps * outputs * 4);
    return;
  }
  let tile = scratch;
  for (let j = 0; j < outputs; j += PANEL) {
    for (let tap = 0; tap < taps; tap++) {
      const from = tile + <usize>(tap / 4) * TILE_BYTES + (tap % 4) * 64;
      writeEight(from, dfilter + (<usize>tap * outputs + j) * 4, min(PANEL, outputs - j));
    }
    tile += <usize>fours(taps) * TILE_BYTES;
  }
}

/** Lists the bytes from a window's first number to each number of its patch; the last tap fills the list. */
function listOffsets(to: usize, taps: i32, run: i32, pitch: i32): void {
  for (let i = 0; i < 4 * fours(taps); i++) {
    const tap = min(i, taps - 1);
    store<usize>(to + i * 4, (<usize>(tap / run) * pitch + (tap % run)) * 4);
  }
}

/** Packs dy, eight outputs side by side. */
function packOutputs(dy: usize, to: usize, windows: i32, outputs: i32): void {
  for (let j = 0; j < outputs; j += PANEL) {
    for (let i = 0; i < windows; i++, to += ROW_BYTES) {
      packUpToEight(dy + (<usize>i * outputs + j) * 4, to, outputs - j);
    }
  }
}
