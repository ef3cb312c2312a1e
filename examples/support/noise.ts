import * as tf from '@tensorflow/tfjs-core';

const count = 2 ** 24;
/** The part of the golden ratio after its point: its multiples spread evenly over [0, 1). */
const golden = (Math.sqrt(5) - 1) / 2;

export interface Noise {
  /** Numbers of the given shape: a stretch of those drawn at first, from a different place each time. */
  take(shape: readonly number[]): tf.Tensor;
  dispose(): void;
}

/**
 * Random numbers that are drawn once: uniform in [0, 1) or standard normal. tfjs draws them on the CPU, which in every
 * step would take longer than the step itself on a GPU.
 */
export function noise(distribution: 'uniform' | 'normal', seed: number): Noise {
  const numbers =
    distribution === 'uniform'
      ? tf.randomUniform([count], 0, 1, 'float32', seed)
      : tf.randomNormal([count], 0, 1, 'float32', seed);
  let takes = 0;
  return {
    take(shape) {
      const size = shape.reduce((product, side) => product * side, 1);
      const start = Math.floor((count - size) * ((++takes * golden) % 1));
      return tf.reshape(tf.slice(numbers, start, size), [...shape]);
    },
    dispose: () => numbers.dispose(),
  };
}
