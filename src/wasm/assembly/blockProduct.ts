// sums[i, j] += Σ_k A[i, k] · B[k, j] for a block of A and a block of B, each packed into panels:
//   8 rows of A, or 8 columns of B, side by side for each k
// for each panel of B, for each 4 rows of a panel of A:  4 × 8 sums in registers, then into the float64 sums

import { BLOCK, toFloat32, transposeFour } from './lanes';
import { multiplyTile, PANEL, panelsOf, TILE_BYTES } from './tile';

export { PANEL, panelsOf };

/** Numbers in a row of A and in a column of B, per block. */
export const DEPTH: i32 = BLOCK;
/** Rows of a block of A and columns of one of B, chosen so that both and their sums fit into the second-level cache. */
export const ROWS: i32 = 128;
export const COLUMNS: i32 = 256;
/** A cache line longer than its numbers: panels 4096 bytes apart would evict each other from the cache. */
export const PANEL_BYTES: usize = DEPTH * PANEL * 4 + 64;

/** Bytes of a block of A, of B, and of their sums. */
export const ROWS_BYTES: usize = <usize>(ROWS / PANEL) * PANEL_BYTES;
export const COLUMNS_BYTES: usize = <usize>(COLUMNS / PANEL) * PANEL_BYTES;
export const SUMS_BYTES: usize = ROWS * COLUMNS * 8;

/** The number of blocks of a sum of `depth` products. */
export function blocksOf(depth: i32): usize {
  return (depth + DEPTH - 1) / DEPTH;
}

/**
 * Packs rows whose numbers for one k are contiguous, with those for the next k `stride` bytes further. Lanes after the
 * last row keep their old contents; their results are never written out.
 */
export function packSideBySide(from: usize, stride: usize, panel: usize, rows: i32, depth: i32): void {
  for (; rows >= PANEL; rows -= PANEL, panel += PANEL_BYTES, from += PANEL * 4) {
    let row = from;
    const end = panel + depth * PANEL * 4;
    for (let to = panel; to < end; to += PANEL * 4, row += stride) {
      v128.store(to, v128.load(row));
      v128.store(to, v128.load(row, 16), 16);
    }
  }
  if (rows == 0) return;
  for (let k = 0; k < depth; k++, from += stride, panel += PANEL * 4) {
    for (let lane = 0; lane < rows; lane++) store<f32>(panel + lane * 4, load<f32>(from + lane * 4));
  }
}

/** Packs contiguous rows, `stride` bytes apart. */
export function packInPieces(from: usize, stride: usize, panel: usize, rows: i32, depth: i32): void {
  for (; rows > 0; rows -= PANEL, panel += PANEL_BYTES, from += stride * PANEL) {
    const last = from + stride * (rows - 1); // replaces missing rows
    packEight(
      panel,
      depth,
      from,
      min(from + stride, last),
      min(from + stride * 2, last),
      min(from + stride * 3, last),
      min(from + stride * 4, last),
      min(from + stride * 5, last),
      min(from + stride * 6, last),
      min(from + stride * 7, last),
    );
  }
}

/** Packs `depth` numbers of eight rows. */
export function packEight(
  to: usize,
  depth: i32,
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  r4: usize,
  r5: usize,
  r6: usize,
  r7: usize,
): void {
  let at: usize = 0;
  const end: usize = depth * 4;
  for (; at + 16 <= end; at += 16, to += 4 * PANEL * 4) {
    transposeFour(v128.load(r0 + at), v128.load(r1 + at), v128.load(r2 + at), v128.load(r3 + at), to, PANEL * 4);
    transposeFour(v128.load(r4 + at), v128.load(r5 + at), v128.load(r6 + at), v128.load(r7 + at), to + 16, PANEL * 4);
  }
  for (; at < end; at += 4, to += PANEL * 4) {
    store<f32>(to, load<f32>(r0 + at));
    store<f32>(to, load<f32>(r1 + at), 4);
    store<f32>(to, load<f32>(r2 + at), 8);
    store<f32>(to, load<f32>(r3 + at), 12);
    store<f32>(to, load<f32>(r4 + at), 16);
    store<f32>(to, load<f32>(r5 + at), 20);
    store<f32>(to, load<f32>(r6 + at), 24);
    store<f32>(to, load<f32>(r7 + at), 28);
  }
}

/** Adds the product of two packed blocks to the sums; `first` writes the sums instead. */
export function multiplyBlocks(
  a: usize,
  b: usize,
  sums: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  first: boolean,
): void {
  const end = b + panelsOf(columns) * PANEL_BYTES;
  for (; b < end; b += PANEL_BYTES) {
    let panel = a;
    for (let left = rows; left > 0; left -= PANEL, panel += PANEL_BYTES, sums += 2 * TILE_BYTES) {
      for (let half = 0; half < min(left, PANEL); half += 4) {
        multiplyTile<f64>(panel + half * 4, b, depth, sums + half * PANEL * 8, PANEL * 8, first);
      }
    }
  }
}

/** Writes row `row` of the sums of a block with `rows` rows, as `columns` float32 numbers. */
export function writeRow(sums: usize, row: i32, rows: i32, to: usize, columns: i32): void {
  const nextColumns = panelsOf(rows) * 2 * TILE_BYTES;
  let from = sums + <usize>row * PANEL * 8;
  for (; columns >= PANEL; columns -= PANEL, from += nextColumns, to += PANEL * 4) {
    v128.store(to, toFloat32(v128.load(from), v128.load(from, 16)));
    v128.store(to, toFloat32(v128.load(from, 32), v128.load(from, 48)), 16);
  }
  for (; columns > 0; columns--, from += 8, to += 4) store<f32>(to, <f32>load<f64>(from));
}
