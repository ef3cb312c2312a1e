// sums[i, j] (+)= Σ_k rows[i, k] · panels[k, j],  each row contiguous, the panels packed as for blockProduct
// for each panel, for each 4 rows:  4 × 8 sums in registers

import { PANEL, PANEL_BYTES } from '../../../wasm/assembly/blockProduct';
import { multiplyTile, ROW_BYTES } from '../../../wasm/assembly/tile';

/** Multiplies `count` rows, rounded up to a multiple of four, and adds to the sums; `first` writes the sums instead. */
export function multiplyRows(
  rows: usize,
  panels: usize,
  sums: usize,
  count: i32,
  columns: i32,
  depth: i32,
  first: boolean,
): void {
  for (; columns > 0; columns -= PANEL, panels += PANEL_BYTES, sums += PANEL * 4) {
    let row = rows;
    let sum = sums;
    for (let left = count; left > 0; left -= 4, row += 4 * ROW_BYTES, sum += 4 * ROW_BYTES) {
      multiplyTile<f32>(row, panels, depth, sum, ROW_BYTES, first);
    }
  }
}
