import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { optionsArgument } from '../../internal/optionsArgument';
import { distanceStatistics, type SurfaceDistances, statisticsOf } from './distanceStatistics';
import type { ClassReduction, PerClass } from './labelMaps';
import {
  distancesPerClass,
  formArgument,
  meanOverClasses,
  type SurfaceForm,
  type SurfaceOptions,
  surfaceDefaults,
} from './surfaceArguments';

export interface SurfaceDistancesOptions<
  Classes extends number | undefined = number | undefined,
  R extends ClassReduction = ClassReduction,
> extends SurfaceOptions<Classes, R> {
  /** `'pooled'` (the default) pools both directions, `'symmetric'` averages the two, `'maximum'` takes the larger. */
  form?: SurfaceForm;
}

/**
 * The distances between the outlines of two segmentations: mean, root mean square, maximum and 95th percentile.
 *
 *     d(a) = min over b in ∂B of ‖a − b‖  for a in ∂A,    d(b) likewise
 *
 * ∂A is the surface of A: A minus its erosion by the cross, that is, the pixels with a neighbour along an axis outside
 * A. Everything beyond the image is outside. By default the statistics cover all d(a) and d(b) together (`'pooled'`).
 * `'symmetric'` computes each statistic per direction and averages the two; `'maximum'` takes the larger. The
 * percentile is interpolated linearly, as in NumPy.
 *
 * With `weighting: 'area'` the surface runs between the pixels inside and those outside, in the pieces of marching
 * cubes (in an image, marching squares). Each piece weighs its area, or its length, and the percentile is the smallest
 * distance that 95% of the area does not exceed.
 *
 * The function reads the maps and computes in float64 on the CPU, in time linear in the number of pixels.
 *
 * @param predicted Class ids, int32 or bool, `[height, width]` or `[depth, height, width]`.
 * @param truth Class ids of the same shape.
 * @param options `spacing`, the size of a pixel along each axis, in axis order (default 1 each); `form` (default
 * `'pooled'`); `weighting`; `classes`, `ignoreBackground` and `reduction`, as in `diceCoefficient`. `empty` decides on
 * a class that one or both of the maps lack: `'nan'` (the default), `'worst'` (∞) or `'ignore'`, which leaves it out of
 * the mean.
 * @returns `{average, rootMeanSquare, hausdorff, hausdorff95}` in the unit of the spacing: numbers for masks and for
 * the mean over classes, otherwise lists with one entry per class.
 * @throws ArgumentError if the shapes differ, a map holds floats, or an option is unknown or out of range; as a
 * rejection.
 *
 * @example
 * const { average, hausdorff } = await surfaceDistances([[1, 1, 0, 0]], [[1, 1, 1, 1]], { spacing: [1, 0.5] });
 * average; // 0.25
 * hausdorff; // 1
 *
 * @see Heimann et al. 2009, "Comparison and evaluation of methods for liver segmentation from CT datasets". The
 * distances follow Felzenszwalb and Huttenlocher 2012, "Distance transforms of sampled functions". medpy's `assd` is
 * the `'symmetric'` average and its `hd95` the `'pooled'` one; MONAI's Hausdorff distances are `'maximum'`. DeepMind's
 * surface-distance weights by area; its robust Hausdorff distance is `'maximum'`.
 */
export async function surfaceDistances<
  Classes extends number | undefined = undefined,
  R extends ClassReduction = 'none',
>(
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: SurfaceDistancesOptions<Classes, R>,
): Promise<SurfaceDistances<PerClass<Classes, R, number, number[]>>> {
  const name = 'surfaceDistances';
  const settings = optionsArgument(name, options, { ...surfaceDefaults, form: 'pooled' });
  const form = formArgument(name, settings.form);
  const records = await distancesPerClass(name, predicted, truth, settings);
  const whereEmpty = settings.empty === 'worst' ? Number.POSITIVE_INFINITY : Number.NaN;
  const scores = records.map((record) => distanceStatistics(record, form, whereEmpty));
  return statisticsOf((statistic) => {
    const perClass = scores.map((score) => score[statistic]);
    if (settings.classes === undefined) return perClass[0];
    return settings.reduction === 'mean' ? meanOverClasses(perClass, settings.empty) : perClass;
  }) as SurfaceDistances<PerClass<Classes, R, number, number[]>>;
}
