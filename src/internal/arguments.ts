import { cast, Tensor, type TensorLike, tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { toFloat } from './toFloat';

export const describeShape = (shape: readonly (number | null)[]) => `[${shape.map((size) => size ?? '*').join(', ')}]`;

/** A value that is not what it should be, in the words of an error. A tensor's values are not read. */
export function describe(value: unknown): string {
  if (value instanceof Tensor) return `a ${value.dtype} tensor of shape ${describeShape(value.shape)}`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  return value === Object(value) ? Object.prototype.toString.call(value) : String(value);
}

/** `a, b or c`. */
export const alternatives = (values: readonly unknown[]) =>
  values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : String(values[0]);

export interface TensorRequirement {
  /** The ranks allowed. */
  rank?: number | readonly number[];
  /** The exact shape; `null` stands for any size. */
  shape?: readonly (number | null)[];
  /** `'float32'` casts integers and booleans; `'int32'` casts booleans and refuses floats, in lists what is no integer. */
  dtype?: 'float32' | 'int32';
}

/** A tensor or tensor-like argument as a tensor of the required dtype, or an error that names function and argument. */
export function tensorArgument<T extends Tensor>(
  functionName: string,
  name: string,
  value: Tensor | TensorLike,
  { rank, shape, dtype = 'float32' }: TensorRequirement = {},
): T {
  const given = toTensor(functionName, name, value, dtype);
  if (rank !== undefined && ![rank].flat().includes(given.rank)) {
    throw new ArgumentError(
      functionName,
      `${name} has the wrong rank`,
      `rank ${alternatives([rank].flat())}`,
      `shape ${describeShape(given.shape)}`,
    );
  }
  if (shape !== undefined && !matches(given.shape, shape)) {
    throw new ArgumentError(
      functionName,
      `${name} has the wrong shape`,
      describeShape(shape),
      describeShape(given.shape),
    );
  }
  // tfjs cuts the fraction off.
  const fraction = dtype === 'int32' && firstLeaf(value, isFraction);
  if (fraction) {
    throw new ArgumentError(functionName, `${name} has a value that is no integer`, 'integers', String(fraction.leaf));
  }
  if (given.dtype === dtype) return given as T;
  if (dtype === 'float32' && (given.dtype === 'int32' || given.dtype === 'bool')) return toFloat(given) as T;
  if (dtype === 'int32' && given.dtype === 'bool') return cast(given, 'int32') as T;
  throw new ArgumentError(functionName, `${name} has the wrong dtype`, dtype, given.dtype);
}

function toTensor(functionName: string, name: string, value: Tensor | TensorLike, dtype: 'float32' | 'int32'): Tensor {
  if (value instanceof Tensor) {
    requireInUse(functionName, name, value);
    return value;
  }
  const stranger = firstLeaf(value, isStranger);
  if (stranger) {
    const got = describe(stranger.leaf);
    throw new ArgumentError(functionName, `${name} is not a tensor`, 'a tensor or (nested) numbers', got);
  }
  const refuse = (got: string) =>
    new ArgumentError(functionName, `${name} cannot be made a tensor`, 'numbers nested evenly', got);
  if (Array.isArray(value) && !isNested(value, firstLengths(value))) throw refuse('lists of different lengths');
  try {
    return tensor(value, undefined, ArrayBuffer.isView(value) ? undefined : dtype);
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

/** Requires a tensor that has not been disposed. */
export function requireInUse(functionName: string, name: string, tensor: Tensor): void {
  if (!tensor.isDisposed) return;
  throw new ArgumentError(functionName, `${name} has been disposed`, 'a tensor in use', describe(tensor));
}

/** The first value in (nested) lists of which something holds. */
function firstLeaf(value: unknown, holds: (leaf: unknown) => boolean): { leaf: unknown } | undefined {
  if (!Array.isArray(value)) return holds(value) ? { leaf: value } : undefined;
  for (const inner of value) {
    const first = firstLeaf(inner, holds);
    if (first) return first;
  }
  return undefined;
}

/** What is no number: tfjs makes NaN or 0 of it within a list. */
const isStranger = (leaf: unknown) =>
  typeof leaf !== 'number' && typeof leaf !== 'boolean' && !ArrayBuffer.isView(leaf);

/** A typed array tells by its dtype. */
const isFraction = (leaf: unknown) => typeof leaf === 'number' && !Number.isInteger(leaf);

/** The lengths of the first list of each depth, from which alone tfjs takes the shape. */
function firstLengths(value: unknown): number[] {
  if (ArrayBuffer.isView(value)) return [(value as Float32Array).length];
  return Array.isArray(value) ? [value.length, ...firstLengths(value[0])] : [];
}

function isNested(value: unknown, shape: readonly number[], axis = 0): boolean {
  const isLast = axis === shape.length - 1;
  if (ArrayBuffer.isView(value)) return isLast && (value as Float32Array).length === shape[axis];
  if (!Array.isArray(value) || value.length !== shape[axis]) return false;
  return isLast ? !value.some(Array.isArray) : value.every((inner) => isNested(inner, shape, axis + 1));
}

const matches = (shape: readonly number[], required: readonly (number | null)[]) =>
  shape.length === required.length && required.every((size, axis) => size === null || size === shape[axis]);

/** Requires two shapes to be equal, and names both arguments where they are not. */
export function requireSameShape(functionName: string, nameA: string, a: Tensor, nameB: string, b: Tensor): void {
  if (matches(a.shape, b.shape)) return;
  throw new ArgumentError(
    functionName,
    `${nameA} and ${nameB} differ in shape`,
    `${nameB} of shape ${describeShape(a.shape)}`,
    describeShape(b.shape),
  );
}

interface NumberRequirement {
  /** The number must be greater than this. */
  above?: number;
  /** The number must be at least this. */
  atLeast?: number;
  atMost?: number;
  integer?: boolean;
}

/** A finite number within its range. */
export function numberArgument(
  functionName: string,
  name: string,
  value: unknown,
  { above, atLeast, atMost, integer = false }: NumberRequirement = {},
): number {
  const fits =
    typeof value === 'number' &&
    (integer ? Number.isInteger(value) : Number.isFinite(value)) &&
    (above === undefined || value > above) &&
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost);
  if (fits) return value;
  const bounds = [
    above !== undefined && `above ${above}`,
    atLeast !== undefined && `at least ${atLeast}`,
    atMost !== undefined && `at most ${atMost}`,
  ].filter(Boolean);
  const kind = integer ? 'an integer' : 'a finite number';
  throw new ArgumentError(
    functionName,
    `${name} is out of range`,
    [kind, bounds.join(' and ')].filter(Boolean).join(' '),
    describe(value),
  );
}

/** A string option that must be one of a few. */
export function choiceArgument<Choice extends string>(
  functionName: string,
  name: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value as Choice)) return value as Choice;
  throw new ArgumentError(
    functionName,
    `unknown ${name}`,
    alternatives(choices.map((choice) => `'${choice}'`)),
    describe(value),
  );
}

/** A boolean option. */
export function booleanArgument(functionName: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new ArgumentError(functionName, `${name} is not a boolean`, 'true or false', describe(value));
}
