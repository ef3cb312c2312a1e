import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { bernoulliLogLikelihood as logLikelihood } from '../ops/bernoulliLogLikelihood/bernoulliLogLikelihood';
import { elementwise } from './elementwise';

/**
 * The log-likelihood of a Bernoulli distribution given by its logits, element by element, in nats.
 *
 *     x log p + (1 − x) log(1 − p) = x l − log(1 + eˡ),   p = sigmoid(l)
 *
 * It is the negative cross-entropy for x strictly between 0 and 1, as for grey pixels. Stable for logits of any size;
 * an infinite logit counts as the largest float32. Differentiable in both arguments.
 *
 * @param x Outcomes in [0, 1], of any shape.
 * @param logits l, of the same shape or one that broadcasts with it.
 * @returns One value per element, at most 0, of the shape that both broadcast to.
 * @throws ArgumentError if the arguments do not broadcast.
 *
 * @example
 * bernoulliLogLikelihood([1, 0, 0.5], [0, 100, 2]).print(); // [-0.6931472, -100, -1.126928]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix C.1, which writes it in p.
 */
export function bernoulliLogLikelihood(x: Tensor | TensorLike, logits: Tensor | TensorLike): Tensor {
  return tidy(() => {
    const given = tensorArgument('bernoulliLogLikelihood', 'x', x);
    const l = tensorArgument('bernoulliLogLikelihood', 'logits', logits);
    const shape = broadcastShape('bernoulliLogLikelihood', { x: given, logits: l });
    return elementwise([given, l], shape, ([x, l]) => logLikelihood(x, l));
  });
}
