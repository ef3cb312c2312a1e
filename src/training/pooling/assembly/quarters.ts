// dx[p] = dy[w] where x[p] is the first largest value of its 2 × 2 window w, else 0
//   the windows cover the image once, so dx is written, not added to

import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';

/** One window, all channels. As elsewhere, neither NaN nor −∞ is the maximum. */
export function giveToMaximumOfFour(x: usize, dy: usize, dx: usize, rowBytes: usize, pixelBytes: usize): void {
  for (let c: usize = 0; c < pixelBytes; c += 16) {
    const count = <i32>(pixelBytes - c) / 4;
    const upper = x + c;
    const lower = upper + rowBytes;
    const first = loadFirst(upper, count);
    const second = loadFirst(upper + pixelBytes, count);
    const third = loadFirst(lower, count);
    const fourth = loadFirst(lower + pixelBytes, count);
    const isFirst = f32x4.gt(first, f32x4.splat(-Infinity));
    let largest = v128.bitselect(first, f32x4.splat(-Infinity), isFirst);
    const isSecond = f32x4.gt(second, largest);
    largest = v128.bitselect(second, largest, isSecond);
    const isThird = f32x4.gt(third, largest);
    largest = v128.bitselect(third, largest, isThird);
    const isFourth = f32x4.gt(fourth, largest);
    // Each later maximum takes the gradient from the earlier ones.
    const ofFourth = loadFirst(dy + c, count);
    const ofThird = v128.andnot(ofFourth, isFourth);
    const ofSecond = v128.andnot(ofThird, isThird);
    const ofFirst = v128.andnot(ofSecond, isSecond);
    const to = dx + c;
    storeFirst(to, v128.and(ofFirst, isFirst), count);
    storeFirst(to + pixelBytes, v128.and(ofSecond, isSecond), count);
    storeFirst(to + rowBytes, v128.and(ofThird, isThird), count);
    storeFirst(to + rowBytes + pixelBytes, v128.and(ofFourth, isFourth), count);
  }
}
