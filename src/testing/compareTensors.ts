import { type Tensor, type TensorLike, tidy, util } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument, requireInUse, tensorArgument } from '../internal/arguments';
import { describe, isTensor } from '../internal/describe';
import { optionsArgument } from '../internal/optionsArgument';

export interface Tolerance {
  /** Tolerance relative to the expected value. */
  rtol?: number;
  /** Absolute tolerance, added to the relative one. */
  atol?: number;
}

/** The expected value: a tensor, (nested) numbers, or a tensor as the fixtures store it. */
export type ExpectedTensor = Tensor | TensorLike | StoredTensor;

export interface StoredTensor {
  /** The size of each axis. */
  shape: readonly number[];
  /** In row-major order; `'Infinity'`, `'-Infinity'` and `'NaN'` may be strings, because JSON lacks these numbers. */
  values: ArrayLike<number | string>;
}

/** Describes how two tensors differ; undefined if they are close. */
export async function compareTensors(
  functionName: string,
  actual: Tensor,
  expected: ExpectedTensor,
  tolerance: Tolerance | undefined,
): Promise<string | undefined> {
  const { rtol, atol } = optionsArgument(functionName, tolerance, { rtol: 1e-5, atol: 1e-6 });
  if (!isTensor(actual)) {
    throw new ArgumentError(functionName, 'actual is not a tensor', 'a tensor', describe(actual));
  }
  requireInUse(functionName, 'actual', actual);
  // An infinite tolerance would accept any value.
  numberArgument(functionName, 'rtol', rtol, { atLeast: 0 });
  numberArgument(functionName, 'atol', atol, { atLeast: 0 });
  const { shape, values: want } = await stored(functionName, expected);
  if (actual.shape.join() !== shape.join()) return `shapes differ; expected [${shape}]; got [${actual.shape}]`;
  const got = await actual.data();
  let differing = 0;
  let worst = { index: -1, excess: 0 };
  for (let index = 0; index < want.length; index++) {
    const excess = excessOver(atol + rtol * Math.abs(want[index]), got[index], want[index]);
    if (excess <= 1) continue;
    differing++;
    if (excess > worst.excess) worst = { index, excess };
  }
  if (differing === 0) return undefined;
  const { index } = worst;
  const where = `${differing} of ${want.length} elements differ, worst at [${coordinates(index, shape).join(', ')}]`;
  return `${where}; expected ${want[index]}; got ${got[index]} (rtol ${rtol}, atol ${atol})`;
}

/**
 * The distance between two numbers in tolerances. Equal infinities and two NaN are equal; neither is close to others.
 */
function excessOver(tolerance: number, got: number, want: number): number {
  if (got === want || (Number.isNaN(got) && Number.isNaN(want))) return 0;
  const distance = Math.abs(got - want);
  return Number.isFinite(distance) ? distance / tolerance : Number.POSITIVE_INFINITY;
}

async function stored(
  functionName: string,
  expected: ExpectedTensor,
): Promise<{ shape: readonly number[]; values: ArrayLike<number> }> {
  if (isStored(expected)) {
    const { shape, values } = expected;
    if (!isShape(shape) || !isArrayLike(values)) {
      const got = `{shape: ${describe(shape)}, values: ${describe(values)}}`;
      throw new ArgumentError(functionName, 'expected is not a stored tensor', 'lists of sizes and values', got);
    }
    if (values.length === util.sizeFromShape([...shape])) return { shape, values: Array.from(values, Number) };
    const wanted = `as many as shape [${shape.join(', ')}] holds`;
    throw new ArgumentError(functionName, `expected has ${values.length} values`, wanted, String(values.length));
  }
  if (isTensor(expected)) requireInUse(functionName, 'expected', expected);
  const wanted = isTensor(expected) ? expected : tidy(() => tensorArgument(functionName, 'expected', expected));
  const values = await wanted.data();
  if (wanted !== expected) wanted.dispose();
  return { shape: wanted.shape, values };
}

const isStored = (expected: ExpectedTensor): expected is StoredTensor =>
  !isTensor(expected) &&
  typeof expected === 'object' &&
  expected !== null &&
  'shape' in expected &&
  'values' in expected;

/** `find` visits holes, which `every` skips. */
const isShape = (shape: unknown) =>
  Array.isArray(shape) && shape.findIndex((size) => !Number.isSafeInteger(size) || size < 0) < 0;

const isArrayLike = (values: unknown) => Array.isArray(values) || ArrayBuffer.isView(values);

/** The coordinates of the element at a flat, row-major index. */
export function coordinates(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .map((_, axis) => {
      const size = shape[shape.length - 1 - axis];
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      return coordinate;
    })
    .reverse();
}
