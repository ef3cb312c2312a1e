import { neg, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { tensorArgument } from '../internal/arguments';
import { sumPerExample } from '../ops/sumPerExample';
import { bernoulliLogLikelihood } from '../variational/bernoulliLogLikelihood';

/** A loss for `model.compile`. It returns one value per example, which tf.layers averages. */
export type Objective = (yTrue: Tensor, yPred: Tensor) => Tensor1D;

/**
 * The negative log likelihood of a Bernoulli decoder, as a loss for `model.compile`. The model outputs logits.
 *
 *     −Σ x l − log(1 + eˡ)
 *
 * for each example, in nats, summed over all axes but the batch. `'binaryCrossentropy'` differs: it takes probabilities
 * and averages over pixels, so a KL divergence beside it would have β = the number of pixels.
 *
 * @returns A function of (yTrue, yPred): yTrue in [0, 1], yPred logits of its shape `[batch, ...]`; its result is
 * `[batch]`.
 * @throws ArgumentError (when called) if the shapes differ.
 *
 * @example
 * bernoulliObjective()(tf.tensor2d([[1, 0]]), tf.zeros([1, 2])).print(); // [1.3862944]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix C.1.
 */
export const bernoulliObjective = (): Objective => (yTrue, yPred) =>
  tidy(() => {
    tensorArgument('bernoulliObjective', 'yPred', yPred, { shape: yTrue.shape });
    return neg(sumPerExample(bernoulliLogLikelihood(yTrue, yPred)));
  });
