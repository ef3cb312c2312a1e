import {
  add,
  cast,
  div,
  equal,
  greater,
  logicalAnd,
  maximum,
  notEqual,
  reshape,
  type Scalar,
  scalar,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type TensorLike,
  tensor2d,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { optionsArgument } from '../../internal/optionsArgument';
import { sumLastAxis } from '../../ops/sumLastAxis/sumLastAxis';
import {
  type ClassOptions,
  type ClassReduction,
  classDefaults,
  classesArgument,
  labelMaps,
  type PerClass,
} from './labelMaps';

/** The options of an overlap score. */
export type OverlapOptions<
  Classes extends number | undefined = number | undefined,
  R extends ClassReduction = ClassReduction,
> = ClassOptions<Classes, R>;

/** An overlap score: a scalar, or one value per class, by the options. */
export type Overlap<Classes extends number | undefined, R extends ClassReduction> = PerClass<
  Classes,
  R,
  Scalar,
  Tensor1D
>;

/** The pixels in both masks, in the predicted one and in the true one: one number per class. */
interface Counts {
  both: Tensor;
  predicted: Tensor;
  truth: Tensor;
}

/** A score that is a share of pixels: `parts` gives its numerator and its denominator, which is 0 for empty masks. */
export function overlap<Classes extends number | undefined, R extends ClassReduction>(
  functionName: string,
  predicted: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options: OverlapOptions<Classes, R> | undefined,
  parts: (counts: Counts) => [numerator: Tensor, denominator: Tensor],
): Overlap<Classes, R> {
  return tidy(() => {
    const settings = optionsArgument(functionName, options, classDefaults);
    const ids = classesArgument(functionName, settings);
    const maps = labelMaps(functionName, predicted, truth);
    const [numerator, denominator] = parts(count(maps, ids));
    const defined = greater(denominator, 0);
    const shares = div(numerator, maximum(denominator, 1));
    const scores = where(defined, shares, scalar(settings.empty === 'worst' ? 0 : Number.NaN)) as Tensor1D;
    if (!ids) return reshape(scores, []);
    if (settings.reduction === 'none') return scores;
    if (settings.empty !== 'ignore') return div(sum(scores), ids.length);
    const kept = where(defined, scores, zerosLike(scores));
    const total = sum(cast(defined, 'float32'));
    return where(greater(total, 0), div(sum(kept), maximum(total, 1)), scalar(Number.NaN));
  }) as Overlap<Classes, R>;
}

function count([predicted, truth]: [Tensor, Tensor], ids: number[] | undefined): Counts {
  const members = (map: Tensor) => {
    const row = reshape(map, [1, map.size]);
    return ids ? equal(row, tensor2d(ids, [ids.length, 1], 'int32')) : notEqual(row, scalar(0, 'int32'));
  };
  const [inPredicted, inTruth] = [members(predicted), members(truth)];
  const size = (mask: Tensor) => sumLastAxis(cast(mask, 'float32'));
  return { both: size(logicalAnd(inPredicted, inTruth)), predicted: size(inPredicted), truth: size(inTruth) };
}

/** |A ∪ B| of counts. */
export const union = ({ both, predicted, truth }: Counts): Tensor => sub(add(predicted, truth), both);
