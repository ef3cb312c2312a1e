import { add, addScaled, read, write } from './channels';
import { Windows } from './windows';

/** y[w] = the largest x of w, NaN if one of them is, −∞ outside the image */
@unmanaged
export class Largest {
  compute<Lanes>(x: usize, _: usize, y: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    let largest = f32x4.splat(-Infinity);
    let nans = f32x4.splat(0); // `pmax`, which is faster than `max`, leaves them out
    for (let r = 0; r < rows; r++, x += nextRow) {
      for (let c = 0; c < columns; c++, x += pixelBytes) {
        const value = read<Lanes>(x);
        largest = f32x4.pmax(largest, value);
        nans = v128.or(nans, f32x4.ne(value, value));
      }
    }
    write<Lanes>(y, v128.or(largest, nans));
  }
}

/** y[w] = the mean x of w, of its part inside the image, NaN outside */
@unmanaged
export class Mean {
  compute<Lanes>(x: usize, _: usize, y: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    let sum = f32x4.splat(0);
    for (let r = 0; r < rows; r++, x += nextRow) {
      for (let c = 0; c < columns; c++, x += pixelBytes) sum = f32x4.add(sum, read<Lanes>(x));
    }
    write<Lanes>(y, f32x4.div(sum, f32x4.splat(<f32>(max(0, rows) * max(0, columns)))));
  }
}

/** dx[p] += dy[w] / |w| for each p of w, |w| counting positions inside the image */
@unmanaged
export class MeanGradient extends Windows {
  window(dx: usize, _: usize, dy: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    const share = f32x4.splat(1 / <f32>(rows * columns));
    for (let r = 0; r < rows; r++, dx += nextRow) {
      for (let c = 0; c < columns; c++, dx += pixelBytes) addScaled(dx, share, dy, pixelBytes);
    }
  }
}

/** dx[p] += dy[w], x[p] the first largest value of w. NaN is never the largest, as on tfjs's cpu. */
@unmanaged
export class LargestGradient {
  compute<Lanes>(x: usize, dx: usize, dy: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    const next = i32x4.splat(1);
    let largest = f32x4.splat(-Infinity);
    let place = i32x4.splat(-1);
    let position = i32x4.splat(0);
    for (let r = 0; r < rows; r++, x += nextRow) {
      for (let c = 0; c < columns; c++, x += pixelBytes) {
        const value = read<Lanes>(x);
        const larger = f32x4.gt(value, largest);
        largest = v128.bitselect(value, largest, larger);
        place = v128.bitselect(position, place, larger);
        position = i32x4.add(position, next);
      }
    }
    const gradient = read<Lanes>(dy);
    position = i32x4.splat(0);
    for (let r = 0; r < rows; r++, dx += nextRow) {
      for (let c = 0; c < columns; c++, dx += pixelBytes) {
        add<Lanes>(dx, v128.and(gradient, i32x4.eq(place, position)));
        position = i32x4.add(position, next);
      }
    }
  }
}

/** dx[p] = dy[w], x[p] the first largest value of w, else 0: for windows of 2 × 2 that cover the image once */
@unmanaged
export class LargestGradientOfQuarters {
  compute<Lanes>(x: usize, dx: usize, dy: usize, _rows: i32, _columns: i32, pixelBytes: usize, nextRow: usize): void {
    const lower = 2 * pixelBytes + nextRow;
    const first = read<Lanes>(x);
    const second = read<Lanes>(x + pixelBytes);
    const third = read<Lanes>(x + lower);
    const fourth = read<Lanes>(x + lower + pixelBytes);
    const isFirst = f32x4.gt(first, f32x4.splat(-Infinity));
    let largest = v128.bitselect(first, f32x4.splat(-Infinity), isFirst);
    const isSecond = f32x4.gt(second, largest);
    largest = v128.bitselect(second, largest, isSecond);
    const isThird = f32x4.gt(third, largest);
    largest = v128.bitselect(third, largest, isThird);
    const isFourth = f32x4.gt(fourth, largest);
    // Each later maximum takes the gradient from the earlier ones.
    const ofFourth = read<Lanes>(dy);
    const ofThird = v128.andnot(ofFourth, isFourth);
    const ofSecond = v128.andnot(ofThird, isThird);
    const ofFirst = v128.andnot(ofSecond, isSecond);
    write<Lanes>(dx, v128.and(ofFirst, isFirst));
    write<Lanes>(dx + pixelBytes, v128.and(ofSecond, isSecond));
    write<Lanes>(dx + lower, v128.and(ofThird, isThird));
    write<Lanes>(dx + lower + pixelBytes, v128.and(ofFourth, isFourth));
  }
}

/** y[w] = v[p], x[p] the first largest value of w, 0 where there is none */
@unmanaged
export class ValueAtLargest {
  compute<Lanes>(x: usize, v: usize, y: usize, rows: i32, columns: i32, pixelBytes: usize, nextRow: usize): void {
    let largest = f32x4.splat(-Infinity);
    let taken = f32x4.splat(0);
    for (let r = 0; r < rows; r++, x += nextRow, v += nextRow) {
      for (let c = 0; c < columns; c++, x += pixelBytes, v += pixelBytes) {
        const value = read<Lanes>(x);
        const larger = f32x4.gt(value, largest);
        largest = v128.bitselect(value, largest, larger);
        taken = v128.bitselect(read<Lanes>(v), taken, larger);
      }
    }
    write<Lanes>(y, taken);
  }
}
