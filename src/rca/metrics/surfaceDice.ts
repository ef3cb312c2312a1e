import type { Tensor, TensorLike } from '@tensorflow/tfjs-core';
import { numberArgument } from '../../internal/arguments';
import { optionsArgument } from '../../internal/optionsArgument';
import type { DirectedDistances, Distances } from './directedDistances';
import type { ClassReduction, PerClass } from './labelMaps';
import { distancesPerClass, meanOverClasses, type SurfaceOptions, surfaceDefaults } from './surfaceArguments';

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
 * @param options `tolerance` τ (default 1) in the unit of `spacing`; `spacing`, `weighting`, `classes`,
 * `ignoreBackground` and `reduction`, as in `surfaceDistances`. A class in only one of the maps scores 0. `empty`
 * decides on a class in neither: `'nan'` (the default), `'worst'` (0) or `'ignore'`.
 * @returns A number for masks and for the mean over classes; otherwise a list, one per class.
 * @throws ArgumentError if the shapes differ, a map holds floats, or an option is unknown or out of range; as a
 * rejection.
 *
 * @example
 * await surfaceDice([[1, 1, 0, 0]], [[1, 1, 1, 1]], { tolerance: 1 }); // 0.8333333
 *
 * @see Nikolov et al. 2018, "Deep learning to achieve clinically applicable segmentation of head and neck anatomy
 * for radiotherapy". By default surfaces are counted in pixels, as in MONAI; `weighting: 'area'` is the paper's form.
 */
export async function surfaceDice<Classes extends number | undefined = undefined, R extends ClassReduction = 'none'>(
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: SurfaceDiceOptions<Classes, R>,
): Promise<PerClass<Classes, R, number, number[]>> {
  const settings = optionsArgument('surfaceDice', options, { ...surfaceDefaults, tolerance: 1 });
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
  const area = ({ values, areas }: Distances, limit: number) =>
    values.reduce((sum, distance, at) => (distance <= limit ? sum + (areas ? areas[at] : 1) : sum), 0);
  const sum = (limit: number) => area(toTruth, limit) + area(toPredicted, limit);
  const total = sum(Number.POSITIVE_INFINITY);
  return total === 0 ? undefined : sum(tolerance * rounding) / total;
}
