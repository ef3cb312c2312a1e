import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { gaussianLogDensity } from '../ops/gaussianLogDensity/gaussianLogDensity';
import { elementwise } from './elementwise';

/**
 * The log-density of a Gaussian, element by element, in nats.
 *
 *     log N(x; μ, eˢ) = −½ (log 2π + s + (x − μ)² / eˢ),   s = log σ²
 *
 * Differentiable in all three arguments. s is log σ², twice log σ. Where x = μ the log-density grows without limit as s
 * falls, so a decoder that learns s must constrain it (`docs/variational.md`).
 *
 * @param x Where the density is evaluated, of any shape.
 * @param mean μ, of the same shape or one that broadcasts with it.
 * @param logVariance log σ², likewise; a number sets one variance throughout.
 * @returns One value per element, of the shape that the arguments broadcast to.
 * @throws ArgumentError if the arguments do not broadcast.
 *
 * @example
 * gaussianLogLikelihood([0, 2], [0, 0], 0).print(); // [-0.9189385, -2.9189386]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix C.2.
 */
export function gaussianLogLikelihood(
  x: Tensor | TensorLike,
  mean: Tensor | TensorLike,
  logVariance: Tensor | TensorLike,
): Tensor {
  return tidy(() => {
    const given = tensorArgument('gaussianLogLikelihood', 'x', x);
    const mu = tensorArgument('gaussianLogLikelihood', 'mean', mean);
    const s = tensorArgument('gaussianLogLikelihood', 'logVariance', logVariance);
    const shape = broadcastShape('gaussianLogLikelihood', { x: given, mean: mu, logVariance: s });
    return elementwise([given, mu, s], shape, ([x, mu, s]) => gaussianLogDensity(x, mu, s));
  });
}
