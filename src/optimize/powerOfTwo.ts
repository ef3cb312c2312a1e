/** The power of two nearest to a number, by which float32 tensors divide without rounding; 1 if there is none. */
export const powerOfTwo = (size: number): number =>
  size > 0 && Number.isFinite(size) ? 2 ** Math.min(Math.max(Math.round(Math.log2(size)), -100), 100) : 1;
