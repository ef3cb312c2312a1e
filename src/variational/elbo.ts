import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { optionsArgument } from '../internal/optionsArgument';
import { bound } from '../ops/bound/bound';
import { batchFactor, type Reduced, type Reduction, reduceBatch, reductionArgument } from '../ops/reduceBatch';
import { type Decoded, type ElboTermsOptions, elboArguments, elboTermsDefaults, type Posterior } from './elboArguments';
import { variationalBound } from './variationalBound';

export interface ElboOptions<R extends Reduction = Reduction> extends ElboTermsOptions {
  /** How the bound is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * The evidence lower bound of a variational autoencoder whose prior is the standard normal, in nats: to be maximized.
 *
 *     L^B = (1/L) Σ_l log p(x|z_l) − β Σ_d KL(q(z_d|x) ‖ N(0, 1))             estimator 'analytic'
 *     L^A = (1/L) Σ_l [log p(x|z_l) − β Σ_d (log q(z_ld|x) − log p(z_ld))]    estimator 'monteCarlo'
 *
 * `freeBits` λ > 0 replaces the KL of each dimension by max(λ, KL_d). With `freeBitsAxis: 'batch'`, KL_d is the average
 * over the batch: where it is at most λ, the dimension costs each example λ and has no gradient; elsewhere each example
 * has its own KL. `'example'` compares the KL of each example. β scales the floor too. With λ = 0 there is no floor, so
 * a Monte Carlo estimate may be negative. With β = 0 the KL is not computed: an infinite one adds 0.
 *
 * The log variance of a Gaussian decoder falls without limit where the decoder fits a pixel exactly, and the bound
 * rises with it: fix it or clamp it softly (`docs/variational.md`). Noise from a constant seed in a training loop
 * inflates the bound too.
 *
 * Differentiable in x, the parameters of decoder and posterior, and with `'monteCarlo'` the sample or noise. If z is
 * `reparameterize(mean, logVariance, { noise })`, the gradient is the paper's. Give the noise rather than z: where σ is
 * tiny, float32 cannot recover ε from z.
 *
 * @param x The data, `[batch, ...]`, for a Bernoulli decoder in [0, 1]; `[...]` if the posterior has no batch axis.
 * @param decoded `{logits}` for a Bernoulli or `{mean, logVariance}` for a Gaussian decoder: of the shape of x, or with
 * a sample axis before it (`[samples, batch, ...]`). The decoder's `logVariance` may also be a number or broadcast.
 * @param posterior `mean` and `logVariance` = log σ², `[batch, ...latents]`, or `[latents]` for one example; the KL is
 * summed over all axes but the batch. `'monteCarlo'` needs `sample` (z) or `noise` (the ε of z = μ + σε), of their
 * shape or with a sample axis before it, of the size that `decoded` has.
 * @param options `estimator` (default `'analytic'`), `beta` (default 1), `freeBits` (default 0), `freeBitsAxis`
 * (default `'batch'`), `reduction` (default `'mean'`).
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example. At most log p(x) in
 * expectation, if β = 1 or more. An empty batch has mean 0.
 * @throws ArgumentError if the shapes do not fit, a key or an option is unknown, an option is negative, or
 * `'monteCarlo'` has neither sample nor noise.
 *
 * @example
 * const posterior = { mean: [[1, 0]], logVariance: [[0, 0]] };
 * elbo([[1, 0]], { logits: [[0, 0]] }, posterior).print(); // -1.8862943649291992
 * elbo([[1, 0]], { logits: [[0, 0]] }, posterior, { freeBits: 0.25 }).print(); // -2.136294364929199
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", eqs. 6, 7 and 10 and appendix B; β: Higgins et al.
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
    const given = elboArguments('elbo', x, decoded, posterior, terms);
    if (terms.estimator === 'monteCarlo' || terms.freeBits > 0) {
      return reduceBatch(variationalBound(given, terms).bound, reduction, given.unbatched);
    }
    const { x: data, decoded: parameters, mean, logVariance } = given;
    const factor = batchFactor(reduction, given.unbatched, mean.shape[0]);
    return bound(data, parameters, { mean, logVariance }, { beta: terms.beta, factor }) as Reduced<R>;
  });
}
