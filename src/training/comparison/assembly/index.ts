// output = a > b, a ≥ b, a = b or a ≠ b as bytes, of float32 or int32 numbers
// output = a ∧ b, a ∨ b or ¬a, of bytes 0 and 1

const GREATER: i32 = 0;
const GREATER_EQUAL: i32 = 1;
const EQUAL: i32 = 2;
const NOT_EQUAL: i32 = 3;

/** `stepA` is 1, or 0 if a is a single number; `stepB` likewise. */
export function greater(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32, isInteger: i32): void {
  compare(GREATER, a, b, output, count, stepA, stepB, isInteger);
}

export function greaterEqual(
  a: usize,
  b: usize,
  output: usize,
  count: i32,
  stepA: i32,
  stepB: i32,
  isInteger: i32,
): void {
  compare(GREATER_EQUAL, a, b, output, count, stepA, stepB, isInteger);
}

export function equal(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32, isInteger: i32): void {
  compare(EQUAL, a, b, output, count, stepA, stepB, isInteger);
}

export function notEqual(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32, isInteger: i32): void {
  compare(NOT_EQUAL, a, b, output, count, stepA, stepB, isInteger);
}

function compare(f: i32, a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32, isInteger: i32): void {
  const test = f + 4 * isInteger;
  const end = output + count;
  for (; output + 16 <= end; output += 16, a += 64 * stepA, b += 64 * stepB) {
    const first = fourTests(test, a, b, stepA, stepB);
    const second = fourTests(test, a + 16 * stepA, b + 16 * stepB, stepA, stepB);
    const third = fourTests(test, a + 32 * stepA, b + 32 * stepB, stepA, stepB);
    const fourth = fourTests(test, a + 48 * stepA, b + 48 * stepB, stepA, stepB);
    const all = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(first, second), i16x8.narrow_i32x4_s(third, fourth));
    v128.store(output, v128.and(all, i8x16.splat(1)));
  }
  for (; output < end; output++, a += 4 * stepA, b += 4 * stepB) {
    store<u8>(output, u8(i32x4.extract_lane(fourTests(test, a, b, 0, 0), 0) & 1));
  }
}

/** A step of 0 repeats the number. */
function fourTests(test: i32, a: usize, b: usize, stepA: i32, stepB: i32): v128 {
  const x = stepA ? v128.load(a) : v128.load32_splat(a);
  const y = stepB ? v128.load(b) : v128.load32_splat(b);
  switch (test) {
    case GREATER:
      return f32x4.gt(x, y);
    case GREATER_EQUAL:
      return f32x4.ge(x, y);
    case EQUAL:
      return f32x4.eq(x, y);
    case NOT_EQUAL:
      return f32x4.ne(x, y);
    case GREATER + 4:
      return i32x4.gt_s(x, y);
    case GREATER_EQUAL + 4:
      return i32x4.ge_s(x, y);
    case EQUAL + 4:
      return i32x4.eq(x, y);
    default:
      return i32x4.ne(x, y);
  }
}

export function and(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32): void {
  const end = output + count;
  for (; output + 16 <= end; output += 16, a += 16 * stepA, b += 16 * stepB) {
    v128.store(output, v128.and(sixteen(a, stepA), sixteen(b, stepB)));
  }
  for (; output < end; output++, a += stepA, b += stepB) store<u8>(output, load<u8>(a) & load<u8>(b));
}

export function or(a: usize, b: usize, output: usize, count: i32, stepA: i32, stepB: i32): void {
  const end = output + count;
  for (; output + 16 <= end; output += 16, a += 16 * stepA, b += 16 * stepB) {
    v128.store(output, v128.or(sixteen(a, stepA), sixteen(b, stepB)));
  }
  for (; output < end; output++, a += stepA, b += stepB) store<u8>(output, load<u8>(a) | load<u8>(b));
}

function sixteen(x: usize, step: i32): v128 {
  return step ? v128.load(x) : v128.load8_splat(x);
}

export function not(x: usize, output: usize, count: i32): void {
  const end = output + count;
  for (; output + 16 <= end; output += 16, x += 16) v128.store(output, v128.xor(v128.load(x), i8x16.splat(1)));
  for (; output < end; output++, x++) store<u8>(output, load<u8>(x) ^ 1);
}
