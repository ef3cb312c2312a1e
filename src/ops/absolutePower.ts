import { mul, type Tensor } from '@tensorflow/tfjs-core';
import { defineOp } from '../engine/defineOp';
import { type AbsolutePowerAttributes, composed } from './absolutePowerComposed';

const run = /* @__PURE__ */ defineOp<'x', AbsolutePowerAttributes>({
  name: 'AbsolutePower',
  inputs: ['x'],
  composed,
  gradient: (dy, { x }, { exponent, signed }): { x?: () => Tensor } =>
    exponent === 0 ? {} : { x: () => mul(dy, mul(run({ x }, { exponent: exponent - 1, signed: !signed }), exponent)) },
});

/**
 * |x|ᵖ, with derivatives of every order: that of |x|ᵖ is p · sgn(x) |x|ᵖ⁻¹, and that of sgn(x) |x|ᵖ is p · |x|ᵖ⁻¹.
 * A negative power of 0, or of a number too small for it, is 0: no infinity comes of a derivative.
 */
export const absolutePower = (x: Tensor, exponent: number): Tensor => run({ x }, { exponent, signed: false });
