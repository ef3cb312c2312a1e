import { util } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { describe, isArray, isTypedArray } from './describe';
import { requireAllocatable } from './requireAllocatable';

/** The values and shape from which a tensor is made. */
interface NestedNumbers {
  values: Float32Array | Int32Array;
  shape: number[];
  /** The first number that does not fit into int32 values. */
  misfit?: number;
}

/** Limits the depth: a list that contains itself is deeper than any number of axes. */
const deepest = 32;

/** A number, or (nested) lists and typed arrays of numbers, as values and shape; an error names any other entry. */
export function nestedNumbers(
  functionName: string,
  name: string,
  value: unknown,
  dtype: 'float32' | 'int32',
): NestedNumbers {
  const uneven = (got: string) =>
    new ArgumentError(functionName, `${name} does not form a tensor`, 'numbers nested evenly', got);
  const shape: number[] = [];
  for (let list = value; isList(list); list = list[0]) {
    if (shape.push(list.length) > deepest) throw uneven(`more than ${deepest} nested lists, or a list inside itself`);
  }
  requireAllocatable(functionName, name, shape);
  const values = new { float32: Float32Array, int32: Int32Array }[dtype](util.sizeFromShape(shape));

  let next = 0;
  let misfit: number | undefined;
  const put = (number: number) => {
    values[next++] = number;
    if (dtype === 'int32' && (number | 0) !== number) misfit ??= number;
  };
  const fill = (part: unknown, axis: number): void => {
    const inList = axis < shape.length;
    if (isNumber(part) && !inList) {
      put(Number(part));
    } else if (isList(part) && inList && part.length === shape[axis]) {
      if (dtype === 'float32' && isTypedArray(part) && axis === shape.length - 1) {
        values.set(part, next);
        next += part.length;
      } else for (let index = 0; index < part.length; index++) fill(part[index], axis + 1);
    } else if (isNumber(part) || isList(part)) {
      throw uneven('lists of different lengths');
    } else {
      throw new ArgumentError(functionName, `${name} is not a tensor`, 'a tensor or (nested) numbers', describe(part));
    }
  };
  fill(value, 0);
  return { values, shape, misfit };
}

const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

const isList = (value: unknown): value is ArrayLike<unknown> => isArray(value) || isTypedArray(value);
