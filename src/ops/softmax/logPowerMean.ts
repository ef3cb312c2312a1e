import {
  add,
  div,
  expandDims,
  fill,
  greater,
  less,
  log,
  logicalNot,
  max,
  min,
  minimum,
  mul,
  squeeze,
  step,
  sub,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';
import { defineOp } from '../../engine/defineOp';
import { noGradient } from '../../engine/noGradient';
import { largestFloat32 } from '../../internal/largestFloat32';
import { exponentialTail } from '../exponentialTail/exponentialTail';
import { logUnit } from '../logUnit';
import { select } from '../select';
import { sumLastAxis } from '../sumLastAxis/sumLastAxis';
import { lowest, soften } from './soften';
import { temperedSoftmax } from './temperedSoftmax';

const run = /* @__PURE__ */ defineOp<'x', { power: number }>({
  name: 'LogPowerMean',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { power }) => ({ x: () => mul(expandDims(dy, -1), shares(mul(x, power))) }),
});

/** e^y / Σ e^y over the last axis; entries of +∞, which are those of −∞ for p < 0, share it equally. */
function shares(y: Tensor): Tensor {
  const isInfinite = noGradient(() => greater(y, largestFloat32));
  return temperedSoftmax(select(isInfinite, fill(y.shape, largestFloat32), y), 1);
}

/**
 * (1/p) log (1/K) Σ_k e^(p x_k) over the last axis, of K entries, for a power p other than 0; accurate for any p near
 * 0, where it tends to the mean. An entry of −∞ adds nothing; for p < 0 it makes the result −∞.
 */
export const logPowerMean = (x: Tensor, power: number): Tensor => run({ x }, { power });

function composed({ x }: { x: Tensor }, { power }: { power: number }): Tensor {
  const { mask, largest, scaled } = soften(mul(x, power), 1);
  const mean = (terms: Tensor) => div(sumLastAxis(terms), x.shape[x.rank - 1]);
  // With the largest term as the unit, the mean of the terms is 1 − missing, of which one of the two is accurate.
  const missing = mean(sub(sub(1, mask), mul(mask, exponentialTail(scaled, 1))));
  const near = step(sub(0.5, missing));
  const ofNear = logUnit(minimum(missing, 0.5), { complement: true });
  const ofFar = log(mean(mul(mask, exponentialTail(scaled, 0))));
  const logMean = where(greater(near, 0), ofNear, ofFar);
  const value = div(add(squeeze(largest, [-1]), logMean), power);
  const counts = power > 0 ? greater(max(mask, -1), 0) : logicalNot(less(min(x, -1), lowest));
  return where(counts, value, Number.NEGATIVE_INFINITY);
}
