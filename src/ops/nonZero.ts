import { add, cast, equal, type Tensor } from '@tensorflow/tfjs-core';
import { noGradient } from '../engine/noGradient';

/** `x` with 1 instead of 0: a divisor that makes 0 / 0 equal 0. */
export const nonZero = <T extends Tensor>(x: T): T =>
  add(
    x,
    noGradient(() => cast(equal(x, 0), 'float32')),
  );
