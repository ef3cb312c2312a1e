// dg = Gᵀ [Σ_tile (Bᵀ d B) ⊙ (A dy Aᵀ)] G for each piece g of a filter, d its patch of the tile

import { multiplyBlocks, PANEL, PANEL_BYTES, writeRow } from '../../../wasm/assembly/blockProduct';
import { isNeeded, piecesAlong, tapsOf } from './pieces';
import { cutIntoTiles, findPatch, TILES_BYTES, Tiles } from './tiles';
import { COUNT, filterGradients, transformGradients, transformPatch } from './transforms';

/** Channels and outputs, at most, and tiles in a block of the filter's gradient, the fastest ones measured. */
const FILTER_CHANNELS: i32 = 64;
const FILTER_OUTPUTS: i32 = 128;
const FILTER_TILES: i32 = 64;
const FILTER_SUMS_BYTES: usize = FILTER_CHANNELS * FILTER_OUTPUTS * 8 + 64;
const CHANNELS_BYTES: usize = (FILTER_CHANNELS / PANEL) * PANEL_BYTES;
const OUTPUTS_BYTES: usize = (FILTER_OUTPUTS / PANEL) * PANEL_BYTES;
/** Space for a patch, after the two records of tiles: the larger of 16 pixels of channels and 4 of outputs. */
const NUMBERS: usize = 2 * TILES_BYTES + COUNT * FILTER_CHANNELS * 4;
const CHANNEL_PANELS: usize = NUMBERS + COUNT * FILTER_OUTPUTS * 4;
const OUTPUT_PANELS: usize = CHANNEL_PANELS + COUNT * CHANNELS_BYTES;
const FILTER_SUMS: usize = OUTPUT_PANELS + COUNT * OUTPUTS_BYTES;

/** Bytes of temporary space of a thread for the filter's gradient. */
export function ownFilterBytes(): f64 {
  return FILTER_SUMS + COUNT * FILTER_SUMS_BYTES;
}

/** Computes blocks `first` to `end` - 1 of the pieces' gradients, each of `channelsAtOnce` and `outputsAtOnce`. */
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
  padTop: i32,
  padLeft: i32,
  channelsAtOnce: i32,
  outputsAtOnce: i32,
  first: i32,
  end: i32,
): void {
  const patches = changetype<Tiles>(own);
  const gradients = changetype<Tiles>(own + TILES_BYTES);
  const copy = own + 2 * TILES_BYTES;
  const numbers = own + NUMBERS;
  cutIntoTiles(patches, 2, x, height, width, channels, outHeight, outWidth, padTop, padLeft, copy);
  cutIntoTiles(gradients, 2, dy, outHeight, outWidth, outputs, outHeight, outWidth, 0, 0, copy);
  const count = batch * patches.rows * patches.columns;
  const across = (outputs + outputsAtOnce - 1) / outputsAtOnce;
  const blocks = ((channels + channelsAtOnce - 1) / channelsAtOnce) * across;
  const piecesAcross = piecesAlong(filterWidth);
  for (let block = first; block < end; block++) {
    const top = (block / blocks / piecesAcross) * 2;
    const left = ((block / blocks) % piecesAcross) * 2;
    const tapsDown = tapsOf(top / 2, filterHeight);
    const tapsAcross = tapsOf(left / 2, filterWidth);
    const i = ((block % blocks) / across) * channelsAtOnce;
    const j = (block % across) * outputsAtOnce;
    const rows = min(channelsAtOnce, channels - i);
    const columns = min(outputsAtOnce, outputs - j);
    for (let k = 0; k < count; k += FILTER_TILES) {
      const depth = min(FILTER_TILES, count - k);
      for (let tile = 0; tile < depth; tile++) {
        findPatch(patches, k + tile, top, left, 4, i, rows);
        const lane = own + tile * PANEL * 4;
        transformPatch(patches, lane + CHANNEL_PANELS, CHANNELS_BYTES, PANEL_BYTES, rows);
        findPatch(gradients, k + tile, 0, 0, 2, j, columns);
        transformGradients(gradients, lane + OUTPUT_PANELS, OUTPUTS_BYTES, PANEL_BYTES, columns);
      }
      for (let number = 0; number < COUNT; number++) {
        if (!isNeeded(number, 2, tapsDown, tapsAcross)) continue;
        const a = own + CHANNEL_PANELS + number * CHANNELS_BYTES;
        const b = own + OUTPUT_PANELS + number * OUTPUTS_BYTES;
        multiplyBlocks(a, b, own + FILTER_SUMS + number * FILTER_SUMS_BYTES, rows, columns, depth, k == 0);
      }
    }
    for (let row = 0; row < rows; row++) {
      for (let number = 0; number < COUNT; number++) {
        const sums = own + FILTER_SUMS + number * FILTER_SUMS_BYTES;
        writeRow(sums, row, rows, numbers + number * FILTER_OUTPUTS * 4, columns);
      }
      const tapBytes = <usize>channels * outputs * 4;
      const to = dfilter + (top * filterWidth + left) * tapBytes + (<usize>(i + row) * outputs + j) * 4;
      filterGradients(numbers, FILTER_OUTPUTS * 4, to, filterWidth * tapBytes, tapBytes, tapsDown, tapsAcross, columns);
    }
  }
}
