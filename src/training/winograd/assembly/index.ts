// A 3 × 3 convolution by F(2 × 2, 3 × 3), with 16 products for 2 × 2 outputs instead of 36 (Lavin & Gray 2016, 4.1), or
// by F(4 × 4, 3 × 3), with 36 for 4 × 4 outputs instead of 144 (4.2); `side` is 2 or 4:
//   convolve:        y = Aᵀ [Σ_c (G g_c Gᵀ) ⊙ (Bᵀ d_c B)] A  for a tile of side × side outputs, d its patch of pixels
//                    also the gradient of the input, if x is dy, the filter is turned by 180°, and pad is 2 − pad
//   spreadGradient:  the same gradient, dd += B [Σ_o (G g_o Gᵀ) ⊙ (A dy_o Aᵀ)] Bᵀ for the patch of every tile of 2 × 2
//   filterGradient:  dg = Gᵀ [Σ_tile (Bᵀ d B) ⊙ (A dy Aᵀ)] G, with tiles of 2 × 2
// A larger filter is a sum of pieces of 2 × 2 to 3 × 3 taps, whose products are added before Aᵀ … A. Where a piece has
// two taps, the third is 0, and so are its last products: a tile of 2 × 2 takes 49 products instead of 100 for 5 × 5
// taps, and one of 4 × 4 takes 121 instead of 400.
// For each number of a transform the sum is a matrix product, in blocks of tiles that fit into the cache. Threads share the filters to transform, the blocks of tiles, the images, or blocks of the filter's gradient.

import { blocksOf, DEPTH, PANEL, PANEL_BYTES, panelsOf } from '../../../wasm/assembly/blockProduct';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { countOf, factorsOf, LINES, multiplyPiece, NUMBER_BYTES, OUTPUTS, PATCH } from './block';
import { transformLargePatch } from './largeTransforms';
import { piecesAlong, tapsOf } from './pieces';
import { cutIntoTiles, findPatch, Tiles } from './tiles';
import { transformPatch } from './transforms';
import { writeTiles } from './write';

export { ownBytes } from './block';
export { filterBytes, filters, transformFilter } from './filter';
export { filterGradient, ownFilterBytes } from './filterGradient';
export { spreadGradient } from './spread';

/**
 * Convolves with the transformed filter in `scratch`, for blocks `first` to `end` - 1 of `tilesAtOnce` tiles. Adds a bias
 * unless its address is 0, and then clips at 0 if `relu` is true.
 */
export function convolve(
  x: usize,
  bias: usize,
  output: usize,
  scratch: usize,
  own: usize,
  side: i32,
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
  relu: boolean,
  tilesAtOnce: i32,
  first: i32,
  end: i32,
): void {
  const tiles = changetype<Tiles>(own);
  cutIntoTiles(tiles, side, x, height, width, channels, outHeight, outWidth, padTop, padLeft, own + PATCH);
  const count = min(end * tilesAtOnce, batch * tiles.rows * tiles.columns);
  for (let i = first * tilesAtOnce; i < count; i += tilesAtOnce) {
    const rows = min(tilesAtOnce, count - i);
    for (let j = 0; j < outputs; j += OUTPUTS) {
      multiplyTiles(tiles, scratch, own, i, rows, j, outputs, filterHeight, filterWidth);
      writeTiles(tiles, output, own, i, rows, j, outputs, outHeight, outWidth, bias, relu);
    }
  }
}

/** Computes the sums of `rows` tiles, from number `i` on, for the block of outputs that begins with `j`. */
function multiplyTiles(
  tiles: Tiles,
  filter: usize,
  own: usize,
  i: i32,
  rows: i32,
  j: i32,
  outputs: i32,
  filterHeight: i32,
  filterWidth: i32,
): void {
  const channels = tiles.channels;
  const columns = min(OUTPUTS, outputs - j);
  const across = piecesAlong(filterWidth);
  const pieces = piecesAlong(filterHeight) * across;
  const step = panelsOf(outputs) * PANEL_BYTES;
  // The last piece has three taps in both directions, so it writes all sums.
  for (let piece = pieces - 1; piece >= 0; piece--) {
    const top = (piece / across) * 2;
    const left = (piece % across) * 2;
    if (j == 0 || pieces > 1) transformPatches(tiles, own, i, rows, top, left);
    const panels = filter + <usize>piece * blocksOf(channels) * countOf(tiles.side) * step + panelsOf(j) * PANEL_BYTES;
    const tapsDown = tapsOf(piece / across, filterHeight);
    const tapsAcross = tapsOf(piece % across, filterWidth);
    multiplyPiece(own, tiles.side, panels, step, rows, columns, channels, tapsDown, tapsAcross, piece == pieces - 1);
  }
}

/** Transforms the patches of `rows` tiles, from number `i` on. */
function transformPatches(tiles: Tiles, own: usize, i: i32, rows: i32, top: i32, left: i32): void {
  const channels = tiles.channels;
  for (let row = 0; row < rows; row++) {
    let to = factorsOf(own, tiles.side) + row * ROW_BYTES;
    for (let k = 0; k < channels; k += DEPTH, to += countOf(tiles.side) * NUMBER_BYTES) {
      const count = min(DEPTH, channels - k);
      findPatch(tiles, i + row, top, left, tiles.side + 2, k, count);
      if (tiles.side == 2) transformPatch(tiles, to, NUMBER_BYTES, PANEL * 4, count);
      else transformLargePatch(tiles, own + LINES, to, NUMBER_BYTES, count);
    }
  }
}
