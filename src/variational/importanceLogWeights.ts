import { reshape, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { booleanArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { type Decoded, elboArguments, elboTermsDefaults, type Posterior } from './elboArguments';
import { elementLogLikelihood, logRatio } from './variationalBound';

export interface ImportanceLogWeightsOptions {
  /** Treats the posterior's parameters within log q(z|x) as constants: their gradient comes through z alone. */
  stopPosterior?: boolean;
}

/**
 * The log weights of samples from the posterior of a variational autoencoder, in nats: the input of
 * `importanceWeightedBound`, `doublyReparameterizedBound`, `stickingTheLandingBound`, `renyiBound` and `logMarginal`.
 *
 *     log w_k = log p(x|z_k) + log p(z_k) − log q(z_k|x),   p(z) = N(0, 1)
 *
 * The arguments are those of `elbo`, with one sample per log weight: decode
 * `z = reparameterize(mean, logVariance, { samples: K })`, and pass z as `posterior.sample`, or its noise as
 * `posterior.noise`, which is exact even if σ is tiny. Differentiable in x, the parameters of decoder and posterior,
 * and the sample or noise.
 *
 * @param x The data, `[batch, ...]`, for a Bernoulli decoder in [0, 1]; `[...]` if the posterior has no batch axis.
 * @param decoded `{logits}` or `{mean, logVariance}`, `[samples, batch, ...]`; without a sample axis it is one sample.
 * @param posterior `{mean, logVariance, sample}` or `{mean, logVariance, noise}`: the parameters `[batch, ...latents]`
 * or `[latents]`, sample and noise with a sample axis before it.
 * @param options `stopPosterior` (default false), for the gradients of `doublyReparameterizedBound` and
 * `stickingTheLandingBound`.
 * @returns `[samples, batch]`, or `[samples]` for one example.
 * @throws ArgumentError if the shapes do not fit, a key or an option is unknown, or there is neither sample nor noise.
 *
 * @example
 * const posterior = { mean: [[1]], logVariance: [[0]], noise: [[[0]], [[1]]] };
 * importanceLogWeights([[1]], { logits: [[[0]], [[2]]] }, posterior).print(); // [[-1.1931472], [-1.626928]]
 *
 * @see Burda et al. 2016, "Importance weighted autoencoders", eq. 8; `stopPosterior`: Roeder et al. 2017, "Sticking
 * the landing", section 3.
 */
export function importanceLogWeights(
  x: Tensor | TensorLike,
  decoded: Decoded,
  posterior: Posterior,
  options?: ImportanceLogWeightsOptions,
): Tensor {
  return tidy(() => {
    const name = 'importanceLogWeights';
    const { stopPosterior } = optionsArgument(name, options, { stopPosterior: false });
    booleanArgument(name, 'stopPosterior', stopPosterior);
    const given = elboArguments(name, x, decoded, posterior, { ...elboTermsDefaults, estimator: 'monteCarlo' });
    const logWeights = sub(sumLastAxis(elementLogLikelihood(given)), sumLastAxis(logRatio(given, stopPosterior)));
    return given.unbatched ? reshape(logWeights, [logWeights.shape[0]]) : logWeights;
  });
}
