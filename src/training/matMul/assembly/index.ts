// output[i, j] = Σ_k a[i, k] · b[k, j], where a or b may be transposed in memory.
//   for blocks of i, j:  for blocks of k:  pack both blocks, sums += their product;  then write the sums
// Threads share the blocks of i, j.

import {
  COLUMNS,
  COLUMNS_BYTES,
  DEPTH,
  multiplyBlocks,
  packInPieces,
  packSideBySide,
  ROWS,
  ROWS_BYTES,
  SUMS_BYTES,
  writeRow,
} from '../../../wasm/assembly/blockProduct';

/** Bytes of temporary space of a thread. */
export function ownBytes(): f64 {
  return ROWS_BYTES + COLUMNS_BYTES + SUMS_BYTES;
}

/** The number of blocks of ROWS rows. */
export function blocks(rows: i32): i32 {
  return (rows + ROWS - 1) / ROWS;
}

/**
 * Computes blocks `first` to `end` - 1 of the output, which have ROWS rows and `width` columns, at most COLUMNS.
 */
export function matMul(
  a: usize,
  b: usize,
  output: usize,
  own: usize,
  rows: i32,
  columns: i32,
  depth: i32,
  transposeA: boolean,
  transposeB: boolean,
  width: i32,
  first: i32,
  end: i32,
): void {
  if (depth == 0) {
    memory.fill(output, 0, <usize>rows * columns * 4);
    return;
  }
  const packedA = own + SUMS_BYTES;
  const packedB = packedA + ROWS_BYTES;
  const across = (columns + width - 1) / width;
  for (let block = first; block < end; block++) {
    const i = (block / across) * ROWS;
    const j = (block % across) * width;
    const height = min(ROWS, rows - i);
    const used = min(width, columns - j);
    for (let k = 0; k < depth; k += DEPTH) {
      const count = min(DEPTH, depth - k);
      pack(a, packedA, i, height, rows, k, count, depth, !transposeA);
      pack(b, packedB, j, used, columns, k, count, depth, transposeB);
      multiplyBlocks(packedA, packedB, own, height, used, count, k == 0);
    }
    const corner = output + (<usize>i * columns + j) * 4;
    for (let row = 0; row < height; row++) writeRow(own, row, height, corner + <usize>row * columns * 4, used);
  }
}

/** Packs a block of a matrix stored as [rows, depth] (`inPieces`) or as [depth, rows]. */
function pack(
  matrix: usize,
  to: usize,
  row: i32,
  height: i32,
  rows: i32,
  k: i32,
  count: i32,
  depth: i32,
  inPieces: boolean,
): void {
  if (inPieces) packInPieces(matrix + (<usize>row * depth + k) * 4, depth * 4, to, height, count);
  else packSideBySide(matrix + (<usize>k * rows + row) * 4, rows * 4, to, height, count);
}
