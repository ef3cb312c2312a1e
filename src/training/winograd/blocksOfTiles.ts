import { tilesOf } from './cost';

/** Tiles in a block at most, as in the module, and in one that is not divided further. */
const MOST = 64;
const LEAST = 8;

/** Blocks of the tiles of such outputs: the largest, or smaller ones so that each thread has one. */
export function blocksOfTiles(shape: readonly number[], side: number, threads: number) {
  const tiles = tilesOf(shape, side);
  let tilesAtOnce = MOST;
  while (tilesAtOnce > LEAST && tiles / tilesAtOnce < threads) tilesAtOnce /= 2;
  return { tilesAtOnce, blocks: Math.ceil(tiles / tilesAtOnce) };
}
