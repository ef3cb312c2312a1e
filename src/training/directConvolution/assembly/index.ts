// convolve:        output[window, o] = Σ_{tap, c} x[window's pixel (tap, c)] · filter[tap, c, o]
// spreadGradient:  dx[window's pixel (tap, c)] += Σ_o dy[window, o] · filter[tap, c, o], for strides of 1
// filterGradient:  dfilter[tap, c, o] = Σ_window x[window's pixel (tap, c)] · dy[window, o]
//   without a matrix of patches: in a strip of padded rows, four windows or taps are at constant distances
// Threads share groups of rows, images, or tiles of the filter's gradient.

import { BLOCK } from '../../../wasm/assembly/lanes';
import { PANEL, panelsOf, TILE_BYTES } from '../../../wasm/assembly/tile';
import { fours, packUpToEight, storeUpToEight, writeEight } from './eights';
import { copyStrip, rowsTogether, stripBytes } from './strip';
import { ROW_BYTES, windowTile } from './tiles';

export { filterGradient, ownFilterBytes, tiles } from './filterGradient';
export { ownSpreadBytes, packWeights, spreadGradient, weightsBytes } from './spread';

/** A tile whose windows or outputs are not all there. */
const SPARE_BYTES: usize = 128;

/** Bytes of the packed filter. */
export function filterBytes(filterHeight: i32, filterWidth: i32, channels: i32, outputs: i32): f64 {
  return <f64>filterHeight * filterWidth * channels * panelsOf(outputs) * ROW_BYTES;
}

/** Bytes of temporary space of a thread for `convolve`. */
export function ownBytes(
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  channels: i32,
): f64 {
  const sums = <f64>rowsTogether(outWidth) * fours(outWidth) * TILE_BYTES;
  return SPARE_BYTES + sums + stripBytes(outWidth, filterHeight, filterWidth, strideY, strideX, channels);
}

/** Packs the filter for `convolve`. */
export function packFilter(
  filter: usize,
  scratch: usize,
  filterHeight: i32,
  filterWidth: i32,
  channels: i32,
  outputs: i32,
): void {
  const depth = filterHeight * filterWidth * channels;
  for (let j = 0; j < outputs; j += PANEL) {
    for (let k = 0; k < depth; k++, scratch += ROW_BYTES) {
      packUpToEight(filter + (<usize>k * outputs + j) * 4, scratch, outputs - j);
    }
  }
}

/** The number of groups of rows in one image of the output. */
export function groups(outHeight: i32, outWidth: i32): i32 {
  const together = rowsTogether(outWidth);
  return (outHeight + together - 1) / together;
}

/** Convolves with the packed filter in `scratch`, for groups of rows `first` to `end` - 1 of all images. */
export function convolve(
  x: usize,
  output: usize,
  scratch: usize,
  own: usize,
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
  const together = rowsTogether(outWidth);
  const strip = own + SPARE_BYTES + <usize>together * fours(outWidth) * TILE_BYTES;
  const columns = (outWidth - 1) * strideX + filterWidth;
  const perImage = groups(outHeight, outWidth);
  for (let group = first; group < end; group++) {
    const image = group / perImage;
    const row = (group % perImage) * together;
    const rows = min(together, outHeight - row);
    const stripRows = (rows - 1) * strideY + filterHeight;
    const pixels = x + <usize>image * height * width * channels * 4;
    copyStrip(pixels, height, width, channels, strip, row * strideY - padTop, -padLeft, stripRows, columns);
    const to = output + (<usize>image * outHeight + row) * outWidth * outputs * 4;
    multiplyRows(strip, columns * channels, scratch, own, to, rows, outWidth, outputs, filterHeight, filterWidth * channels, strideY, strideX * channels); // biome-ignore format: as above
  }
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

function writeSums(tile: usize, output: usize, rows: i32, outWidth: i32, pixelBytes: usize, lanes: i32): void {
  for (; rows > 0; rows--) {
    for (let column = 0; column < outWidth; column++, output += pixelBytes) {
      const from = tile + <usize>(column / 4) * TILE_BYTES + (column % 4) * 64;
      writeEight(from, output, lanes);
    }
    tile += <usize>fours(outWidth) * TILE_BYTES;
  }
}
