// sums[number][tile, j] (+)= Σ_k factors[number][tile, k] · U[number][k, j] for the numbers of one piece of a filter

import { blocksOf, DEPTH, PANEL, PANEL_BYTES, panelsOf } from '../../../wasm/assembly/blockProduct';
import { ROW_BYTES } from '../../../wasm/assembly/tile';
import { LINES_BYTES } from './largeTransforms';
import { isNeeded } from './pieces';
import { multiplyRows } from './rowProduct';
import { TILES_BYTES } from './tiles';

/** Numbers of a transform, for tiles of side × side outputs. */
export function countOf(side: i32): i32 {
  return (side + 2) * (side + 2);
}

/** Products added in a row: half as many as elsewhere, because these sums are larger than the outputs. */
const PART: i32 = 64;
/** Tiles in a block, at most, and outputs: with 64 channels, patches, sums and filter fit into the second-level cache. */
export const TILES: i32 = 64;
export const OUTPUTS: i32 = DEPTH;
/** Bytes of one number of the transforms of a block's tiles, and of its sums. */
export const NUMBER_BYTES: usize = TILES * ROW_BYTES;

/** The layout of the temporary space of a thread. */
export const LINES: usize = TILES_BYTES;
export const PATCH: usize = LINES + LINES_BYTES;
export const TAPS: usize = PATCH + LINES_BYTES; // a patch has as many numbers as the lines
export const SUMS: usize = TAPS + 9 * PANEL_BYTES;

/** The address of the factors: after the sums, of which there is one for each number. */
export function factorsOf(own: usize, side: i32): usize {
  return own + SUMS + countOf(side) * NUMBER_BYTES;
}

/** Bytes of temporary space of a thread for so many channels of the factors. */
export function ownBytes(side: i32, channels: i32): f64 {
  return factorsOf(0, side) + <f64>blocksOf(channels) * countOf(side) * NUMBER_BYTES;
}

/**
 * Multiplies the factors of `rows` tiles by the panels of a piece, `step` bytes from number to number, and adds to the
 * sums; `first` writes the sums instead.
 */
export function multiplyPiece(
  own: usize,
  side: i32,
  panels: usize,
  step: usize,
  rows: i32,
  columns: i32,
  channels: i32,
  tapsDown: i32,
  tapsAcross: i32,
  first: boolean,
): void {
  let factors = factorsOf(own, side);
  for (let k = 0; k < channels; k += DEPTH) {
    const depth = <i32>panelsOf(min(DEPTH, channels - k)) * PANEL;
    for (let number = 0; number < countOf(side); number++, factors += NUMBER_BYTES, panels += step) {
      if (!isNeeded(number, side, tapsDown, tapsAcross)) continue;
      const sums = own + SUMS + number * NUMBER_BYTES;
      for (let part = 0; part < depth; part += PART) {
        const run = min(PART, depth - part);
        const isFirst = first && k + part == 0;
        multiplyRows(factors + part * 4, panels + part * PANEL * 4, sums, rows, columns, run, isFirst);
      }
    }
  }
}
