import { abs, clipByValue, exp, mul, neg, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { largestFloat32 } from '../../internal/largestFloat32';
import { logOnePlus } from '../logOnePlus';

/**
 * x l − log(1 + eˡ) = (x − [l > 0]) l − log(1 + e^−|l|). Both parts are at most 0 for x in [0, 1], so nothing cancels.
 */
export function composed({ x, logits }: { x: Tensor; logits: Tensor }): Tensor {
  // An infinite logit would make the product with 0 NaN.
  const finite = clipByValue(logits, -largestFloat32, largestFloat32);
  const miss = mul(sub(x, step(logits)), finite);
  return sub(miss, logOnePlus(exp(neg(abs(logits)))));
}
