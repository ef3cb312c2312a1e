import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { SameShape } from '../internal/ByRank';
import { optionsArgument } from '../internal/optionsArgument';
import { temperedSoftmax } from '../ops/softmax/temperedSoftmax';
import { softmaxAlongAxis, type TemperatureOptions } from './softmaxAlongAxis';

/**
 * The softmax of logits divided by a temperature: high temperatures soften the distribution, low ones sharpen it.
 *
 *     pᵢ = exp(zᵢ/T) / Σⱼ exp(zⱼ/T)
 *
 * A logit of −∞ has probability zero and gradient zero; if all logits are −∞, all probabilities are zero.
 *
 * @param logits Of any shape except a scalar's.
 * @param options `temperature` (default 1), from 1e-8 to 1e8; `axis` of the classes (default −1, the last).
 * @returns Probabilities in [0, 1], of the same shape.
 * @throws ArgumentError if logits is a scalar, the temperature is out of range, or the axis does not exist.
 *
 * @example
 * softmaxWithTemperature([1, 2, 3], { temperature: 2 }).print(); // [0.1863237, 0.3071959, 0.5064804]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", eq. 1.
 */
export function softmaxWithTemperature<T extends Tensor | TensorLike, Result extends SameShape<T> = SameShape<T>>(
  logits: T,
  options?: TemperatureOptions,
): Result {
  return tidy(() => {
    const { temperature, axis } = optionsArgument('softmaxWithTemperature', options, { temperature: 1, axis: -1 });
    return softmaxAlongAxis<Result>('softmaxWithTemperature', temperedSoftmax, logits, temperature, axis);
  });
}
