// dfilter[tap, c, o] = Σ_window x[window's pixel (tap, c)] · dy[window, o]
//   in tiles of four taps and eight outputs, strip by strip

import { BLOCK } from '../../../wasm/assembly/lanes';
import { PANEL, panelsOf, TILE_BYTES } from '../../../wasm/assembly/tile';
import { fours, packUpToEight, writeEight } from './eights';
import { copyStrip, rowsTogether, stripBytes } from './strip';
import { ROW_BYTES, tapTile } from './tiles';

/** Bytes of temporary space of a thread for `filterGradient`. */
export function ownFilterBytes(
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideY: i32,
  strideX: i32,
  channels: i32,
  outputs: i32,
): f64 {
  const ofPanel = <f64>fours(filterHeight * filterWidth * channels);
  const sums = ofPanel * panelsOf(outputs) * TILE_BYTES + ofPanel * 16;
  const packed = <f64>rowsTogether(outWidth) * outWidth * panelsOf(outputs) * ROW_BYTES;
  return sums + packed + stripBytes(outWidth, filterHeight, filterWidth, strideY, strideX, channels);
}

/** The number of tiles of four taps and eight outputs in the filter. */
export function tiles(filterHeight: i32, filterWidth: i32, channels: i32, outputs: i32): i32 {
  return fours(filterHeight * filterWidth * channels) * <i32>panelsOf(outputs);
}

/** Computes tiles `first` to `end` - 1 of the gradient, panel by panel of outputs. */
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
  first: i32,
  end: i32,
): void {
  const together = rowsTogether(outWidth);
  const taps = filterHeight * filterWidth * channels;
  const ofPanel = fours(taps);
  const offsets = own + <usize>ofPanel * panelsOf(outputs) * TILE_BYTES;
  const packed = offsets + <usize>ofPanel * 16;
  const strip = packed + <usize>together * outWidth * panelsOf(outputs) * ROW_BYTES;
  const columns = (outWidth - 1) * strideX + filterWidth;
  const isPacked = outputs % PANEL == 0;
  const run = filterWidth * channels;
  const pitch = columns * channels;
  listOffsets(offsets, taps, run, pitch);
  let isFirst = true;
  for (let image = 0; image < batch; image++, x += <usize>height * width * channels * 4) {
    for (let row = 0; row < outHeight; row += together) {
      const rows = min(together, outHeight - row);
      const stripRows = (rows - 1) * strideY + filterHeight;
      copyStrip(x, height, width, channels, strip, row * strideY - padTop, -padLeft, stripRows, columns);
      const windows = rows * outWidth;
      if (!isPacked) packOutputs(dy, packed, windows, outputs, first / ofPanel, (end - 1) / ofPanel);
      for (let column = 0; column < outWidth; column += BLOCK) {
        const count = min(BLOCK, outWidth - column);
        for (let tile = first; tile < end; tile++) {
          const j = (tile / ofPanel) * PANEL;
          const tap = (tile % ofPanel) * 4;
          const panel = isPacked ? dy + j * 4 : packed + <usize>windows * j * 4;
          const stepBytes = isPacked ? <usize>outputs * 4 : ROW_BYTES;
          const from = panel + <usize>column * stepBytes;
          const pixels = strip + <usize>column * strideX * channels * 4;
          const sums = own + <usize>tile * TILE_BYTES;
          tapTile(pixels, offsets + tap * 4, strideX * channels * 4, rows, <usize>strideY * pitch * 4, count, from, stepBytes, sums, isFirst); // biome-ignore format: as above
        }
        isFirst = false;
      }
      dy += <usize>windows * outputs * 4;
    }
  }
  for (let tile = first; tile < end; tile++) {
    const j = (tile / ofPanel) * PANEL;
    const tap = (tile % ofPanel) * 4;
    for (let row = 0; row < min(4, taps - tap); row++) {
      const from = own + <usize>tile * TILE_BYTES + row * 64;
      if (isFirst) memory.fill(from, 0, 64);
      writeEight(from, dfilter + (<usize>(tap + row) * outputs + j) * 4, min(PANEL, outputs - j));
    }
  }
}

/** Lists the bytes from a window's first number to each number of its patch; the last tap fills the list. */
function listOffsets(to: usize, taps: i32, run: i32, pitch: i32): void {
  for (let i = 0; i < 4 * fours(taps); i++) {
    const tap = min(i, taps - 1);
    store<usize>(to + i * 4, (<usize>(tap / run) * pitch + (tap % run)) * 4);
  }
}

/** Packs dy, eight outputs side by side, for panels `firstPanel` to `lastPanel`. */
function packOutputs(dy: usize, to: usize, windows: i32, outputs: i32, firstPanel: i32, lastPanel: i32): void {
  to += <usize>firstPanel * windows * ROW_BYTES;
  for (let j = firstPanel * PANEL; j <= lastPanel * PANEL; j += PANEL) {
    for (let i = 0; i < windows; i++, to += ROW_BYTES) {
      packUpToEight(dy + (<usize>i * outputs + j) * 4, to, outputs - j);
    }
  }
}
