import { randomNormal, randomUniform, type Tensor } from '@tensorflow/tfjs-core';

/** tfjs takes a seed of 0 for none and draws a random one; the smallest number that is not 0 stands for it. */
const effectiveSeed = (seed: number | undefined) => (seed === 0 ? Number.MIN_VALUE : seed);

/** Standard normal noise; the same seed gives the same numbers on every backend. */
export const seededNormal = (shape: number[], seed?: number): Tensor =>
  randomNormal(shape, 0, 1, 'float32', effectiveSeed(seed));

/** Uniform noise in [low, high); the same seed gives the same numbers on every backend. */
export const seededUniform = (shape: number[], seed?: number, low = 0, high = 1): Tensor =>
  randomUniform(shape, low, high, 'float32', effectiveSeed(seed));
