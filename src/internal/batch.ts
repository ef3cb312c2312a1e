import { expandDims, squeeze, type Tensor } from '@tensorflow/tfjs-core';

/** Gives a single example the batch axis that `rank` asks for. */
export const toBatch = <T extends Tensor>(example: Tensor, rank: number): T =>
  (example.rank === rank ? example : expandDims(example, 0)) as T;

/** Takes the batch axis off again where `toBatch` put it on. */
export const fromBatch = <T extends Tensor>(batch: Tensor, unbatched: boolean): T =>
  (unbatched ? squeeze(batch, [0]) : batch) as T;
