/** An index in WGSL: a number, or the name of a variable. */
type Index = number | string;

/** The largest number of times that code is written out. */
const most = 64;

/**
 * Code for each index from `first` to `end` − 1: written out, so that private arrays stay in registers, or in a loop if
 * that makes more than a few dozen pieces, `count`.
 */
export const repeated =
  (count: number) =>
  (name: string, first: Index, end: number, code: (index: Index) => string): string =>
    count <= most && typeof first === 'number'
      ? Array.from({ length: Math.max(0, end - first) }, (_, k) => `{ ${code(first + k)} }`).join('\n')
      : `for (var ${name} = ${first}; ${name} < ${end}; ${name}++) { ${code(name)} }`;
