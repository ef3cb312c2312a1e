/** The largest float32 is just below this limit. */
const LIMIT = 2 ** 128;

/**
 * Whether Winograd's algorithm matches a direct sum, for factors up to these sizes. It takes differences of neighbours,
 * so one infinity would become many NaN. It adds up to 81 products for each of `depth` channels of each piece of the
 * filter, so it may overflow first.
 */
export const staysFinite = (a: number, b: number, depth: number): boolean =>
  Math.max(a, b) * 16 < LIMIT && a * b * depth * 128 < LIMIT; // false for NaN
