// dx[patch of the tile] += B [Σ_o (G g_o Gᵀ) ⊙ (A dy_o Aᵀ)] Bᵀ for every tile of 2 × 2 windows and every piece g
//   with fewer tiles than the gradient as a convolution has where dy is smaller than dx

import { blocksOf, DEPTH, PANEL, PANEL_BYTES, panelsOf } from '../../../wasm/assembly/blockProduct';
import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { factorsOf, multiplyPiece, NUMBER_BYTES, OUTPUTS, PATCH, SUMS, TILES } from './block';
import { piecesAlong, tapsOf } from './pieces';
import { cutIntoTiles, findPatch, Tiles } from './tiles';
import { COUNT, patchGradients, transformGradients } from './transforms';

/** The gradient of images `first` to `end` - 1, from the filter in `scratch`, transformed with outputs as channels. */
export function spreadGradient(
  dy: usize,
  dx: usize,
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
  padTop: i32,
  padLeft: i32,
  first: i32,
  end: i32,
): void {
  const tiles = changetype<Tiles>(own);
  cutIntoTiles(tiles, 2, dy, outHeight, outWidth, outputs, outHeight, outWidth, 0, 0, own + PATCH);
  const across = piecesAlong(filterWidth);
  const pieces = piecesAlong(filterHeight) * across;
  const step = panelsOf(channels) * PANEL_BYTES;
  const count = tiles.rows * tiles.columns;
  const imageBytes = <usize>height * width * channels * 4;
  for (let image = first; image < end; image++) {
    memory.fill(dx + image * imageBytes, 0, imageBytes);
    for (let i = 0; i < count; i += TILES) {
      const rows = min(TILES, count - i);
      transformTiles(tiles, factorsOf(own, 2), image * count + i, rows);
      for (let piece = 0; piece < pieces; piece++) {
        const tapsDown = tapsOf(piece / across, filterHeight);
        const tapsAcross = tapsOf(piece % across, filterWidth);
        const filter = scratch + <usize>piece * blocksOf(outputs) * COUNT * step;
        for (let j = 0; j < channels; j += OUTPUTS) {
          const columns = min(OUTPUTS, channels - j);
          const panels = filter + panelsOf(j) * PANEL_BYTES;
          multiplyPiece(own, 2, panels, step, rows, columns, outputs, tapsDown, tapsAcross, true);
          const to = dx + image * imageBytes + j * 4;
          for (let row = 0; row < rows; row++) {
            const sums = own + SUMS + row * ROW_BYTES;
            const y = ((i + row) / tiles.columns + piece / across) * 2 - padTop;
            const x = (((i + row) % tiles.columns) + (piece % across)) * 2 - padLeft;
            patchGradients(sums, NUMBER_BYTES, columns, tapsDown, tapsAcross);
            addPatch(sums, to, height, width, channels, y, x, tapsDown + 1, tapsAcross + 1, columns);
          }
        }
      }
    }
  }
}

/** Transforms `rows` tiles of dy, from number `i` on. */
function transformTiles(tiles: Tiles, factors: usize, i: i32, rows: i32): void {
  const outputs = tiles.channels;
  for (let row = 0; row < rows; row++) {
    let to = factors + row * ROW_BYTES;
    for (let k = 0; k < outputs; k += DEPTH, to += COUNT * NUMBER_BYTES) {
      findPatch(tiles, i + row, 0, 0, 2, k, min(DEPTH, outputs - k));
      transformGradients(tiles, to, NUMBER_BYTES, PANEL * 4, min(DEPTH, outputs - k));
    }
  }
}

/** Adds `count` channels of a patch of `rows` × `columns` pixels to those pixels that the image has. */
function addPatch(
  patch: usize,
  image: usize,
  height: i32,
  width: i32,
  channels: i32,
  y: i32,
  x: i32,
  rows: i32,
  columns: i32,
  count: i32,
): void {
  for (let i = max(0, -y); i < min(rows, height - y); i++) {
    for (let j = max(0, -x); j < min(columns, width - x); j++) {
      let from = patch + (4 * i + j) * NUMBER_BYTES;
      let to = image + <usize>((y + i) * width + x + j) * channels * 4;
      for (let left = count; left > 0; left -= 4, from += 16, to += 16) {
        storeFirst(to, f32x4.add(loadFirst(to, left), v128.load(from)), left);
      }
    }
  }
}
