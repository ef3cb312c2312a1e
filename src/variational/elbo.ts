import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../internal/reduceBatch';
import { type Decoded, type ElboTermsOptions, elboTermsDefaults, type Posterior } from './elboArguments';
import { variationalBound } from './variationalBound';

export interface ElboOptions<R extends Reduction = Reduction> extends ElboTermsOptions {
  /** How the bound is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * The evidence lower bound of a variational autoencoder whose prior is the standard normal, in nats: to be maximised.
 *
 *     L^B = (1/L) Σ_l log p(x|z_l) − β Σ_d KL(q(z_d|x) ‖ N(0, 1))             estimator 'analytic'
 *     L^A = (1/L) Σ_l [log p(x|z_l) − β Σ_d (log q(z_ld|x) − log p(z_ld))]    estimator 'monteCarlo'
 *
 * `freeBits` λ > 0 puts max(λ, KL_d) in place of each dimension's KL: with `freeBitsAxis: 'batch'`, KL_d is the average
 * over the batch, and where it is at most λ the dimension costs each example λ and has no gradient, while elsewhere each
 * example has its own KL; `'example'` compares each example's own. β scales the floor too. With λ = 0 there is no floor,
 * so a Monte Carlo estimate may be negative.
 *
 * Differentiable for x, the decoder's parameters, the posterior's, and under `'monteCarlo'` the sample: let z be
 * `reparameterize(mean, logVariance)`, and the gradient is the paper's.
 *
 * @param x The data, `[batch, ...]`, for a Bernoulli decoder in [0, 1]; `[...]` if the posterior has no batch axis.
 * @param decoded `{logits}` for a Bernoulli or `{mean, logVariance}` for a Gaussian decoder: of the shape of x, or with a
 * sample axis before it (`[samples, batch, ...]`). The decoder's `logVariance` may also be a number or broadcast.
 * @param posterior `mean` and `logVariance` = log σ², `[batch, latents]`, or `[latents]` for one example; `sample`, which
 * `'monteCarlo'` needs, has their shape or a sample axis before it, of the size that `decoded` has.
 * @returns A scalar; `[batch]` for `reduction: 'none'`, but for one example a scalar always. At most log p(x) in
 * expectation, if β = 1 or more.
 * @throws ArgumentError if the shapes do not fit, an option is unknown or negative, or `'monteCarlo'` has no sample.
 *
 * @example
 * const posterior = { mean: [[1, 0]], logVariance: [[0, 0]] };
 * elbo([[1, 0]], { logits: [[0, 0]] }, posterior).print(); // -1.8862943649291992
 * elbo([[1, 0]], { logits: [[0, 0]] }, posterior, { freeBits: 0.25 }).print(); // -2.136294364929199
 *
 * Source: Kingma & Welling 2014, "Auto-encoding variational Bayes", eqs. 6, 7 and 10 and appendix B; β: Higgins et al.
 * 2017, "beta-VAE", eq. 4; free bits: Kingma et al. 2016, "Improving variational inference with inverse autoregressive
 * flow", appendix C.8, for groups of one dimension.
 */
export function elbo<R extends Reduction = 'mean'>(
  x: Tensor | TensorLike,
  decoded: Decoded,
  posterior: Posterior,
  options?: ElboOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction, ...terms } = optionsArgument('elbo', options, { ...elboTermsDefaults, reduction: 'mean' });
    reductionArgument('elbo', reduction);
    const { bound, unbatched } = variationalBound('elbo', x, decoded, posterior, terms);
    return reduceBatch(bound, reduction, unbatched);
  });
}
