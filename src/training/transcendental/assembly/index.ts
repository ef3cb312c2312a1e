// output = f(x), four float32 numbers at a time: exp, expm1, log, log1p, tanh, softplus, selu, erf
//   each within two units in the last place (selu 2.3); NaN stays; infinities and subnormal numbers count as others do

import { exponential, exponentialTail } from '../../../wasm/assembly/exponential';
import { loadFirst, storeFirst } from '../../../wasm/assembly/lanes';
import { errorFunction } from './errorFunction';
import { hyperbolicTangent } from './hyperbolicTangent';
import { logarithm, logarithmOfSuccessor } from './logarithm';

const EXP: i32 = 0;
const EXPM1: i32 = 1;
const LOG: i32 = 2;
const LOG1P: i32 = 3;
const TANH: i32 = 4;
const SOFTPLUS: i32 = 5;
const SELU: i32 = 6;

export function exp(x: usize, output: usize, count: i32): void {
  map(EXP, x, output, count);
}

export function expm1(x: usize, output: usize, count: i32): void {
  map(EXPM1, x, output, count);
}

export function log(x: usize, output: usize, count: i32): void {
  map(LOG, x, output, count);
}

export function log1p(x: usize, output: usize, count: i32): void {
  map(LOG1P, x, output, count);
}

export function tanh(x: usize, output: usize, count: i32): void {
  map(TANH, x, output, count);
}

export function softplus(x: usize, output: usize, count: i32): void {
  map(SOFTPLUS, x, output, count);
}

export function selu(x: usize, output: usize, count: i32): void {
  map(SELU, x, output, count);
}

export function erf(x: usize, output: usize, count: i32): void {
  map(-1, x, output, count);
}

/** The branch in the loop is always predicted, and one loop keeps the module small. */
function map(f: i32, x: usize, output: usize, count: i32): void {
  for (; count > 0; count -= 4, x += 16, output += 16) storeFirst(output, value(f, loadFirst(x, count)), count);
}

function value(f: i32, x: v128): v128 {
  switch (f) {
    case EXP:
      return exponential(x);
    case EXPM1:
      return exponentialTail(x, 1);
    case LOG:
      return logarithm(x);
    case LOG1P:
      return logarithmOfSuccessor(x);
    case TANH:
      return hyperbolicTangent(x);
    case SOFTPLUS:
      return softened(x);
    case SELU:
      return scaledLinear(x);
    default:
      return errorFunction(x);
  }
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). */
function softened(x: v128): v128 {
  const rest = logarithmOfSuccessor(exponential(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), rest);
}

/** λx for x ≥ 0, else λα (eˣ − 1), with tfjs's λ and α (Klambauer et al. 2017). */
function scaledLinear(x: v128): v128 {
  const below = f32x4.mul(exponentialTail(x, 1), f32x4.splat(1.7580993408473768));
  return v128.bitselect(below, f32x4.mul(x, f32x4.splat(1.0507009873554805)), f32x4.lt(x, f32x4.splat(0)));
}
