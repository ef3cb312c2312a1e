// sums[number][tile, j] (+)= Σ_k factors[number][tile, k] · U[number][k, j] for the numbers of one piece of a filter

import { blocksOf, DEPTH, PANEL, PANEL_BYTES, panelsOf } from '../../../wasm/assembly/blockProduct';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { isNeeded } from './pieces';
import { multiplyRows } from './rowProduct';
import { TILES_BYTES } from './tiles';

/** Numbers of a transform. */
export const COUNT: i32 = 16;
/** Products added in a row: half as many as elsewhere, because these sums are larger than the outputs. */
const PART: i32 = 64;
/** Tiles and outputs in a block: with 64 channels, patches, sums and filter fit into the second-level cache. */
export const TILES: i32 = 64;
export const OUTPUTS: i32 = DEPTH;
/** Bytes of one number of the transforms of a block's tiles, and of its sums. */
export const NUMBER_BYTES: usize = TILES * ROW_BYTES;

/** The layout of the temporary space of a thread. */
export const PATCH: usize = TILES_BYTES;
export const SUMS: usize = PATCH + COUNT * DEPTH * 4;
export const TAPS: usize = SUMS + COUNT * NUMBER_BYTES;
export const FACTORS: usize = TAPS + 9 * PANEL_BYTES;

/** Bytes of temporary space of a thread for so many channels of the factors. */
export function ownBytes(channels: i32): f64 {
  return FACTORS + <f64>blocksOf(channels) * COUNT * NUMBER_BYTES;
}

/**
 * Multiplies the factors of `rows` tiles by the panels of a piece, `step` bytes from number to number, and adds to the
 * sums; `first` writes the sums instead.
 */
export function multiplyPiece(
  own: usize,
  panels: usize,
  step: usize,
  rows: i32,
  columns: i32,
  channels: i32,
  tapsDown: i32,
  tapsAcross: i32,
  first: boolean,
): void {
  let factors = own + FACTORS;
  for (let k = 0; k < channels; k += DEPTH) {
    const depth = <i32>panelsOf(min(DEPTH, channels - k)) * PANEL;
    for (let number = 0; number < COUNT; number++, factors += NUMBER_BYTES, panels += step) {
      if (!isNeeded(number, tapsDown, tapsAcross)) continue;
      const sums = own + SUMS + number * NUMBER_BYTES;
      for (let part = 0; part < depth; part += PART) {
        const run = min(PART, depth - part);
        const isFirst = first && k + part == 0;
        multiplyRows(factors + part * 4, panels + part * PANEL * 4, sums, rows, columns, run, isFirst);
      }
    }
  }
}
