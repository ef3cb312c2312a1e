import { abs, greater, maximum, mul, onesLike, pow, sign, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';

export interface AbsolutePowerAttributes {
  exponent: number;
  signed: boolean;
}

export function composed({ x }: { x: Tensor }, { exponent, signed }: AbsolutePowerAttributes): Tensor {
  const power = unsignedPower(x, exponent);
  return signed ? mul(sign(x), power) : power;
}

function unsignedPower(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return onesLike(x);
  if (exponent === 1) return abs(x);
  if (exponent > 0) return pow(abs(x), exponent);
  const least = leastBase(exponent);
  return where(greater(least, abs(x)), zerosLike(x), pow(maximum(abs(x), least), exponent));
}

/** The least number whose negative power float32 holds, above the subnormal numbers, which GPUs take for 0. */
const leastBase = (exponent: number) => Math.max(10 ** (38 / exponent), 1.2e-38);
