import type { Tensor } from '@tensorflow/tfjs-core';
import { compareTensors, type ExpectedTensor, type Tolerance } from './compareTensors';

/**
 * Rejects unless two tensors have the same shape and close values, naming the element that is furthest off.
 *
 *     |actual − expected| ≤ atol + rtol · |expected|
 *
 * Infinities are close only to themselves, and NaN only to NaN. Nothing is disposed.
 *
 * @param actual The tensor under test.
 * @param expected A tensor, (nested) numbers, or `{shape, values}` as in `diffblocks/fixtures/*`.
 * @param tolerance `rtol` (default 1e-5) and `atol` (default 1e-6).
 * @throws ArgumentError if `actual` is not a tensor in use, `expected` is not comparable, or a tolerance is unknown or
 * not finite; Error if they are not close. Both as a rejection.
 *
 * @example
 * await expectTensorsClose(tf.square([1, 2]), [1, 5]).catch((error) => console.log(error.message));
 * // expectTensorsClose: 1 of 2 elements differ, worst at [1]; expected 5; got 4 (rtol 0.00001, atol 0.000001)
 */
export async function expectTensorsClose(
  actual: Tensor,
  expected: ExpectedTensor,
  tolerance?: Tolerance,
): Promise<void> {
  const difference = await compareTensors('expectTensorsClose', actual, expected, tolerance);
  if (difference) throw new Error(`expectTensorsClose: ${difference}`);
}
