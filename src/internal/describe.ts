import { Tensor } from '@tensorflow/tfjs-core';

export const describeShape = (shape: readonly (number | null)[]) => `[${shape.map((size) => size ?? '*').join(', ')}]`;

/** `a, b or c`. */
export const alternatives = (values: readonly unknown[]) =>
  values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}` : String(values[0]);

/** The limits of an error: entries shown of a list, levels of nested lists, and characters in all. */
const shown = { entries: 8, depth: 3, characters: 200 };

/** Describes a wrong value for an error, briefly even if the value is large, and without reading a tensor's values. */
export function describe(value: unknown): string {
  const text = words(value, 0);
  return text.length > shown.characters ? `${text.slice(0, shown.characters)}...` : text;
}

const words = (value: unknown, depth: number) => unlessUnreadable(() => wordsOf(value, depth), 'an unreadable object');

function wordsOf(value: unknown, depth: number): string {
  if (isTensor(value))
    return `${value.dtype === 'int32' ? 'an' : 'a'} ${value.dtype} tensor of shape ${describeShape(value.shape)}`;
  if (typeof value === 'string') return `'${value.slice(0, shown.characters)}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (isTypedArray(value))
    return `${/^I/.test(typeName(value)) ? 'an' : 'a'} ${typeName(value)} of length ${value.length}`;
  if (Array.isArray(value)) return listInWords(value, depth);
  return value === Object(value) ? `[object ${typeName(value)}]` : String(value);
}

function listInWords(list: unknown[], depth: number): string {
  if (depth === shown.depth) return '[...]';
  const first = Array.from(list.slice(0, shown.entries), (entry) => words(entry, depth + 1));
  const rest = list.length - first.length;
  return `[${[...first, ...(rest > 0 ? [`... ${rest} more`] : [])].join(', ')}]`;
}

/** A real tensor: `instanceof Tensor` also holds for any record that has `dataId`, `shape` and `dtype`. */
export const isTensor = (value: unknown): value is Tensor =>
  unlessUnreadable(
    () => value instanceof Tensor && typeof value.dispose === 'function' && Array.isArray(value.shape),
    false,
  );

/** A typed array of numbers, from any realm; arrays of bigints do not mix with them. */
export const isTypedArray = (value: unknown): value is Float32Array | Int32Array =>
  ArrayBuffer.isView(value) && /^(Float|Int|Uint)/.test(typeName(value));

export const isArray = (value: unknown): value is unknown[] => unlessUnreadable(() => Array.isArray(value), false);

/** `'Float32Array'`, `'Object'`, ... */
export const typeName = (value: unknown): string =>
  unlessUnreadable(() => Object.prototype.toString.call(value).slice('[object '.length, -1), 'unreadable');

/** A revoked proxy throws when anything is read from it. */
export function unlessUnreadable<Result>(read: () => Result, otherwise: Result): Result {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
