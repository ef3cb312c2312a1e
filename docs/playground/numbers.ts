/** A number with a minus sign instead of a hyphen. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−');

/** A time with its unit, ms below a second. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)}\u00a0s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)}\u00a0ms`;
}
