import {
  concat,
  reshape,
  slice,
  type Tensor,
  type Tensor1D,
  type TensorLike,
  util,
  type Variable,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { tensorArgument } from '../internal/arguments';
import { describe, describeShape, isArray, isTensor, typeName, unlessUnreadable } from '../internal/describe';
import type { LbfgsVariables, LbfgsWeight } from './lbfgsOptions';

/** The tensors of x, in the caller's form; the search itself works on one flat tensor. */
export interface Unknowns {
  /** The suffix of each tensor's name in errors: '' for a single tensor, '[0]' in a list, '.kernel' in a record. */
  names: string[];
  shapes: number[][];
  /** The tensors as one tensor, a list or a record. */
  form(tensors: Tensor[]): LbfgsVariables;
  /** The entry for each tensor in a value of that form, if it has the form. */
  parts(value: unknown): unknown[] | undefined;
  /** The weights of a model, if x consists of weights. */
  weights?: LbfgsWeight[];
}

/** The unknowns in `initial`, and their values, flat. Runs within the caller's tidy. */
export function unknownsArgument(initial: unknown): { unknowns: Unknowns; x: Tensor1D } {
  const { names, form, parts } = formOf(initial);
  const values = parts(initial) as unknown[];
  const weights = values.filter(isWeight);
  if (weights.length > 0 && new Set(weights).size < values.length) {
    throw new ArgumentError('lbfgs', 'initial has more than weights', 'only weights, each once', describe(values));
  }
  const tensors = (weights.length > 0 ? weights.map((weight) => weight.read()) : values).map((value, index) => {
    const name = `initial${names[index]}`;
    if (names[index] !== '' && !isTensor(value)) {
      throw new ArgumentError('lbfgs', `${name} is not a tensor`, 'a tensor', describe(value));
    }
    const tensor = tensorArgument('lbfgs', name, value as Tensor | TensorLike);
    if (tensor.size > 0) return tensor;
    const got = `shape ${describeShape(tensor.shape)}`;
    throw new ArgumentError('lbfgs', `${name} is empty`, 'at least one element', got);
  });
  if (tensors.length === 0) throw new ArgumentError('lbfgs', 'initial is empty', 'at least one tensor', '{}');
  const shapes = tensors.map(({ shape }) => shape);
  return {
    unknowns: { names, form, parts, shapes, weights: weights.length > 0 ? weights : undefined },
    x: join(tensors),
  };
}

function formOf(argument: unknown): Pick<Unknowns, 'names' | 'form' | 'parts'> {
  // The first entry decides, because a list of numbers may be long.
  if (isArray(argument) && (isTensor(argument[0]) || isWeight(argument[0]))) {
    const { length } = argument;
    return {
      names: argument.map((_, index) => `[${index}]`),
      form: (tensors) => tensors,
      parts: (value) => (isArray(value) && value.length === length ? Array.from(value) : undefined),
    };
  }
  if (isRecord(argument)) {
    const keys = Object.keys(argument);
    return {
      names: keys.map((key) => `.${key}`),
      form: (tensors) => Object.fromEntries(keys.map((key, index) => [key, tensors[index]])),
      parts: (value) =>
        isRecord(value) && keys.every((key) => key in value) ? keys.map((key) => value[key]) : undefined,
    };
  }
  return { names: [''], form: ([tensor]) => tensor, parts: (value) => [value] };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeName(value) === 'Object' && !isTensor(value) && !isWeight(value);

const isWeight = (value: unknown): value is LbfgsWeight =>
  unlessUnreadable(() => {
    const { read, write } = Object(value);
    return typeof read === 'function' && typeof write === 'function';
  }, false);

/** Tensors concatenated to a flat one. */
export const join = (tensors: Tensor[]): Tensor1D => {
  const flat = tensors.map((tensor) => reshape(tensor, [-1]) as Tensor1D);
  return flat.length === 1 ? flat[0] : concat(flat);
};

/** The tensors of a flat x. */
export function split(x: Tensor, { shapes }: Unknowns): Tensor[] {
  if (shapes.length === 1) return [reshape(x, shapes[0])];
  let start = 0;
  return shapes.map((shape) => {
    const size = util.sizeFromShape(shape);
    const part = reshape(slice(x as Tensor1D, start, size), shape);
    start += size;
    return part;
  });
}

/** Writes a flat x to the weights of a model, and returns their variables, by which gradients find them. */
export function setWeights(x: Tensor, unknowns: Unknowns): Tensor[] {
  const tensors = split(x, unknowns);
  return (unknowns.weights ?? []).map((weight, index) => {
    const variable = weight.read() as Variable;
    variable.assign(tensors[index]);
    return variable;
  });
}
