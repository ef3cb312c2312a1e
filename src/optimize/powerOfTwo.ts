/** The power of two next to a number, to divide float32 tensors by without rounding; 1 where there is none. */
export const powerOfTwo = (size: number): number =>
  size > 0 && Number.isFinite(size) ? 2 ** Math.min(Math.max(Math.round(Math.log2(size)), -100), 100) : 1;
