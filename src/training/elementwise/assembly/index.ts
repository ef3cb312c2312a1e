// clip:      output = min(max(x, low), high), NaN stays
// leakyRelu: output = x < 0 ? alpha x : x
// sqrt:      output = √x
// rsqrt:     output = 1 / √x
// relu:      output = x where x is not below 0, so NaN stays
// reluGradient: output = dy · (x > 0), NaN where x is
// sign:      output = (x > 0) − (x < 0), NaN gives 0 as on tfjs's cpu
// select:    output = condition ? t : e
// twiceProduct: output = 2 a b
// isTrue:    output = x ≠ 0, NaN counts as true
// maximum:   output = max(a, b), NaN where one of them is; minimum likewise

import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';

export function clip(x: usize, output: usize, count: i32, low: f32, high: f32): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const end = x + count * 4;
  for (; x + 16 <= end; x += 16, output += 16) {
    v128.store(output, f32x4.min(f32x4.max(v128.load(x), lows), highs));
  }
  for (; x < end; x += 4, output += 4) store<f32>(output, min(max(load<f32>(x), low), high));
}

export function relu(x: usize, output: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const end = x + count * 4;
  for (; x + 16 <= end; x += 16, output += 16) {
    const value = v128.load(x);
    v128.store(output, v128.andnot(value, f32x4.lt(value, zero)));
  }
  for (; x < end; x += 4, output += 4) {
    const value = load<f32>(x);
    store<f32>(output, value < 0 ? 0 : value);
  }
}

export function reluGradient(dy: usize, x: usize, output: usize, count: i32): void {
  for (; count > 0; count -= 4, dy += 16, x += 16, output += 16) {
    const value = loadFirst(x, count);
    const step = v128.and(f32x4.gt(value, f32x4.splat(0)), f32x4.splat(1));
    const slope = v128.bitselect(step, value, f32x4.eq(value, value));
    storeFirst(output, f32x4.mul(loadFirst(dy, count), slope), count);
  }
}

export function leakyRelu(x: usize, output: usize, count: i32, alpha: f32): void {
  for (; count > 0; count -= 4, x += 16, output += 16) {
    const value = loadFirst(x, count);
    const scaled = f32x4.mul(value, f32x4.splat(alpha));
    storeFirst(output, v128.bitselect(scaled, value, f32x4.lt(value, f32x4.splat(0))), count);
  }
}

export function sqrt(x: usize, output: usize, count: i32): void {
  for (; count > 0; count -= 4, x += 16, output += 16) storeFirst(output, f32x4.sqrt(loadFirst(x, count)), count);
}

export function rsqrt(x: usize, output: usize, count: i32): void {
  for (; count > 0; count -= 4, x += 16, output += 16) {
    storeFirst(output, f32x4.div(f32x4.splat(1), f32x4.sqrt(loadFirst(x, count))), count);
  }
}

export function twiceProduct(a: usize, b: usize, output: usize, count: i32): void {
  for (; count > 0; count -= 4, a += 16, b += 16, output += 16) {
    const product = f32x4.mul(loadFirst(a, count), loadFirst(b, count));
    storeFirst(output, f32x4.add(product, product), count);
  }
}

export function clipIntegers(x: usize, output: usize, count: i32, low: i32, high: i32): void {
  const end = x + count * 4;
  for (; x < end; x += 4, output += 4) store<i32>(output, min(max(load<i32>(x), low), high));
}

export function sign(x: usize, output: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const end = x + count * 4;
  for (; x + 16 <= end; x += 16, output += 16) {
    const value = v128.load(x);
    const positive = v128.and(one, f32x4.gt(value, zero));
    v128.store(output, f32x4.sub(positive, v128.and(one, f32x4.lt(value, zero))));
  }
  for (; x < end; x += 4, output += 4) {
    const value = load<f32>(x);
    store<f32>(output, <f32>(i32(value > 0) - i32(value < 0)));
  }
}

/** A condition is a byte, false if 0; t, e and output have four bytes. */
export function select(condition: usize, t: usize, e: usize, output: usize, count: i32): void {
  const end = condition + count;
  for (; condition + 4 <= end; condition += 4, t += 16, e += 16, output += 16) {
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition)));
    v128.store(output, v128.bitselect(v128.load(e), v128.load(t), i32x4.eq(four, i32x4.splat(0))));
  }
  for (; condition < end; condition++, t += 4, e += 4, output += 4) {
    store<u32>(output, load<u8>(condition) ? load<u32>(t) : load<u32>(e));
  }
}

/** The same if t, e and output have one byte. */
export function selectBytes(condition: usize, t: usize, e: usize, output: usize, count: i32): void {
  const end = condition + count;
  for (; condition + 16 <= end; condition += 16, t += 16, e += 16, output += 16) {
    const isFalse = i8x16.eq(v128.load(condition), i8x16.splat(0));
    v128.store(output, v128.bitselect(v128.load(e), v128.load(t), isFalse));
  }
  for (; condition < end; condition++, t++, e++, output++) {
    store<u8>(output, load<u8>(condition) ? load<u8>(t) : load<u8>(e));
  }
}

export function isTrue(x: usize, output: usize, count: i32): void {
  const end = x + count * 4;
  // As a number: a shift drops the sign of −0, and leaves nonzero bits of every NaN.
  for (; x + 64 <= end; x += 64, output += 16) {
    const first = i32x4.shl(v128.load(x), 1);
    const second = i32x4.shl(v128.load(x, 16), 1);
    const third = i32x4.shl(v128.load(x, 32), 1);
    v128.store(output, areNonzero(first, second, third, i32x4.shl(v128.load(x, 48), 1)));
  }
  for (; x < end; x += 4, output++) store<u8>(output, u8(load<u32>(x) << 1 !== 0));
}

export function isTrueInteger(x: usize, output: usize, count: i32): void {
  const end = x + count * 4;
  for (; x + 64 <= end; x += 64, output += 16) {
    v128.store(output, areNonzero(v128.load(x), v128.load(x, 16), v128.load(x, 32), v128.load(x, 48)));
  }
  for (; x < end; x += 4, output++) store<u8>(output, u8(load<i32>(x) !== 0));
}

/** A byte for each of sixteen integers: 1 if it is not 0, else 0. */
function areNonzero(a: v128, b: v128, c: v128, d: v128): v128 {
  const zero = i32x4.splat(0);
  const left = i16x8.narrow_i32x4_s(i32x4.ne(a, zero), i32x4.ne(b, zero));
  const right = i16x8.narrow_i32x4_s(i32x4.ne(c, zero), i32x4.ne(d, zero));
  return v128.and(i8x16.narrow_i16x8_s(left, right), i8x16.splat(1));
}

/** `stepA` is 1, or 0 if a is a single number; `stepB` likewise. */
export function maximum(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32): void {
  extremum<Largest>(a, b, output, count, stepA, stepB);
}

export function minimum(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32): void {
  extremum<Smallest>(a, b, output, count, stepA, stepB);
}

/** The compiler makes one `extremum` for each of these types. */
type Largest = u8;
type Smallest = i8;

function extremum<Which>(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32): void {
  const end = output + count * 4;
  const isLargest = !isSigned<Which>();
  for (; output + 16 <= end; output += 16, a += 16 * stepA, b += 16 * stepB) {
    const x = stepA ? v128.load(a) : v128.load32_splat(a);
    const y = stepB ? v128.load(b) : v128.load32_splat(b);
    v128.store(output, isLargest ? f32x4.max(x, y) : f32x4.min(x, y));
  }
  for (; output < end; output += 4, a += 4 * stepA, b += 4 * stepB) {
    store<f32>(output, isLargest ? max(load<f32>(a), load<f32>(b)) : min(load<f32>(a), load<f32>(b)));
  }
}
