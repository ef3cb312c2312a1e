import { mul, reshape, type Scalar, sub, type Tensor, type Tensor1D, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, numberArgument, requireSameShape, tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { recordArgument } from '../internal/recordArgument';
import { gaussianKL } from '../ops/gaussianKL/gaussianKL';
import { reduceBatch } from '../ops/reduceBatch';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../ops/zerosOf';
import type { Posterior } from './elboArguments';
import { logRatio } from './variationalBound';

export interface FullVariationalBoundOptions {
  /** N, the number of examples in the whole data set. */
  dataSize: number;
  /** The KL divergence of the weights in closed form, or log q − log p at the drawn weights. */
  estimator?: 'analytic' | 'monteCarlo';
}

/**
 * The bound on log p(X) of a whole data set in full variational Bayes, where the decoder's weights θ also have a
 * posterior; in nats, to be maximized.
 *
 *     L(φ; X) ≈ N · mean over the batch of L(θ, φ; x) − KL(q(θ) ‖ N(0, 1)),   θ = μ_θ + σ_θ ε
 *
 * L(θ, φ; x) is the evidence lower bound of an example under the drawn weights. With `'monteCarlo'` the KL divergence
 * is its estimate log q(θ) − log p(θ) at those weights. Differentiable in the bounds, the posteriors' parameters, and
 * their sample or noise.
 *
 * @param bounds L(θ, φ; x), `[batch]`, or a scalar for one example: `elbo` with `reduction: 'none'`, or the log
 * likelihood if the model has no latent variable. The batch is a uniform draw from the data.
 * @param weights q(θ): `{mean, logVariance}` of one tensor of weights, of any shape, or a list of these. `'monteCarlo'`
 * also needs the drawn `sample`, or its `noise`, of the same shape.
 * @param options `dataSize` N, required; `estimator` (default `'analytic'`).
 * @returns A scalar. An empty batch counts as a mean of 0.
 * @throws ArgumentError if the shapes do not fit, a key or an option is unknown or out of range, or `'monteCarlo'` has
 * neither sample nor noise.
 *
 * @example
 * const weights = { mean: [1, 0], logVariance: [0, 0] };
 * fullVariationalBound([-2, -4], weights, { dataSize: 100 }).print(); // -300.5
 *
 * @see Kingma & Welling 2014, "Auto-encoding variational Bayes", appendix F, with one draw of θ per batch.
 */
export function fullVariationalBound(
  bounds: Tensor | TensorLike,
  weights: Posterior | readonly Posterior[],
  options: FullVariationalBoundOptions,
): Scalar {
  return tidy(() => {
    const name = 'fullVariationalBound';
    const { dataSize, estimator } = optionsArgument(name, options, { dataSize: undefined, estimator: 'analytic' });
    numberArgument(name, 'dataSize', dataSize, { atLeast: 1, integer: true });
    choiceArgument(name, 'estimator', estimator, ['analytic', 'monteCarlo']);
    const given = tensorArgument<Tensor>(name, 'bounds', bounds, { rank: [0, 1] });
    const isList = Array.isArray(weights);
    const list = listArgument(name, 'weights', isList ? weights : [weights], 'a list', (entry, index) =>
      klOfWeights(name, isList ? `weights[${index}]` : 'weights', entry as Posterior, estimator),
    );
    const mean = reduceBatch<'mean'>(toBatch<Tensor1D>(given, 1), 'mean', false);
    const total = mul<Scalar>(mean, dataSize as number);
    return list.reduce((bound, kl) => sub<Scalar>(bound, kl), total);
  });
}

/** KL(q(θ) ‖ N(0, 1)) of one tensor of weights, or its estimate. */
function klOfWeights(
  functionName: string,
  name: string,
  weights: Posterior,
  estimator: 'analytic' | 'monteCarlo',
): Scalar {
  const given = recordArgument(functionName, name, weights, ['mean', 'logVariance', 'sample', 'noise']);
  const mean = tensorArgument(functionName, `${name}.mean`, given.mean);
  const other = (key: 'logVariance' | 'sample' | 'noise') => {
    const tensor = tensorArgument(functionName, `${name}.${key}`, given[key] as Tensor);
    requireSameShape(functionName, `${name}.mean`, mean, `${name}.${key}`, tensor);
    return tensor;
  };
  const logVariance = other('logVariance');
  if (given.sample !== undefined && given.noise !== undefined) {
    throw new ArgumentError(functionName, `${name} has both sample and noise`, 'one', 'both');
  }
  const drawn = given.sample === undefined ? 'noise' : 'sample';
  if (estimator === 'monteCarlo' && given[drawn] === undefined) {
    const expected = `${name}.sample or ${name}.noise`;
    throw new ArgumentError(functionName, `${name} has no sample`, expected, 'neither');
  }
  const draws = given[drawn] === undefined ? undefined : other(drawn);
  if (mean.size === 0) return zerosOf([mean, logVariance], []);
  const flat = (x: Tensor) => reshape(x, [mean.size]);
  const parameters = { mean: flat(mean), logVariance: flat(logVariance) };
  if (estimator === 'analytic') return sumLastAxis(gaussianKL(parameters.mean, parameters.logVariance)) as Scalar;
  return sumLastAxis(logRatio({ ...parameters, [drawn]: flat(draws as Tensor) })) as Scalar;
}
