import { abs, maximum, mul, neg, onesLike, pow, step, sub, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';

interface AbsolutePowerAttributes {
  exponent: number;
  signed: boolean;
}

const run = /* @__PURE__ */ defineOp<'x', AbsolutePowerAttributes>({
  name: 'AbsolutePower',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { exponent, signed }): { x?: () => Tensor } =>
    exponent === 0 ? {} : { x: () => mul(dy, mul(run({ x }, { exponent: exponent - 1, signed: !signed }), exponent)) },
});

/**
 * |x|ᵖ, with derivatives of every order: that of |x|ᵖ is p · sgn(x) |x|ᵖ⁻¹, and that of sgn(x) |x|ᵖ is p · |x|ᵖ⁻¹.
 * A negative power of 0, or of a number too small for it, is 0, so no derivative is infinite.
 */
export const absolutePower = (x: Tensor, exponent: number): Tensor => run({ x }, { exponent, signed: false });

function composed({ x }: { x: Tensor }, { exponent, signed }: AbsolutePowerAttributes): Tensor {
  const power = unsignedPower(abs(x), exponent);
  return signed ? mul(signOf(x), power) : power;
}

/** On WASM, tfjs's sign returns 0 for numbers that are merely small. */
const signOf = (x: Tensor) => sub(step(x), step(neg(x)));

/** WGSL computes pow through the logarithm, so 0 needs the factor 0 for a positive exponent too. */
function unsignedPower(size: Tensor, exponent: number): Tensor {
  if (exponent === 0) return onesLike(size);
  if (exponent === 1) return size;
  const least = leastBase(exponent);
  return mul(step(sub(size, least)), pow(maximum(size, least), exponent));
}

/** The least number whose power float32 holds; it is above the subnormal numbers, because GPUs round those to 0. */
export const leastBase = (exponent: number) => Math.max(exponent < 0 ? 10 ** (38 / exponent) : 0, 1.2e-38);
