import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import type { Reduced, Reduction } from '../ops/reduceBatch';
import { logPowerMean } from '../ops/softmax/logPowerMean';
import { type LogWeightsOptions, meanLogWeight, reduceLogWeights } from './reduceLogWeights';

export interface RenyiBoundOptions<R extends Reduction = Reduction> extends LogWeightsOptions<R> {
  /** The order α, from −1e6 to 1e6: 0 is the importance-weighted bound, 1 the evidence lower bound. */
  alpha?: number;
}

/**
 * The variational Rényi bound, in nats: to be maximized. It falls as α grows.
 *
 *     L_α = 1/(1 − α) · log (1/K) Σ_k w_k^(1 − α),   L_1 = (1/K) Σ_k log w_k
 *
 * α = 0 is `importanceWeightedBound`, α = 1 the evidence lower bound, and α towards −∞ the largest log weight. For α
 * above 0 the exact bound lies below log p(x), for α below 0 above it; an estimate from K samples is too low on average
 * for α below 1. The gradient for log w_k is w_k^(1 − α) / Σ w^(1 − α). Accurate for α however close to 1.
 *
 * @param logWeights log w, `[samples, batch]`, or `[samples]` for one example; `importanceLogWeights` computes them.
 * @param options `alpha` (default 0.5); `reduction` over the batch (default `'mean'`).
 * @returns A scalar; `[batch]` for `reduction: 'none'`, except for a single example. A weight of 0 adds nothing for α
 * below 1; from 1 on it makes the bound −∞.
 * @throws ArgumentError if logWeights has the wrong rank or no samples, or an option is out of range.
 *
 * @example
 * renyiBound([[0], [Math.log(4)]], { alpha: 0.5 }).print(); // 0.8109301924705505
 *
 * @see Li & Turner 2016, "Rényi divergence variational inference", eqs. 5 and 8.
 */
export function renyiBound<R extends Reduction = 'mean'>(
  logWeights: Tensor | TensorLike,
  options?: RenyiBoundOptions<R>,
): Reduced<R> {
  const { alpha, reduction } = optionsArgument('renyiBound', options, { alpha: 0.5, reduction: undefined });
  numberArgument('renyiBound', 'alpha', alpha, { atLeast: -1e6, atMost: 1e6 });
  const power = 1 - alpha;
  return reduceLogWeights<R>('renyiBound', logWeights, { reduction }, (perExample) =>
    power === 0 ? meanLogWeight(perExample) : logPowerMean(perExample, power),
  );
}
