import type { Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import { distancePerExample } from '../ops/squaredDistance/distancePerExample';

/** Σ (G − A)² / (divisor · C²) for each example, of Gram matrices [batch, C, C]. */
export const gramDistance = (grams: Tensor3D, targets: Tensor3D, divisor: number): Tensor1D =>
  distancePerExample(grams, targets, 1 / (divisor * Math.max(grams.shape[2], 1) ** 2));
