import { neg, split, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { numberArgument, tensorArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { sumPerExample } from '../ops/sumPerExample';
import { gaussianLogLikelihood } from '../variational/gaussianLogLikelihood';
import type { Objective } from './bernoulliObjective';

export interface GaussianObjectiveOptions {
  /** The log variance of every value, or `'learned'` if the model outputs it (default 0). */
  logVariance?: number | 'learned';
}

/**
 * The negative log likelihood of a Gaussian decoder, as a loss for `model.compile`. The model outputs means or, with
 * `logVariance: 'learned'`, means followed by log variances along the last axis.
 *
 *     −Σ log N(x; μ, eˢ)
 *
 * for each example, in nats, summed over all axes but the batch.
 *
 * @param options `logVariance` (default 0).
 * @returns A function of (yTrue, yPred): yTrue `[batch, ..., n]`, yPred `[batch, ..., n]` or `[batch, ..., 2 n]`; its
 * result is `[batch]`.
 * @throws ArgumentError if logVariance is neither a finite number nor `'learned'`, or an option is unknown; when called,
 * if the shapes do not fit.
 *
 * @example
 * gaussianObjective()(tf.tensor2d([[1, 3]]), tf.tensor2d([[1, 1]])).print(); // [3.8378773]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix C.2.
 */
export function gaussianObjective(options?: GaussianObjectiveOptions): Objective {
  const { logVariance } = optionsArgument('gaussianObjective', options, { logVariance: 0 });
  if (logVariance !== 'learned') numberArgument('gaussianObjective', 'logVariance', logVariance);
  return (yTrue, yPred) =>
    tidy(() => {
      const axes = yTrue.shape.slice(0, -1);
      const shape = logVariance === 'learned' ? [...axes, 2 * yTrue.shape[axes.length]] : yTrue.shape;
      tensorArgument('gaussianObjective', 'yPred', yPred, { shape });
      const [mean, s]: (Tensor | number)[] =
        logVariance === 'learned' ? split(yPred, 2, yPred.rank - 1) : [yPred, logVariance];
      return neg(sumPerExample(gaussianLogLikelihood(yTrue, mean, s)));
    });
}
