import type { Tensor, Tensor3D, Tensor4D, Tensor5D, TensorLike } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import {
  booleanArgument,
  choiceArgument,
  describe,
  describeShape,
  numberArgument,
  tensorArgument,
} from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';
import type { SamplingAttributes } from '../ops/sampling/attributes';
import { sampleBatch } from '../ops/sampling/sampleBatch';

export interface SamplerOptions {
  /**
   * The values outside the images: zeros (the default), those of the nearest border pixel, the mirrored image, the
   * repeated image, or `fill`.
   */
  padding?: 'zeros' | 'border' | 'reflection' | 'wrap' | 'fill';
  /** The value outside with the padding `'fill'`: a number, or one per channel (default 0). */
  fill?: number | readonly number[];
  /** −1 and 1 are the centres of the border pixels instead of their outer edges (default false). */
  alignCorners?: boolean;
}

/** Samples have the rank of the images or volumes. All samplers share this type, so they are interchangeable. */
export type SampledOf<T> = ByRank<T, { 3: Tensor3D; 4: Tensor4D; 5: Tensor5D }>;

export const samplerDefaults = { padding: 'zeros', fill: undefined, alignCorners: false } as const;

/** A complete sampler: checks the arguments, with errors that name the function that the user called, and samples. */
export function sample<Result extends Tensor>(
  functionName: string,
  [imagesName, images]: readonly [name: string, value: Tensor | TensorLike],
  grid: Tensor | TensorLike,
  axes: 2 | 3,
  interpolation: SamplingAttributes['interpolation'],
  options: SamplerOptions | undefined,
): Result {
  const given = imagesArgument(functionName, imagesName, images, axes);
  const points = gridArgument(functionName, grid, given, axes);
  const sampling = samplingArgument(functionName, interpolation, options, given.shape.at(-1)!);
  const unbatched = given.rank === axes + 1;
  return fromBatch(sampleBatch(toBatch(given, axes + 2), toBatch(points, axes + 2), sampling), unbatched);
}

/** Images or volumes with at least one pixel. */
export function imagesArgument(functionName: string, name: string, images: Tensor | TensorLike, axes: 2 | 3): Tensor {
  const given = tensorArgument(functionName, name, images, { rank: [axes + 1, axes + 2] });
  const size = given.shape.slice(-axes - 1, -1);
  if (!size.includes(0)) return given;
  throw new ArgumentError(
    functionName,
    `${name} has no pixels`,
    'spatial axes of size 1 or more',
    `shape ${describeShape(given.shape)}`,
  );
}

function gridArgument(functionName: string, grid: Tensor | TensorLike, images: Tensor, axes: 2 | 3): Tensor {
  const { rank } = images;
  const shape: (number | null)[] = [...Array<null>(rank - 1).fill(null), axes];
  const given = tensorArgument(functionName, 'grid', grid, { shape });
  const batched = rank === axes + 2;
  if (!batched || images.shape[0] === 1 || [1, images.shape[0]].includes(given.shape[0])) return given;
  throw new ArgumentError(
    functionName,
    'grid has the wrong batch size',
    `1 or ${images.shape[0]}`,
    `shape ${describeShape(given.shape)}`,
  );
}

/** A sampler's options in the form of the kernel: `'fill'` is the padding `'zeros'` with a fill. */
export function samplingArgument(
  functionName: string,
  interpolation: SamplingAttributes['interpolation'],
  options: SamplerOptions | undefined,
  channels: number,
): SamplingAttributes {
  const { padding, fill, alignCorners } = optionsArgument(functionName, options, samplerDefaults);
  choiceArgument(functionName, 'padding', padding, ['zeros', 'border', 'reflection', 'wrap', 'fill']);
  booleanArgument(functionName, 'alignCorners', alignCorners);
  if (padding === 'fill') {
    const perChannel = fillArgument(functionName, fill === undefined ? 0 : fill, channels);
    return { interpolation, padding: 'zeros', alignCorners, fill: perChannel };
  }
  if (fill === undefined) return { interpolation, padding, alignCorners };
  throw new ArgumentError(functionName, 'fill is given for another padding', "padding 'fill'", `'${padding}'`);
}

function fillArgument(functionName: string, fill: number | readonly number[], channels: number): number[] {
  const values = typeof fill === 'number' ? Array<number>(channels).fill(fill) : fill;
  if (Array.isArray(values) && values.length === channels) {
    return Array.from(values, (value) => numberArgument(functionName, 'fill', value));
  }
  throw new ArgumentError(
    functionName,
    'fill does not fit the channels',
    `a number or ${channels} of them`,
    describe(values),
  );
}
