import { add, div, expandDims, mul, sqrt, square, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { noGradient } from '../../engine/noGradient';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';

/** The variance that rounding leaves in a constant row, relative to its mean square. */
const flat = 1e-12;

const rowMean = (x: Tensor): Tensor => expandDims(div(sumLastAxis(x), Math.max(x.shape[x.rank - 1], 1)), -1);

/** (x − mean) / √variance, and 1 / √variance. */
function moments(x: Tensor): { y: Tensor; scale: Tensor } {
  const deviations = sub(x, rowMean(x));
  const variance = rowMean(square(deviations));
  const varied = noGradient(() => step(sub(variance, mul(rowMean(square(x)), flat))));
  // A factor of 0 cuts the gradient off only if the other factor is finite.
  const scale = div(varied, sqrt(add(mul(variance, varied), sub(1, varied))));
  return { y: mul(deviations, scale), scale };
}

export const composed = ({ x }: { x: Tensor }): Tensor => moments(x).y;

/** (dy − mean(dy) − y · mean(dy · y)) / √variance. */
export function composedGrad({ dy, x }: { dy: Tensor; x: Tensor }): Tensor {
  const { y, scale } = moments(x);
  return mul(sub(sub(dy, rowMean(dy)), mul(y, rowMean(mul(dy, y)))), scale);
}
