import { add, max, maximum, reshape, sub, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { temperedSoftmax } from '../ops/softmax/temperedSoftmax';
import { zerosOf } from '../ops/zerosOf';
import { elementwise } from './elementwise';
import { insideUnit, noiseFor, type SampleOptions, sampleDefaults } from './sampleFrom';
import { standardGumbel } from './standardGumbel';

export interface SampleGumbelSoftmaxOptions extends SampleOptions {
  /** τ, from 1e-8 to 1e8: towards 0 the samples become one-hot, and their gradients noisy. */
  temperature?: number;
}

/**
 * Samples of the Gumbel-softmax (concrete) distribution: a differentiable stand-in for one-hot samples of classes.
 *
 *     z = softmax((logits + g) / τ),   g = −log(−log u),   u ~ U(0, 1) for each class
 *
 * At every temperature the largest entry belongs to class i with probability softmax(logits)_i. A logit of −∞ has
 * probability 0 and no gradient; a common shift of a row's logits changes nothing. Differentiable any number of times
 * in logits and noise. Noise of 0 or 1 is moved inside (0, 1) and has no gradient there.
 *
 * @param logits Unnormalized log-probabilities, `[..., classes]`.
 * @param options `temperature` τ (default 1); `noise`, in the shape of the result; `seed`; `samples`.
 * @returns Probabilities of the shape of the logits, with a leading axis of size L for `samples: L` or for noise that
 * has one.
 * @throws ArgumentError if logits has no axis, the noise does not fit, an option is out of range, or both `noise` and
 * `seed` are given.
 *
 * @example
 * sampleGumbelSoftmax([0, Math.log(3)], { temperature: 0.5, noise: [0.5, 0.5] }).print(); // [0.1, 0.9]
 *
 * @see Maddison et al. 2017, "The concrete distribution", section 3.1; Jang et al. 2017, "Categorical
 * reparameterization with Gumbel-softmax", eq. 2.
 */
export function sampleGumbelSoftmax(logits: Tensor | TensorLike, options?: SampleGumbelSoftmaxOptions): Tensor {
  return tidy(() => {
    const name = 'sampleGumbelSoftmax';
    const { temperature, ...drawn } = optionsArgument(name, options, { ...sampleDefaults, temperature: 1 });
    const given = tensorArgument(name, 'logits', logits);
    if (given.rank === 0) {
      throw new ArgumentError(name, 'logits has no axis', 'at least rank 1', `shape ${describeShape([])}`);
    }
    numberArgument(name, 'temperature', temperature, { atLeast: 1e-8, atMost: 1e8 });
    const noise = noiseFor(name, 'uniform', given.shape, drawn);
    const { shape, size } = noise;
    if (size === 0) return zerosOf([given, noise], shape);
    const classes = shape[shape.length - 1];
    const perturbed = elementwise([fromLargest(given, classes), noise], shape, ([logits, u]) =>
      add(logits, standardGumbel(insideUnit(u))),
    );
    return reshape(temperedSoftmax(reshape(perturbed, [size / classes, classes]), temperature), shape);
  });
}

/** Logits minus the largest of their row, so that float32 keeps the noise beside logits of any size. */
function fromLargest(logits: Tensor, classes: number): Tensor {
  const rows = reshape(logits, [logits.size / classes, classes]);
  const largest = noGradient(() => maximum(max(rows, 1, true), -1e30)); // a row of −∞ stays −∞
  return reshape(sub(rows, largest), logits.shape);
}
