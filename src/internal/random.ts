import { clipByValue, randomNormal, randomUniform, reshape, type Tensor, tidy, util } from '@tensorflow/tfjs-core';

/** tfjs treats a seed of 0 as missing and draws a random one, so the smallest nonzero number replaces it. */
const effectiveSeed = (seed: number | undefined) => (seed === 0 ? Number.MIN_VALUE : seed);

/** Standard normal noise; the same seed gives the same numbers on every backend. */
export const seededNormal = (shape: number[], seed?: number): Tensor =>
  randomNormal(shape, 0, 1, 'float32', effectiveSeed(seed));

/** Uniform noise in [low, high); the same seed gives the same numbers on every backend. */
export const seededUniform = (shape: number[], seed?: number, low = 0, high = 1): Tensor =>
  tidy(() => {
    // As a row: on WebGPU, clipByValue takes up to six axes.
    const numbers = randomUniform([util.sizeFromShape(shape)], low, high, 'float32', effectiveSeed(seed));
    // tfjs draws doubles, and float32 rounds some of them to high itself, or to below low.
    const [least, most] = [leastFrom(low), mostBelow(high)];
    return reshape(least <= most ? clipByValue(numbers, least, most) : numbers, shape);
  });

/** The smallest float32 number that is at least x. */
const leastFrom = (x: number) => (Math.fround(x) >= x ? Math.fround(x) : Math.fround(x + Math.abs(x) * 2 ** -24));

/**
 * The largest float32 number below x. Near 0 it is a normal number, because WebGPU may treat subnormal numbers as 0.
 */
const mostBelow = (x: number) =>
  Math.fround(x) < x ? Math.fround(x) : Math.fround(x - Math.max(Math.abs(x) * 2 ** -24, 2 ** -126));
