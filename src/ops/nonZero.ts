import { add, cast, equal, type Tensor } from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';

/** `x` with 1 instead of 0: a divisor for which zero over zero is zero. */
export const nonZero = <T extends Tensor>(x: T): T =>
  add(
    x,
    noGradient(() => cast(equal(x, 0), 'float32')),
  );
