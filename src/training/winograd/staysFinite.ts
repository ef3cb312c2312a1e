/** The largest float32 is just below this limit. */
const LIMIT = 2 ** 128;

/**
 * Whether Winograd's algorithm matches a direct sum, for factors up to these sizes. It takes differences of neighbours,
 * so one infinity would become many NaN. Its numbers are up to 27 times those of a patch and, with the weights of the
 * outputs, its sums up to 620 products for each of `depth` channels of each piece, so it may overflow first.
 */
export const staysFinite = (a: number, b: number, depth: number): boolean =>
  Math.max(a, b) * 32 < LIMIT && a * b * depth * 1024 < LIMIT; // false for NaN
