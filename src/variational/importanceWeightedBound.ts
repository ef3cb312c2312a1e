import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { optionsArgument } from '../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../internal/reduceBatch';
import { logMeanWeight } from './logMeanWeight';

export interface ImportanceWeightedBoundOptions<R extends Reduction = Reduction> {
  /** How the bound is reduced over the batch; `'none'` keeps one value per example. */
  reduction?: R;
}

/**
 * The importance-weighted bound of an autoencoder, in nats: to be maximised. With more samples it rises from the
 * evidence lower bound towards log p(x).
 *
 *     L_K = log (1/K) Σ_k w_k,   log w_k = log p(x|z_k) + log p(z_k) − log q(z_k|x)
 *
 * The gradient for log w_k is the normalised weight w_k / Σ w. A log-weight of −∞ counts as no weight with no gradient.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example.
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example. At most log p(x) in
 * expectation.
 * @throws ArgumentError if logWeights has another rank or no sample, or the reduction is unknown.
 *
 * @example
 * importanceWeightedBound([[0], [Math.log(3)]]).print(); // 0.6931471824645996
 *
 * Source: Burda et al. 2016, "Importance weighted autoencoders", eqs. 8 and 14.
 */
export function importanceWeightedBound<R extends Reduction = 'mean'>(
  logWeights: Tensor | TensorLike,
  options?: ImportanceWeightedBoundOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const { reduction } = optionsArgument('importanceWeightedBound', options, { reduction: 'mean' });
    reductionArgument('importanceWeightedBound', reduction);
    const { value, unbatched } = logMeanWeight('importanceWeightedBound', logWeights);
    return reduceBatch(value, reduction, unbatched);
  });
}
