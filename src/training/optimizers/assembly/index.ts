// One step of an optimizer from the gradient g. The weights w and the optimizer's state change in place.
//   sgd:       w += c g                                                       with c = −learning rate
//   momentum:  a = μ a + g;  w += c a, with Nesterov's momentum w += c (g + μ a)
//   adagrad:   a += g²;  w += c g / √(a + ε)
//   rmsprop:   s = ρ s + (1 − ρ) g²;  a = μ a + rate g / √(s + ε);  w −= a
//   centered:  h = ρ h + (1 − ρ) g, and √(s − (h² + ε)) in rmsprop
//   adam:      m = β₁ m + (1 − β₁) g;  v = β₂ v + (1 − β₂) g²;  w += c (m / d₁) / (√(v / d₂) + ε)
// Every operation rounds like the op of tfjs that it replaces. A number of the state below the normal range of float32
// becomes 0: it would slow down every later step, and all steps leave it there if a gradient stays 0.

import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';

export function sgd(weights: usize, gradient: usize, count: i32, factor: f32): void {
  for (; count > 0; count -= 4, weights += 16, gradient += 16) {
    addScaled(weights, loadFirst(gradient, count), factor, count);
  }
}

export function momentum(
  weights: usize,
  gradient: usize,
  accumulation: usize,
  count: i32,
  factor: f32,
  decay: f32,
  isNesterov: i32,
): void {
  const decays = f32x4.splat(decay);
  for (; count > 0; count -= 4, weights += 16, gradient += 16, accumulation += 16) {
    const g = loadFirst(gradient, count);
    const a = normal(f32x4.add(f32x4.mul(decays, loadFirst(accumulation, count)), g));
    storeFirst(accumulation, a, count);
    addScaled(weights, isNesterov ? f32x4.add(g, f32x4.mul(a, decays)) : a, factor, count);
  }
}

export function adagrad(weights: usize, gradient: usize, squares: usize, count: i32, factor: f32, epsilon: f32): void {
  for (; count > 0; count -= 4, weights += 16, gradient += 16, squares += 16) {
    const g = loadFirst(gradient, count);
    const a = normal(f32x4.add(loadFirst(squares, count), f32x4.mul(g, g)));
    storeFirst(squares, a, count);
    addScaled(weights, f32x4.div(g, f32x4.sqrt(f32x4.add(a, f32x4.splat(epsilon)))), factor, count);
  }
}

/** `means` is 0 unless the optimizer is centered. */
export function rmsprop(
  weights: usize,
  gradient: usize,
  squares: usize,
  moments: usize,
  means: usize,
  count: i32,
  rate: f32,
  decay: f32,
  rest: f32,
  momentum: f32,
  epsilon: f32,
): void {
  for (; count > 0; count -= 4, weights += 16, gradient += 16, squares += 16, moments += 16) {
    const g = loadFirst(gradient, count);
    const s = average(squares, f32x4.mul(g, g), decay, rest, count);
    let spread = f32x4.add(s, f32x4.splat(epsilon));
    if (means) {
      const h = average(means, g, decay, rest, count);
      spread = f32x4.sub(s, f32x4.add(f32x4.mul(h, h), f32x4.splat(epsilon)));
      means += 16;
    }
    const step = f32x4.div(f32x4.mul(g, f32x4.splat(rate)), f32x4.sqrt(spread));
    const a = normal(f32x4.add(f32x4.mul(loadFirst(moments, count), f32x4.splat(momentum)), step));
    storeFirst(moments, a, count);
    storeFirst(weights, f32x4.sub(loadFirst(weights, count), a), count);
  }
}

export function adam(
  weights: usize,
  gradient: usize,
  first: usize,
  second: usize,
  count: i32,
  factor: f32,
  beta1: f32,
  rest1: f32,
  divisor1: f32,
  beta2: f32,
  rest2: f32,
  divisor2: f32,
  epsilon: f32,
): void {
  for (; count > 0; count -= 4, weights += 16, gradient += 16, first += 16, second += 16) {
    const g = loadFirst(gradient, count);
    const m = average(first, g, beta1, rest1, count);
    const v = average(second, f32x4.mul(g, g), beta2, rest2, count);
    const deviation = f32x4.sqrt(f32x4.div(v, f32x4.splat(divisor2)));
    const step = f32x4.div(f32x4.div(m, f32x4.splat(divisor1)), f32x4.add(deviation, f32x4.splat(epsilon)));
    addScaled(weights, step, factor, count);
  }
}

/** w += factor x. */
function addScaled(weights: usize, x: v128, factor: f32, count: i32): void {
  storeFirst(weights, f32x4.add(f32x4.mul(x, f32x4.splat(factor)), loadFirst(weights, count)), count);
}

/** Stores and returns the moving average decay · state + rest · x. */
function average(state: usize, x: v128, decay: f32, rest: f32, count: i32): v128 {
  const kept = f32x4.mul(loadFirst(state, count), f32x4.splat(decay));
  const result = normal(f32x4.add(kept, f32x4.mul(x, f32x4.splat(rest))));
  storeFirst(state, result, count);
  return result;
}

/** Turns subnormal numbers into 0. NaN stays. */
function normal(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(f32.MIN_NORMAL_VALUE)));
}
