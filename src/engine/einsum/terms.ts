import { backend_util, type Tensor } from '@tensorflow/tfjs-core';

/** An equation of one or two terms, each axis a letter. */
export interface Equation {
  terms: string[];
  result: string;
}

/** Reads an equation with the checks and the wording of tfjs's other backends. */
export function parseEquation(equation: string, tensors: readonly Tensor[]): Equation {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, [...tensors]);
  const [inputs, result] = equation.replace(/\s/g, '').split('->');
  const terms = inputs.split(',');
  if (new Set(result).size < result.length) throw new Error(`Einsum: '${result}' names an axis of the result twice`);
  for (const [index, term] of terms.entries()) {
    if (term.length === tensors[index].rank) continue;
    throw new Error(`Einsum: '${term}' names ${term.length} axes of a tensor of rank ${tensors[index].rank}`);
  }
  return { terms, result };
}

/** The letters of `term` that all others contain. */
export const common = (term: string, ...others: string[]): string =>
  [...term].filter((letter) => others.every((other) => other.includes(letter))).join('');

/** The letters of `term` that none of the others contains. */
export const only = (term: string, ...others: string[]): string =>
  [...term].filter((letter) => !others.some((other) => other.includes(letter))).join('');
