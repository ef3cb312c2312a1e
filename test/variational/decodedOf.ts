import type { Tensor } from '@tensorflow/tfjs-core';
import type { Decoded } from '../../src/variational';

/** What a fixture calls `logits`, or `decodedMean` and `decodedLogVariance`, as the functions take it. */
export const decodedOf = ({ logits, decodedMean, decodedLogVariance }: Record<string, Tensor>): Decoded =>
  logits ? { logits } : { mean: decodedMean, logVariance: decodedLogVariance };
