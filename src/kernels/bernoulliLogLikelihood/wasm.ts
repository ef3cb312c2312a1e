// output[i] = (x[i] − [l[i] > 0]) · l[i] − log(1 + e^−|l[i]|) with l the logits, four at a time, then one by one.

const LARGEST: f32 = 3.4028234663852886e38;

export function logLikelihood(x: usize, logits: usize, output: usize, length: i32): void {
  const end = output + <usize>length * 4;
  const endOfFours = output + <usize>(length & ~3) * 4;
  for (; output < endOfFours; output += 16, x += 16, logits += 16) {
    v128.store(output, ofLanes(v128.load(x), v128.load(logits)));
  }
  for (; output < end; output += 4, x += 4, logits += 4) {
    v128.store_lane<f32>(output, ofLanes(v128.load32_splat(x), v128.load32_splat(logits)), 0);
  }
}

function ofLanes(x: v128, logits: v128): v128 {
  const positive = v128.and(f32x4.gt(logits, f32x4.splat(0)), f32x4.splat(1));
  const finite = f32x4.max(f32x4.min(logits, f32x4.splat(LARGEST)), f32x4.splat(-LARGEST));
  const miss = f32x4.mul(f32x4.sub(x, positive), finite);
  return f32x4.sub(miss, logOnePlus(negativeExponential(f32x4.abs(logits))));
}

/** e^−a for a ≥ 0: 2ⁿ · eʳ with |r| ≤ ½ log 2. The power of two comes in two halves, so that it may be subnormal. */
function negativeExponential(a: v128): v128 {
  const z = f32x4.neg(f32x4.min(a, f32x4.splat(110)));
  const n = f32x4.nearest(f32x4.mul(z, f32x4.splat(Mathf.LOG2E)));
  // log 2 in two parts, the first of which has few enough bits for an exact product.
  const high = f32x4.sub(z, f32x4.mul(n, f32x4.splat(0.693359375)));
  const r = f32x4.sub(high, f32x4.mul(n, f32x4.splat(-0.00021219444)));
  let sum = f32x4.splat(1.0 / 5040);
  sum = next(sum, r, 1.0 / 720);
  sum = next(sum, r, 1.0 / 120);
  sum = next(sum, r, 1.0 / 24);
  sum = next(sum, r, 1.0 / 6);
  sum = next(sum, r, 0.5);
  sum = next(sum, r, 1);
  sum = next(sum, r, 1);
  const exponent = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(sum, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** log(1 + y) = 2 artanh(t) = 2 (t + t³/3 + t⁵/5 + ...), t = y / (2 + y), for y in [0, 1]. */
function logOnePlus(y: v128): v128 {
  const t = f32x4.div(y, f32x4.add(y, f32x4.splat(2)));
  const square = f32x4.mul(t, t);
  let sum = f32x4.splat(1.0 / 15);
  sum = next(sum, square, 1.0 / 13);
  sum = next(sum, square, 1.0 / 11);
  sum = next(sum, square, 1.0 / 9);
  sum = next(sum, square, 1.0 / 7);
  sum = next(sum, square, 1.0 / 5);
  sum = next(sum, square, 1.0 / 3);
  sum = next(sum, square, 1);
  return f32x4.mul(f32x4.add(t, t), sum);
}

/** Horner's step. */
function next(sum: v128, x: v128, coefficient: f32): v128 {
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(coefficient));
}
