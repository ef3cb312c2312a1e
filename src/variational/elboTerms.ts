import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { fromBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import { type Decoded, type ElboTermsOptions, elboArguments, elboTermsDefaults, type Posterior } from './elboArguments';
import { variationalBound } from './variationalBound';

export interface ElboTerms {
  /** log p(x|z), averaged over the samples: `[batch]`. */
  logLikelihood: Tensor;
  /** The KL divergence summed over dimensions, without β and without a floor: `[batch]`. */
  kl: Tensor;
  /** The KL divergence of each dimension, without β and without a floor: in the shape of the posterior. */
  klPerDimension: Tensor;
  /** The bound with β and the floor, which `elbo` reduces: `[batch]`. */
  bound: Tensor;
}

/**
 * The evidence lower bound of a variational autoencoder split into its parts, one value per example.
 *
 *     bound = log p(x|z) − β Σ_d KL_d
 *
 * Arguments, options and formulas are those of `elbo`; there is no reduction. `kl` and `klPerDimension` describe the
 * model; `bound` is the training objective. Differentiable like `elbo`.
 *
 * @param x As in `elbo`.
 * @param decoded As in `elbo`.
 * @param posterior As in `elbo`.
 * @param options Those of `elbo`, without `reduction`.
 * @returns `logLikelihood`, `kl` and `bound` of shape `[batch]`, a scalar for one example; `klPerDimension` in the
 * shape of the posterior.
 * @throws ArgumentError as `elbo` does.
 *
 * @example
 * const { logLikelihood, kl } = elboTerms([[1, 0]], { logits: [[0, 0]] }, { mean: [[1]], logVariance: [[0]] });
 * logLikelihood.print(); // [-1.3862944]
 * kl.print(); // [0.5]
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", eqs. 6, 7 and 10.
 */
export function elboTerms(
  x: Tensor | TensorLike,
  decoded: Decoded,
  posterior: Posterior,
  options?: ElboTermsOptions,
): ElboTerms {
  return tidy(() => {
    const weights = optionsArgument('elboTerms', options, elboTermsDefaults);
    const given = elboArguments('elboTerms', x, decoded, posterior, weights);
    const { unbatched } = given;
    const terms = variationalBound(given, weights);
    return {
      logLikelihood: fromBatch(terms.logLikelihood, unbatched),
      kl: fromBatch(terms.kl, unbatched),
      klPerDimension: terms.klPerDimension,
      bound: fromBatch(terms.bound, unbatched),
    };
  });
}
