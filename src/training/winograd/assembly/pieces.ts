// A filter of odd sides is a sum of pieces. Along each side they take two taps each, and the last one three.

/** Pieces along a side of so many taps; number `piece` begins with tap 2 · `piece`. */
export function piecesAlong(taps: i32): i32 {
  return taps / 2;
}

/** Taps of a piece along a side of so many. */
export function tapsOf(piece: i32, taps: i32): i32 {
  return piece == piecesAlong(taps) - 1 ? 3 : 2;
}

/** Whether the products of a number of the transforms can differ from 0 in a piece of so many taps. */
export function isNeeded(number: i32, side: i32, tapsDown: i32, tapsAcross: i32): boolean {
  const along = side + 2;
  return number / along < side + tapsDown - 1 && number % along < side + tapsAcross - 1;
}
