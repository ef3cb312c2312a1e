// A 3 × 3 convolution by F(2 × 2, 3 × 3), with 16 products for 2 × 2 outputs instead of 36 (Lavin & Gray 2016, 4.1):
//   convolve:        y = Aᵀ [Σ_c (G g_c Gᵀ) ⊙ (Bᵀ d_c B)] A  for a tile of 2 × 2 outputs, d its patch of 4 × 4 pixels
//                    also the gradient of the input, if x is dy, the filter is turned by 180°, and pad is 2 − pad
//   filterGradient:  dg = Gᵀ [Σ_tile (Bᵀ d B) ⊙ (A dy Aᵀ)] G
// For each of the 16 numbers of a transform the sum is a matrix product, in blocks of tiles that fit into the cache.
// Threads share the filters to transform, the blocks of tiles, or blocks of the filter's gradient.

import {
  blocksOf,
  DEPTH,
  multiplyBlocks,
  PANEL,
  PANEL_BYTES,
  packInPieces,
  packSideBySide,
  panelsOf,
  writeRow,
} from '../../../wasm/assembly/blockProduct';
import { storeFirst } from '../../../wasm/assembly/lanes';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { multiplyRows } from './rowProduct';
import { cutIntoTiles, findPatch, TILES_BYTES, Tiles } from './tiles';
import { filterGradients, outputsOfFour, transformFilters, transformGradients, transformPatch } from './transforms';

/** Numbers of a transform. */
const COUNT: i32 = 16;
/** Products added in a row: half as many as elsewhere, because these sums are larger than the outputs. */
const PART: i32 = 64;
/** Tiles and outputs in a block: with 64 channels, patches, sums and filter fit into the second-level cache. */
const TILES: i32 = 64;
const OUTPUTS: i32 = DEPTH;
/** Bytes of one number of the transforms of a block's tiles, and of its sums. */
const NUMBER_BYTES: usize = TILES * ROW_BYTES;

/** The layout of the temporary space of a thread. */
const PATCH: usize = TILES_BYTES;
const SUMS: usize = PATCH + COUNT * DEPTH * 4;
const TAPS: usize = SUMS + COUNT * NUMBER_BYTES;
const PATCHES: usize = TAPS + 9 * PANEL_BYTES;

/** Bytes of the transformed filter. */
export function filterBytes(channels: i32, outputs: i32): f64 {
  return <f64>filters(channels, outputs) * COUNT * PANEL_BYTES;
}

/** Bytes of temporary space of a thread for a convolution. */
export function ownBytes(channels: i32): f64 {
  return PATCHES + <f64>blocksOf(channels) * COUNT * NUMBER_BYTES;
}

/** The number of panels of a filter that are transformed at once. */
export function filters(channels: i32, outputs: i32): i32 {
  return <i32>blocksOf(channels) * panelsOf(outputs);
}

/**
 * Transforms panels `first` to `end` - 1 of a filter [9, channels, outputs], or of one [9, outputs, channels] with its
 * taps in reverse order (`turned`).
 */
export function transformFilter(
  filter: usize,
  scratch: usize,
  own: usize,
  channels: i32,
  outputs: i32,
  turned: boolean,
  first: i32,
  end: i32,
): void {
  const panels = <i32>panelsOf(outputs);
  const step = panels * PANEL_BYTES;
  const taps = own + TAPS;
  for (let number = first; number < end; number++) {
    const k = (number / panels) * DEPTH;
    const j = (number % panels) * PANEL;
    const to = scratch + <usize>(number / panels) * COUNT * step + <usize>(number % panels) * PANEL_BYTES;
    const depth = min(DEPTH, channels - k);
    const padded = <i32>panelsOf(depth) * PANEL;
    const lanes = min(PANEL, outputs - j);
    for (let tap = 0; tap < 9; tap++) {
      const panel = taps + tap * PANEL_BYTES;
      if (turned) {
        const matrix = filter + <usize>(8 - tap) * channels * outputs * 4;
        packInPieces(matrix + (<usize>j * channels + k) * 4, channels * 4, panel, lanes, depth);
      } else {
        const matrix = filter + <usize>tap * channels * outputs * 4;
        packSideBySide(matrix + (<usize>k * outputs + j) * 4, outputs * 4, panel, lanes, depth);
      }
      memory.fill(panel + depth * PANEL * 4, 0, (padded - depth) * PANEL * 4);
    }
    transformFilters(taps, to, PANEL_BYTES, step, padded * PANEL);
  }
}

/** The number of blocks of tiles. */
export function blocks(batch: i32, outHeight: i32, outWidth: i32): i32 {
  return (batch * ((outHeight + 1) / 2) * ((outWidth + 1) / 2) + TILES - 1) / TILES;
}

/** Convolves with the transformed filter in `scratch`, for blocks `first` to `end` - 1 of the tiles. */
export function convolve(
  x: usize,
  output: usize,
  scratch: usize,
  own: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
  padTop: i32,
  padLeft: i32,
  first: i32,
  end: i32,
): void {
  const tiles = changetype<Tiles>(own);
  cutIntoTiles(tiles, x, height, width, channels, outHeight, outWidth, padTop, padLeft, own + PATCH);
  const count = min(end * TILES, batch * tiles.rows * tiles.columns);
  for (let i = first * TILES; i < count; i += TILES) {
    multiplyTiles(tiles, output, scratch, own, i, min(TILES, count - i), outHeight, outWidth, outputs);
  }
}

/** Computes the outputs of `rows` tiles, from number `i` on. */
function multiplyTiles(
  tiles: Tiles,
  output: usize,
  filter: usize,
  own: usize,
  i: i32,
  rows: i32,
  outHeight: i32,
  outWidth: i32,
  outputs: i32,
): void {
  const channels = tiles.channels;
  const step = panelsOf(outputs) * PANEL_BYTES;
  for (let row = 0; row < rows; row++) {
    let to = own + PATCHES + row * ROW_BYTES;
    for (let k = 0; k < channels; k += DEPTH, to += COUNT * NUMBER_BYTES) {
      findPatch(tiles, i + row, 4, k, min(DEPTH, channels - k));
      transformPatch(tiles, to, NUMBER_BYTES, PANEL * 4, min(DEPTH, channels - k));
    }
  }
  for (let j = 0; j < outputs; j += OUTPUTS) {
    const columns = min(OUTPUTS, outputs - j);
    let patches = own + PATCHES;
    let panels = filter + panelsOf(j) * PANEL_BYTES;
    for (let k = 0; k < channels; k += DEPTH) {
      const depth = <i32>panelsOf(min(DEPTH, channels - k)) * PANEL;
      for (let number = 0; number < COUNT; number++, patches += NUMBER_BYTES, panels += step) {
        const sums = own + SUMS + number * NUMBER_BYTES;
        for (let part = 0; part < depth; part += PART) {
          const run = min(PART, depth - part);
          multiplyRows(patches + part * 4, panels + part * PANEL * 4, sums, rows, columns, run, k + part == 0);
        }
      }
    }
    for (let row = 0; row < rows; row++) {
      const tile = i + row;
      const image = tile / (tiles.rows * tiles.columns);
      const y = ((tile / tiles.columns) % tiles.rows) * 2;
      const x = (tile % tiles.columns) * 2;
      const corner = output + (((<usize>image * outHeight + y) * outWidth + x) * outputs + j) * 4;
      const right = x + 1 < outWidth ? outputs * 4 : 0;
      const below = y + 1 < outHeight ? outWidth * outputs * 4 : 0;
      writeTile(own + SUMS + row * ROW_BYTES, corner, right, below, columns);
    }
  }
}

/**
 * Writes `columns` outputs of a tile. If the pixel right of its corner, or below, is outside the output, the distance
 * to it is 0. That pixel's value is written first, and the correct one overwrites it.
 */
function writeTile(sums: usize, corner: usize, right: usize, below: usize, columns: i32): void {
  for (; columns > 0; columns -= 4, sums += 16, corner += 16) {
    outputsOfFour(sums, NUMBER_BYTES);
    storeFirst(corner + below + right, v128.load(sums, 5 * NUMBER_BYTES), columns);
    storeFirst(corner + below, v128.load(sums, 4 * NUMBER_BYTES), columns);
    storeFirst(corner + right, v128.load(sums, NUMBER_BYTES), columns);
    storeFirst(corner, v128.load(sums), columns);
  }
}

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

/** Computes blocks `first` to `end` - 1 of the gradient, each of so many `channelsAtOnce` and `outputsAtOnce`. */
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
  cutIntoTiles(patches, x, height, width, channels, outHeight, outWidth, padTop, padLeft, copy);
  cutIntoTiles(gradients, dy, outHeight, outWidth, outputs, outHeight, outWidth, 0, 0, copy);
  const count = batch * patches.rows * patches.columns;
  const across = (outputs + outputsAtOnce - 1) / outputsAtOnce;
  for (let block = first; block < end; block++) {
    const i = (block / across) * channelsAtOnce;
    const j = (block % across) * outputsAtOnce;
    const rows = min(channelsAtOnce, channels - i);
    const columns = min(outputsAtOnce, outputs - j);
    for (let k = 0; k < count; k += FILTER_TILES) {
      const depth = min(FILTER_TILES, count - k);
      for (let tile = 0; tile < depth; tile++) {
        findPatch(patches, k + tile, 4, i, rows);
        const lane = own + tile * PANEL * 4;
        transformPatch(patches, lane + CHANNEL_PANELS, CHANNELS_BYTES, PANEL_BYTES, rows);
        findPatch(gradients, k + tile, 2, j, columns);
        transformGradients(gradients, lane + OUTPUT_PANELS, OUTPUTS_BYTES, PANEL_BYTES, columns);
      }
      for (let number = 0; number < COUNT; number++) {
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
      const to = dfilter + (<usize>(i + row) * outputs + j) * 4;
      filterGradients(numbers, FILTER_OUTPUTS * 4, to, channels * outputs * 4, columns);
    }
  }
}
