// U = G g Gᵀ of each piece g of a filter: panels of eight outputs, for a block of channels, for a number of U

import {
  blocksOf,
  DEPTH,
  PANEL,
  PANEL_BYTES,
  packInPieces,
  packSideBySide,
  panelsOf,
} from '../../../wasm/assembly/blockProduct';
import { countOf, LINES, TAPS } from './block';
import { transformLargeFilters } from './largeTransforms';
import { piecesAlong, tapsOf } from './pieces';
import { transformFilters } from './transforms';

/** Bytes of the transformed filter. */
export function filterBytes(side: i32, filterHeight: i32, filterWidth: i32, channels: i32, outputs: i32): f64 {
  return <f64>filters(filterHeight, filterWidth, channels, outputs) * countOf(side) * PANEL_BYTES;
}

/** The number of panels of a filter's pieces that are transformed at once. */
export function filters(filterHeight: i32, filterWidth: i32, channels: i32, outputs: i32): i32 {
  return piecesAlong(filterHeight) * piecesAlong(filterWidth) * <i32>blocksOf(channels) * panelsOf(outputs);
}

/**
 * Transforms panels `first` to `end` - 1 of a filter [filterHeight, filterWidth, channels, outputs], or of one
 * [..., outputs, channels] (`swapped`), with its taps in reverse order if it is `turned`.
 */
export function transformFilter(
  filter: usize,
  scratch: usize,
  own: usize,
  side: i32,
  filterHeight: i32,
  filterWidth: i32,
  channels: i32,
  outputs: i32,
  swapped: boolean,
  turned: boolean,
  first: i32,
  end: i32,
): void {
  const across = piecesAlong(filterWidth);
  const blocks = <i32>blocksOf(channels);
  const panels = <i32>panelsOf(outputs);
  const step = panels * PANEL_BYTES;
  const taps = own + TAPS;
  for (let number = first; number < end; number++) {
    const block = number / panels; // of all pieces
    const piece = block / blocks;
    const k = (block % blocks) * DEPTH;
    const j = (number % panels) * PANEL;
    const to = scratch + <usize>block * countOf(side) * step + <usize>(number % panels) * PANEL_BYTES;
    const depth = min(DEPTH, channels - k);
    const padded = <i32>panelsOf(depth) * PANEL;
    const lanes = min(PANEL, outputs - j);
    for (let i = 0; i < 9; i++) {
      const panel = taps + i * PANEL_BYTES;
      const y = i / 3;
      const x = i % 3;
      const isTap = y < tapsOf(piece / across, filterHeight) && x < tapsOf(piece % across, filterWidth);
      const tap = ((piece / across) * 2 + y) * filterWidth + (piece % across) * 2 + x;
      const matrix = filter + <usize>(turned ? filterHeight * filterWidth - 1 - tap : tap) * channels * outputs * 4;
      if (isTap && swapped) {
        packInPieces(matrix + (<usize>j * channels + k) * 4, channels * 4, panel, lanes, depth);
      } else if (isTap) {
        packSideBySide(matrix + (<usize>k * outputs + j) * 4, outputs * 4, panel, lanes, depth);
      }
      const packed = isTap ? depth : 0;
      memory.fill(panel + packed * PANEL * 4, 0, (padded - packed) * PANEL * 4);
    }
    if (side == 2) transformFilters(taps, to, PANEL_BYTES, step, padded * PANEL);
    else transformLargeFilters(taps, own + LINES, to, PANEL_BYTES, step, padded * PANEL);
  }
}
