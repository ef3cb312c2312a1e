import { mul, square, sub, type Tensor1D, type Tensor3D } from '@tensorflow/tfjs-core';
import { sumPerExample } from '../internal/sumPerExample';

/** Σ (G − A)² / (divisor · C²) for each example, of Gram matrices [batch, C, C]. */
export const gramDistance = (grams: Tensor3D, targets: Tensor3D, divisor: number): Tensor1D =>
  mul(sumPerExample(square(sub(grams, targets))), 1 / (divisor * Math.max(grams.shape[2], 1) ** 2));
