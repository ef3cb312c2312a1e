import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { requireInUse } from '../internal/arguments';
import { describe, isTensor } from '../internal/describe';
import { compareTensors, coordinates, type ExpectedTensor, type Tolerance } from './compareTensors';

interface MatcherResult {
  pass: boolean;
  message: () => string;
}

/** The types of `tensorMatchers`, for the declarations of a test runner. */
export interface TensorMatchers<Result = Promise<void>> {
  /** See `expectTensorsClose`. */
  toBeCloseToTensor(expected: ExpectedTensor, tolerance?: Tolerance): Result;
  /** No element is infinite or NaN. */
  toBeFiniteTensor(): Result;
}

/**
 * Matchers for `expect.extend` of Vitest and Jest: `toBeCloseToTensor(expected, {rtol, atol})`, which compares as
 * `expectTensorsClose` does, and `toBeFiniteTensor()`. They read the tensor, so each must be awaited.
 *
 * For their types, in a declaration file of the tests:
 *
 *     import type { TensorMatchers } from 'diffblocks/testing';
 *     declare module 'vitest' { interface Matchers<T> extends TensorMatchers {} }                       // Vitest
 *     declare global { namespace jest { interface Matchers<R> extends TensorMatchers<Promise<R>> {} } } // Jest
 *
 * @throws ArgumentError (as a rejection) if the actual value is not a tensor in use, or the expected one is not
 * comparable.
 *
 * @example
 * expect.extend(tensorMatchers);
 * await expect(tf.square([1, 2])).toBeCloseToTensor([1, 4]);
 * await expect(tf.log([0])).not.toBeFiniteTensor();
 */
export const tensorMatchers = {
  async toBeCloseToTensor(actual: Tensor, expected: ExpectedTensor, tolerance?: Tolerance): Promise<MatcherResult> {
    const difference = await compareTensors('toBeCloseToTensor', actual, expected, tolerance);
    return {
      pass: difference === undefined,
      message: () => `toBeCloseToTensor: ${difference ?? 'the tensors are close; expected a difference'}`,
    };
  },

  async toBeFiniteTensor(actual: Tensor): Promise<MatcherResult> {
    if (!isTensor(actual)) {
      throw new ArgumentError('toBeFiniteTensor', 'actual is not a tensor', 'a tensor', describe(actual));
    }
    requireInUse('toBeFiniteTensor', 'actual', actual);
    const values: ArrayLike<number> = await actual.data();
    const index = Array.from(values).findIndex((value) => !Number.isFinite(value));
    return {
      pass: index < 0,
      message: () =>
        `toBeFiniteTensor: ${index < 0 ? 'all elements are finite' : `element [${coordinates(index, actual.shape).join(', ')}] is ${values[index]}`}`,
    };
  },
};
