import { expandDims, squeeze, type Tensor } from '@tensorflow/tfjs-core';

/** Adds the batch axis to a single example, if `rank` requires one. */
export const toBatch = <T extends Tensor>(example: Tensor, rank: number): T =>
  (example.rank === rank ? example : expandDims(example, 0)) as T;

/** Removes the batch axis if `toBatch` added it. */
export const fromBatch = <T extends Tensor>(batch: Tensor, unbatched: boolean): T =>
  (unbatched ? squeeze(batch, [0]) : batch) as T;
