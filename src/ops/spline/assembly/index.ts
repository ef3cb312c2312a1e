// f(p) = Σ_k c_k b_k(p) for each pixel p and example, in float64, four pixels of a row at a time
//   b(p) = (φ(t_k − p), 1, x, y),  φ(d) = ½ s log s,  s = |d|²
// and for the gradients, of dy at each pixel:
//   r_k = Σ_p b_k(p) dy(p),  m_k = Σ_p (dy(p) · c_k) (log s + 1) (t_k − p)

import { storeFirst } from '../../../wasm/assembly/lanes';
import { logarithm } from '../../../wasm/assembly/logarithm';

/** Two float64 numbers, and four. */
const PAIR: usize = 16;
const FOUR: usize = 32;

/** Bytes of temporary space: per point b_k and log s + 1 of four pixels, then the sums of each example. */
export function scratchBytes(batch: i32, count: i32): f64 {
  return (2 * <f64>count + 3) * <f64>FOUR + <f64>batch * (4 * <f64>count + 6) * <f64>PAIR;
}

/**
 * The points are [systems, count, 2] and the coefficients [batch, count + 3, 2] in float64, the places ys [height] and
 * xs [width]. The points of a single system serve all examples. The output is [batch, height, width, 2].
 */
export function values(
  points: usize,
  coefficients: usize,
  ys: usize,
  xs: usize,
  output: usize,
  scratch: usize,
  systems: i32,
  batch: i32,
  count: i32,
  height: i32,
  width: i32,
): void {
  const shared = systems === 1 ? batch : 1;
  for (let first = 0; first < batch; first += shared, points += <usize>count * PAIR) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column += 4) {
        writeBasis(points, count, xs, column, width, <f64>load<f32>(ys + row * 4), scratch);
        for (let example = first; example < first + shared; example++) {
          const pixel = (<usize>example * height + row) * width + column;
          const c = coefficients + <usize>example * (count + 3) * PAIR;
          combine(scratch, c, count + 3, output + pixel * 8, 2 * (width - column));
        }
      }
    }
  }
}

/** Writes r [count + 3, 2], then m [count, 2], of each example, in float64: [batch, 2 count + 3, 2]. */
export function sums(
  dy: usize,
  points: usize,
  coefficients: usize,
  ys: usize,
  xs: usize,
  output: usize,
  scratch: usize,
  systems: i32,
  batch: i32,
  count: i32,
  height: i32,
  width: i32,
): void {
  const shared = systems === 1 ? batch : 1;
  const perExample = <usize>(4 * count + 6) * PAIR;
  const totals = scratch + <usize>(2 * count + 3) * FOUR;
  memory.fill(totals, 0, <usize>batch * perExample);
  for (let first = 0; first < batch; first += shared, points += <usize>count * PAIR) {
    for (let row = 0; row < height; row++) {
      const y = <f64>load<f32>(ys + row * 4);
      for (let column = 0; column < width; column += 4) {
        writeBasis(points, count, xs, column, width, y, scratch);
        for (let example = first; example < first + shared; example++) {
          const pixel = (<usize>example * height + row) * width + column;
          const to = totals + example * perExample;
          const c = coefficients + <usize>example * (count + 3) * PAIR;
          for (let pair = 0; pair < 2 && column + 2 * pair < width; pair++) {
            const slopes = pairOfSlopes(dy + (pixel + 2 * pair) * 8, width - column - 2 * pair);
            const u = f64x2.promote_low_f32x4(slopes);
            const v = f64x2.promote_low_f32x4(v128.shuffle<f32>(slopes, slopes, 2, 3, 2, 3));
            addProducts(scratch + pair * PAIR, count, u, v, to, points, c);
          }
        }
      }
    }
  }
  const end = totals + <usize>batch * perExample;
  for (let total = totals; total < end; total += PAIR, output += 8) {
    store<f64>(output, load<f64>(total) + load<f64>(total, 8));
  }
}

/** Writes b (of count + 3 entries) and log s + 1 of four pixels. At s = 0 both φ and its gradient are 0. */
function writeBasis(points: usize, count: i32, xs: usize, column: i32, width: i32, y: f64, basis: usize): void {
  const x0 = placesAt(xs, column, width);
  const x1 = placesAt(xs, column + 2, width);
  const ys = f64x2.splat(y);
  let logarithms = basis + <usize>(count + 3) * FOUR;
  const end = points + <usize>count * PAIR;
  for (; points < end; points += PAIR, basis += FOUR, logarithms += FOUR) {
    const px = v128.load_splat<f64>(points);
    const dy = f64x2.sub(v128.load_splat<f64>(points, 8), ys);
    const dySquare = f64x2.mul(dy, dy);
    const dx0 = f64x2.sub(px, x0);
    const dx1 = f64x2.sub(px, x1);
    const square0 = f64x2.add(f64x2.mul(dx0, dx0), dySquare);
    const square1 = f64x2.add(f64x2.mul(dx1, dx1), dySquare);
    const log0 = v128.and(logarithm(square0), f64x2.ne(square0, f64x2.splat(0)));
    const log1 = v128.and(logarithm(square1), f64x2.ne(square1, f64x2.splat(0)));
    v128.store(basis, f64x2.mul(f64x2.mul(f64x2.splat(0.5), square0), log0));
    v128.store(basis, f64x2.mul(f64x2.mul(f64x2.splat(0.5), square1), log1), PAIR);
    v128.store(logarithms, f64x2.add(log0, f64x2.splat(1)));
    v128.store(logarithms, f64x2.add(log1, f64x2.splat(1)), PAIR);
  }
  v128.store(basis, f64x2.splat(1));
  v128.store(basis, f64x2.splat(1), PAIR);
  v128.store(basis, x0, FOUR);
  v128.store(basis, x1, FOUR + PAIR);
  v128.store(basis, ys, 2 * FOUR);
  v128.store(basis, ys, 2 * FOUR + PAIR);
}

/** The x of two columns; the last one stands for those behind it. */
function placesAt(xs: usize, column: i32, width: i32): v128 {
  const first = f64x2.splat(<f64>load<f32>(xs + min(column, width - 1) * 4));
  return f64x2.replace_lane(first, 1, <f64>load<f32>(xs + min(column + 1, width - 1) * 4));
}

/** Writes (u, v) of four pixels in float32, or of those that are left: `left` numbers. */
function combine(basis: usize, coefficients: usize, count: i32, to: usize, left: i32): void {
  let u0 = f64x2.splat(0);
  let v0 = f64x2.splat(0);
  let u1 = f64x2.splat(0);
  let v1 = f64x2.splat(0);
  const end = basis + <usize>count * FOUR;
  for (; basis < end; basis += FOUR, coefficients += PAIR) {
    const b0 = v128.load(basis);
    const b1 = v128.load(basis, PAIR);
    const cu = v128.load_splat<f64>(coefficients);
    const cv = v128.load_splat<f64>(coefficients, 8);
    u0 = f64x2.add(u0, f64x2.mul(b0, cu));
    v0 = f64x2.add(v0, f64x2.mul(b0, cv));
    u1 = f64x2.add(u1, f64x2.mul(b1, cu));
    v1 = f64x2.add(v1, f64x2.mul(b1, cv));
  }
  storeFirst(to, inTurn(u0, v0), left);
  if (left > 4) storeFirst(to + PAIR, inTurn(u1, v1), left - 4);
}

/** u and v of two pixels as u, v, u, v in float32. */
function inTurn(u: v128, v: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(u), f32x4.demote_f64x2_zero(v), 0, 4, 1, 5);
}

/** The slopes u, u, v, v of two pixels, 0 for a second one that is not there. */
function pairOfSlopes(dy: usize, left: i32): v128 {
  const slopes = left > 1 ? v128.load(dy) : v128.load_zero<i64>(dy);
  return v128.shuffle<f32>(slopes, slopes, 0, 2, 1, 3);
}

/** to[k] += b_k (u, v), and behind them m_k += (u, v) · c_k (log s + 1) (t_k − p); two sums for each number. */
function addProducts(basis: usize, count: i32, u: v128, v: v128, to: usize, points: usize, coefficients: usize): void {
  const logarithms = <usize>(count + 3) * FOUR;
  const moves = <usize>(2 * count + 6) * PAIR;
  const x = v128.load(basis + (count + 1) * FOUR);
  const y = v128.load(basis + (count + 2) * FOUR);
  const end = basis + <usize>count * FOUR;
  for (; basis < end; basis += FOUR, points += PAIR, coefficients += PAIR, to += 2 * PAIR) {
    addTo(to, v128.load(basis), u, v);
    const cu = f64x2.mul(u, v128.load_splat<f64>(coefficients));
    const cv = f64x2.mul(v, v128.load_splat<f64>(coefficients, 8));
    const slope = f64x2.mul(f64x2.add(cu, cv), v128.load(basis + logarithms));
    const dx = f64x2.sub(v128.load_splat<f64>(points), x);
    const dy = f64x2.sub(v128.load_splat<f64>(points, 8), y);
    addTo(to + moves, slope, dx, dy);
  }
  for (let axis = 0; axis < 3; axis++, basis += FOUR, to += 2 * PAIR) addTo(to, v128.load(basis), u, v);
}

function addTo(to: usize, factor: v128, u: v128, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, u)));
  v128.store(to, f64x2.add(v128.load(to, PAIR), f64x2.mul(factor, v)), PAIR);
}
