import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import type { SameShape } from '../internal/ByRank';
import { optionsArgument } from '../internal/optionsArgument';
import { temperedLogSoftmax } from '../ops/softmax/temperedLogSoftmax';
import { softmaxAlongAxis, type TemperatureOptions } from './softmaxAlongAxis';

/**
 * The logarithm of `softmaxWithTemperature`, accurate where probabilities underflow.
 *
 *     log pᵢ = zᵢ/T − log Σⱼ exp(zⱼ/T)
 *
 * A logit of −∞ stays −∞ and has gradient zero.
 *
 * @param logits Of any shape except a scalar's.
 * @param options `temperature` (default 1), from 1e-8 to 1e8; `axis` of the classes (default −1, the last).
 * @returns Log-probabilities in [−∞, 0], of the same shape.
 * @throws ArgumentError if logits is a scalar, the temperature is out of range, or the axis does not exist.
 *
 * @example
 * logSoftmaxWithTemperature([1, 2, 3], { temperature: 2 }).print(); // [-1.6802697, -1.1802697, -0.6802697]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", eq. 1.
 */
export function logSoftmaxWithTemperature<T extends Tensor | TensorLike, Result extends SameShape<T> = SameShape<T>>(
  logits: T,
  options?: TemperatureOptions,
): Result {
  return tidy(() => {
    const { temperature, axis } = optionsArgument('logSoftmaxWithTemperature', options, { temperature: 1, axis: -1 });
    return softmaxAlongAxis<Result>('logSoftmaxWithTemperature', temperedLogSoftmax, logits, temperature, axis);
  });
}
