import { cast, engine, type Tensor, type TensorLike, tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from './ArgumentError';
import { alternatives, describe, describeShape, isTensor } from './describe';
import { nestedNumbers } from './nestedNumbers';
import { toFloat } from './toFloat';

export { describe, describeShape };

export interface TensorRequirement {
  /** The ranks allowed. */
  rank?: number | readonly number[];
  /** The exact shape; `null` stands for any size. */
  shape?: readonly (number | null)[];
  /**
   * `'float32'` casts integers and booleans; `'int32'` casts booleans and rejects floats, but accepts lists of
   * integers.
   */
  dtype?: 'float32' | 'int32';
}

/** A tensor or tensor-like argument as a tensor of the required dtype, or an error that names function and argument. */
export function tensorArgument<T extends Tensor>(
  functionName: string,
  name: string,
  value: Tensor | TensorLike,
  { rank, shape, dtype = 'float32' }: TensorRequirement = {},
): T {
  const given = isTensor(value) ? value : nestedNumbers(functionName, name, value, dtype);
  if (isTensor(given)) requireInUse(functionName, name, given);
  const got = describeShape(given.shape);
  if (rank !== undefined && ![rank].flat().includes(given.shape.length)) {
    const expected = `rank ${alternatives([rank].flat())}`;
    throw new ArgumentError(functionName, `${name} has the wrong rank`, expected, `shape ${got}`);
  }
  if (shape !== undefined && !matches(given.shape, shape)) {
    throw new ArgumentError(functionName, `${name} has the wrong shape`, describeShape(shape), got);
  }
  if (!isTensor(given)) {
    requireAnyBackend(functionName);
    if (given.misfit === undefined) return tensor(given.values, given.shape, dtype) as Tensor as T;
    const expected = '32-bit integers';
    throw new ArgumentError(functionName, `${name} has a value that is not an integer`, expected, String(given.misfit));
  }
  if (given.dtype === dtype) return given as T;
  if (dtype === 'float32' && (given.dtype === 'int32' || given.dtype === 'bool')) return toFloat(given) as T;
  if (dtype === 'int32' && given.dtype === 'bool') return cast(given, 'int32') as T;
  throw new ArgumentError(functionName, `${name} has the wrong dtype`, dtype, given.dtype);
}

/** Without a backend tfjs would say 'No backend found in registry.' */
export function requireAnyBackend(functionName: string): void {
  if (Object.keys(engine().registryFactory).length > 0) return;
  const expected = 'await selectBackend(), or an import of a backend such as @tensorflow/tfjs-backend-wasm';
  throw new ArgumentError(functionName, 'tensors need a backend', expected, 'none');
}

/** Requires a tensor that has not been disposed. */
export function requireInUse(functionName: string, name: string, tensor: Tensor): void {
  if (!tensor.isDisposed) return;
  throw new ArgumentError(functionName, `${name} has been disposed`, 'a tensor in use', describe(tensor));
}

const matches = (shape: readonly number[], required: readonly (number | null)[]) =>
  shape.length === required.length && required.every((size, axis) => size === null || size === shape[axis]);

/** Requires two shapes to be equal, or names both arguments. */
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
  /** The number must be at most this. */
  atMost?: number;
  integer?: boolean;
  /**
   * In float32 neither the number nor its inverse may round to 0 or overflow. WebGPU may treat subnormal numbers as 0.
   */
  float32?: boolean;
}

/** A finite number within its range. */
export function numberArgument(
  functionName: string,
  name: string,
  value: unknown,
  { above, atLeast, atMost, integer = false, float32 = false }: NumberRequirement = {},
): number {
  const inBounds =
    typeof value === 'number' &&
    (integer ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
    (above === undefined || value > above) &&
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost);
  if (inBounds && (!float32 || value === 0 || isNormal(value))) return value;
  const bounds = [
    above !== undefined && `above ${above}`,
    atLeast !== undefined && `at least ${atLeast}`,
    atMost !== undefined && `at most ${atMost}`,
  ].filter(Boolean);
  const kind = integer ? 'an integer' : 'a finite number';
  throw new ArgumentError(
    functionName,
    `${name} is out of range`,
    [kind, bounds.join(' and '), inBounds && 'that float32 holds (1.2e-38 to 8.5e37)'].filter(Boolean).join(' '),
    describe(value),
  );
}

/** Whether float32 can represent a number and its inverse. */
const isNormal = (value: number) => Math.abs(value) >= 2 ** -126 && Math.abs(value) <= 2 ** 126;

/** A string option that must be one of a few values. */
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
