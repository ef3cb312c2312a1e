import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, describe, numberArgument } from '../internal/arguments';
import { optionsArgument } from '../internal/optionsArgument';
import { seededNormal, seededUniform } from '../internal/random';
import { requireAllocatable } from '../internal/requireAllocatable';

export interface SeededTensorOptions {
  /** The same seed gives the same numbers everywhere. */
  seed?: number;
  /** Uniform in [low, high), or standard normal. */
  distribution?: 'uniform' | 'normal';
  /** The smallest uniform number. */
  low?: number;
  /** Uniform numbers stay below this. */
  high?: number;
}

/**
 * A float32 tensor of random numbers for a test: the same seed gives the same numbers on every backend and machine.
 * They are also the noise that `reparameterize` draws with that seed.
 *
 * @param shape The shape of the tensor.
 * @param options `seed` (default 0); `distribution` `'uniform'` in [`low`, `high`) (the default, in [−1, 1)) or
 * standard `'normal'`.
 * @returns A float32 tensor.
 * @throws ArgumentError if the shape is not a list of sizes or reaches 2 GiB, or an option is out of range.
 *
 * @example
 * seededTensor([3], { seed: 7 }).print(); // [-0.2708096, -0.984238, -0.6247592]
 */
export function seededTensor(shape: number[], options?: SeededTensorOptions): Tensor {
  const { seed, distribution, low, high } = optionsArgument('seededTensor', options, {
    seed: 0,
    distribution: 'uniform',
    low: -1,
    high: 1,
  });
  // `find` visits holes, which `every` skips.
  if (!Array.isArray(shape) || shape.findIndex((size) => !Number.isSafeInteger(size) || size < 0) >= 0) {
    throw new ArgumentError('seededTensor', 'the shape is wrong', 'a list of integers of at least 0', describe(shape));
  }
  requireAllocatable('seededTensor', 'the tensor', shape);
  numberArgument('seededTensor', 'seed', seed);
  choiceArgument('seededTensor', 'distribution', distribution, ['uniform', 'normal']);
  numberArgument('seededTensor', 'low', low);
  numberArgument('seededTensor', 'high', high, { atLeast: low });
  return distribution === 'normal' ? seededNormal(shape, seed) : seededUniform(shape, seed, low, high);
}
