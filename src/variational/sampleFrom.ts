import { clipByValue, greater, less, logicalOr, type Tensor, type TensorLike } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { broadcastShape } from '../internal/broadcast';
import { optionsArgument } from '../internal/optionsArgument';
import { seededNormal, seededUniform } from '../internal/random';
import { requireAllocatable } from '../internal/requireAllocatable';
import { select } from '../ops/select';
import { elementwise } from './elementwise';

export interface SampleOptions {
  /** Noise of the result's shape, instead of `seed`: uniform in (0, 1), or standard normal if the formula has ε. */
  noise?: Tensor | TensorLike;
  /**
   * The same seed gives the same noise on every backend and in every call: in a training loop use a different one in
   * each step. Functions that draw from one distribution share the stream of a seed. Without a seed each call draws new
   * noise.
   */
  seed?: number;
  /** The number of samples, on a new first axis of the result. The first is the draw of the same seed without it. */
  samples?: number;
}

/** The defaults of the functions that sample. */
export const sampleDefaults = { noise: undefined, seed: undefined, samples: undefined } as const;

type Distribution = 'normal' | 'uniform';

/** Samples of a distribution: a function of noise and of parameters, which broadcast to the shape of one sample. */
export function sampleFrom(
  functionName: string,
  distribution: Distribution,
  parameters: Record<string, Tensor | TensorLike>,
  options: SampleOptions | undefined,
  transform: (noise: Tensor, parameters: Tensor[]) => Tensor,
): Tensor {
  return tidy(() => {
    const drawn = optionsArgument(functionName, options, sampleDefaults);
    const given = Object.entries(parameters).map(([name, value]) => [name, tensorArgument(functionName, name, value)]);
    const tensors: Record<string, Tensor> = Object.fromEntries(given);
    const noise = noiseFor(functionName, distribution, broadcastShape(functionName, tensors), drawn);
    return elementwise([noise, ...Object.values(tensors)], noise.shape, ([noise, ...parameters]) =>
      transform(distribution === 'uniform' ? insideUnit(noise) : noise, parameters),
    );
  });
}

/** The noise for samples of a shape: given, or drawn. */
export function noiseFor(
  functionName: string,
  distribution: Distribution,
  shape: number[],
  { noise, seed, samples }: SampleOptions,
): Tensor {
  if (samples !== undefined) numberArgument(functionName, 'samples', samples, { integer: true, atLeast: 1 });
  requireAllocatable(functionName, 'the result', [samples ?? 1, ...shape]);
  if (seed !== undefined) numberArgument(functionName, 'seed', seed);
  if (noise !== undefined) return noiseArgument(functionName, noise, seed, samples, shape);
  const drawnShape = samples === undefined ? shape : [samples, ...shape];
  // The generator has 32 bits: its 0 stands for [0, 2⁻³²).
  return distribution === 'normal' ? seededNormal(drawnShape, seed) : seededUniform(drawnShape, seed, 2 ** -33);
}

/** Noise of the parameters' shape, or with a sample axis before it. */
function noiseArgument(
  functionName: string,
  noise: Tensor | TensorLike,
  seed: number | undefined,
  samples: number | undefined,
  shape: number[],
): Tensor {
  if (seed !== undefined) throw new ArgumentError(functionName, 'noise and seed exclude each other', 'one', 'both');
  const given = tensorArgument(functionName, 'noise', noise);
  if (samples === undefined && given.shape.join() === shape.join()) return given;
  const drawn = given.rank === shape.length + 1 ? given.shape[0] : 1;
  const expected = [samples ?? drawn, ...shape];
  if (given.shape.join() === expected.join()) return given;
  throw new ArgumentError(
    functionName,
    'noise has the wrong shape',
    samples === undefined ? `${describeShape(shape)}, or a sample axis before it` : describeShape(expected),
    describeShape(given.shape),
  );
}

/** The least and the largest float32 number within (0, 1) that no backend rounds to an end. */
const [least, most] = [2 ** -126, 1 - 2 ** -24];

/** Uniform noise within (0, 1): noise at or beyond an end moves inside, without a gradient. NaN stays NaN. */
export function insideUnit(u: Tensor): Tensor {
  const { outside, moved } = noGradient(() => ({
    outside: logicalOr(less(u, least), greater(u, most)),
    moved: clipByValue(u, least, most),
  }));
  return select(outside, moved, u);
}
