// sums, a block of patches, their places, the windows' record, the filter, zeros for one pixel

import { DEPTH, ROWS, ROWS_BYTES, SUMS_BYTES } from '../../../wasm/assembly/blockProduct';
import { PLACE_BYTES, WINDOWS_BYTES } from './windows';

/** Where these begin in the temporary space. */
export const PATCHES: usize = SUMS_BYTES;
export const PLACES: usize = PATCHES + ROWS_BYTES;
export const WINDOWS: usize = PLACES + (ROWS + DEPTH) * PLACE_BYTES; // a block has ROWS or DEPTH windows
export const FILTER: usize = WINDOWS + WINDOWS_BYTES;
