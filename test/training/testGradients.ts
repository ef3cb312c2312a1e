import * as tf from '@tensorflow/tfjs-core';
import { test } from 'vitest';
import { gradcheck, gradgradcheck, seededTensor } from '../../src/testing';

/** A function, with the shapes of its inputs. */
// biome-ignore lint/suspicious/noExplicitAny: the functions take tensors of various ranks
export type GradientCase = [name: string, f: (...inputs: any[]) => tf.Tensor, ...shapes: number[][]];

/** Tests first and second gradients at seeded numbers, which are not near 0 or each other. */
export function testGradients(cases: GradientCase[]): void {
  for (const [name, f, ...shapes] of cases) {
    test(`the first and second gradients of ${name} agree with differences`, async () => {
      const inputs = shapes.map((shape, index) => seededTensor(shape, { seed: index + 3 }));
      await gradcheck(f, inputs);
      await gradgradcheck((...xs: tf.Tensor[]) => tf.square(f(...xs)), inputs);
    });
  }
}
