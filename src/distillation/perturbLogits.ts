import { add, cast, less, mul, reshape, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { numberArgument, tensorArgument } from '../internal/arguments';
import type { SameShape } from '../internal/ByRank';
import { optionsArgument } from '../internal/optionsArgument';
import { seededNormal, seededUniform } from '../internal/random';
import { select } from '../ops/select';
import { isPossible } from '../ops/softmax/soften';
import { inRows } from './logitsArguments';

export interface PerturbLogitsOptions {
  /** The standard deviation of the noise, relative to the logits. */
  stddev?: number;
  /** The probability that an example gets noise. */
  probability?: number;
  /** The same seed gives the same noise on every backend. Without a seed each call draws new noise. */
  seed?: number;
}

/**
 * A teacher's logits with multiplicative noise in some examples: a student learns from them as it would from several
 * teachers.
 *
 *     zᵢ (1 + ξᵢ),   ξᵢ ~ N(0, stddev²)   in an example that is chosen with `probability`; zᵢ in any other
 *
 * ξ is drawn for each logit, and the choice is made once for each example of the batch. Pass a new seed in each step; a
 * constant one gives every step the same noise. Differentiable in the logits.
 *
 * @param logits `[batch, ..., classes]`, or `[classes]` for one example.
 * @param options `stddev` (default 0.5), 0 or more; `probability` (default 0.5); `seed`.
 * @returns Logits of the same shape. A logit of −∞ stays −∞.
 * @throws ArgumentError if logits is a scalar, or an option is out of range.
 *
 * @example
 * perturbLogits([[1, 2], [3, 4]], { probability: 0 }).print(); // [[1, 2], [3, 4]]
 * perturbLogits([1, 2], { stddev: 0.1, probability: 1, seed: 1 }).print(); // [1.0072751, 1.7892041]
 *
 * @see Sau and Balasubramanian 2016, "Deep model compression: distilling knowledge from noisy teachers", section
 * 3.2.
 */
export function perturbLogits<T extends Tensor | TensorLike, Result extends SameShape<T> = SameShape<T>>(
  logits: T,
  options?: PerturbLogitsOptions,
): Result {
  return tidy(() => {
    const { stddev, probability, seed } = optionsArgument('perturbLogits', options, {
      stddev: 0.5,
      probability: 0.5,
      seed: undefined,
    });
    const given = tensorArgument('perturbLogits', 'logits', logits);
    const { batch } = inRows('perturbLogits', 'logits', given);
    numberArgument('perturbLogits', 'stddev', stddev, { atLeast: 0 });
    numberArgument('perturbLogits', 'probability', probability, { atLeast: 0, atMost: 1 });
    if (seed !== undefined) numberArgument('perturbLogits', 'seed', seed);
    if (given.size === 0) return reshape(given, given.shape) as Result;
    const examples = reshape(given, [batch, given.size / batch]);
    const { factors, possible } = noGradient(() => {
      const noise = mul(seededNormal(examples.shape, seed), stddev);
      // A seed half a unit further is another stream.
      const draws = seededUniform([batch, 1], seed === undefined ? undefined : seed + 0.5);
      const isChosen = cast(less(draws, probability), 'float32');
      return { factors: add(1, mul(noise, isChosen)), possible: isPossible(examples) };
    });
    return reshape(select(possible, mul(examples, factors), examples), given.shape) as Result;
  });
}
