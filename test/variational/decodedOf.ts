import type { Tensor } from '@tensorflow/tfjs-core';
import type { Decoded } from '../../src/variational';

/** The `logits`, or `decodedMean` and `decodedLogVariance`, of a fixture, in the form that the functions take. */
export const decodedOf = ({ logits, decodedMean, decodedLogVariance }: Record<string, Tensor>): Decoded =>
  logits ? { logits } : { mean: decodedMean, logVariance: decodedLogVariance };
