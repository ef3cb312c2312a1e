import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { numberArgument } from '../../internal/arguments';
import { optionsArgument } from '../../internal/optionsArgument';
import type { DirectedDistances } from './directedDistances';
import { type ClassReduction, classDefaults, type PerClass } from './labelMaps';
import { distancesPerClass, meanOverClasses, type SurfaceOptions } from './surfaceArguments';

export interface SurfaceDiceOptions<
  Classes extends number | undefined = number | undefined,
  R extends ClassReduction = ClassReduction,
> extends SurfaceOptions<Classes, R> {
  /** The distance, in the unit of the spacing, up to which two surfaces agree (default 1). */
  tolerance?: number;
}

/**
 * The share of two surfaces that is within a tolerance of the other surface.
 *
 *     (|{a ∈ ∂A: d(a) ≤ τ}| + |{b ∈ ∂B: d(b) ≤ τ}|) / (|∂A| + |∂B|)
 *
 * in [0, 1], with ∂ and d as in `surfaceDistances`. Set the tolerance τ to the deviation between two manual outlines.
 *
 * @param predicted Class ids, int32 or bool, `[height, width]` or `[depth, height, width]`.
 * @param truth Class ids of the same shape.
 * @param options `tolerance` τ (default 1) in the unit of `spacing`; `spacing`, `classes`, `ignoreBackground` and
 * `reduction`, as in `surfaceDistances`. A class in only one of the maps scores 0. `empty` decides on a class in
 * neither: `'nan'` (the default), `'worst'` (0) or `'ignore'`.
 * @returns A number for masks and for the mean over classes; otherwise a list, one per class.
 * @throws ArgumentError if the shapes differ, a map holds floats, or an option is unknown or out of range; as a
 * rejection.
 *
 * @example
 * await surfaceDice([[1, 1, 0, 0]], [[1, 1, 1, 1]], { tolerance: 1 }); // 0.8333333
 *
 * Source: Nikolov et al. 2018, "Deep learning to achieve clinically applicable segmentation of head and neck anatomy
 * for radiotherapy". Surfaces are counted in pixels here, as in MONAI; the paper measures their area.
 */
export async function surfaceDice<Classes extends number | undefined = undefined, R extends ClassReduction = 'none'>(
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: SurfaceDiceOptions<Classes, R>,
): Promise<PerClass<Classes, R, number, number[]>> {
  const settings = optionsArgument('surfaceDice', options, { ...classDefaults, spacing: undefined, tolerance: 1 });
  const tolerance = numberArgument('surfaceDice', 'tolerance', settings.tolerance, { atLeast: 0 });
  const records = await distancesPerClass('surfaceDice', predicted, truth, settings);
  const whereEmpty = settings.empty === 'worst' ? 0 : Number.NaN;
  const scores = records.map((record) => shareWithin(record, tolerance) ?? whereEmpty);
  const result =
    settings.classes === undefined
      ? scores[0]
      : settings.reduction === 'mean'
        ? meanOverClasses(scores, settings.empty)
        : scores;
  return result as PerClass<Classes, R, number, number[]>;
}

/** With spacings such as 0.1, distances differ from the tolerance by rounding alone. */
const rounding = 1 + 1e-9;

/** The share of both surfaces within the tolerance of the other; undefined without a surface. */
export function shareWithin({ toTruth, toPredicted }: DirectedDistances, tolerance: number): number | undefined {
  const total = toTruth.length + toPredicted.length;
  if (total === 0) return undefined;
  const within = (distances: Float64Array) => distances.filter((distance) => distance <= tolerance * rounding).length;
  return (within(toTruth) + within(toPredicted)) / total;
}
