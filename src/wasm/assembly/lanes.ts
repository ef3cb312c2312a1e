// four float32 numbers at a time: float64 sums += four, and memory whose size is not a multiple of four

/** Numbers in a vector. */
export const LANES: i32 = 4;

/** The number of float32 additions before a float64 one; it is small, so that rounding stays below 1e-6. */
export const BLOCK: i32 = 128;

/** The first two of four numbers in float64. */
export function lowerPair(four: v128): v128 {
  return f64x2.promote_low_f32x4(four);
}

/** The last two of four numbers in float64. */
export function upperPair(four: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 0));
}

/** Two float64 pairs as four float32 numbers. */
export function toFloat32(lower: v128, upper: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2);
}

/** Adds four numbers to four float64 sums; `first` writes them instead. */
export function addInFloat64(sums: usize, four: v128, first: boolean = false): void {
  v128.store(sums, first ? lowerPair(four) : f64x2.add(v128.load(sums), lowerPair(four)));
  v128.store(sums, first ? upperPair(four) : f64x2.add(v128.load(sums, 16), upperPair(four)), 16);
}

/** The sum of four numbers in float64. */
export function sumOfFour(four: v128): f64 {
  const pair = f64x2.add(lowerPair(four), upperPair(four));
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Loads the first `count` of four numbers, or all of them if `count` is larger. */
export function loadFirst(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  const one = v128.load32_zero(from);
  if (count === 1) return one;
  const two = v128.load_lane<f32>(from, one, 1, 4);
  return count === 2 ? two : v128.load_lane<f32>(from, two, 2, 8);
}

/** Stores the first `count` of four numbers, or all of them if `count` is larger. */
export function storeFirst(to: usize, four: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, four);
    return;
  }
  v128.store_lane<f32>(to, four, 0);
  if (count > 1) v128.store_lane<f32>(to, four, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, four, 2, 8);
}

/** Copies a few bytes. A call of `memory.copy` takes as long as copying a few dozen float32 numbers. */
export function copyBytes(from: usize, to: usize, bytes: usize): void {
  const end = to + bytes;
  for (; to + 16 <= end; to += 16, from += 16) v128.store(to, v128.load(from));
  for (; to + 4 <= end; to += 4, from += 4) store<u32>(to, load<u32>(from));
  for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
}

/** Writes the columns of four rows, `step` bytes apart. */
export function transposeFour(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, step: usize): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(to + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}
