import { padded } from '../convolutionGeometry';

/** Columns of a block of sums at most, as in the modules. */
const COLUMNS = 256;

/** Columns of each block, with `down` blocks of rows: fewer if the threads would not have two blocks each. */
export function widthOfBlocks(down: number, columns: number, threads: number): number {
  if (threads === 1) return COLUMNS;
  const across = Math.ceil((2 * threads) / down);
  return Math.min(COLUMNS, padded(Math.ceil(columns / across)));
}
