/**
 * Returns a uniform number in [0, 1) per call, the same on every machine. Unlike a tensor, the numbers need no
 * readback.
 *
 * @see Tommy Ettinger's public-domain generator of that name.
 */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
