import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { lbfgs } from '../../src/optimize';
import { gramLoss, gramMatrix } from '../../src/style';

interface Stored {
  shape: number[];
  values: number[];
}

interface TextureCase {
  name: string;
  inputs: Record<string, Stored>;
  /** The loss at the start. */
  loss: number;
  /** Shares of the initial loss, and the iterations that SciPy needs to reach each. */
  levels: number[];
  iterations: number[];
}

type Inputs = Record<string, tf.Tensor>;

/**
 * Goes from noise to the style of an image, by the sum of the style losses of a few layers. At every scale of the loss,
 * lbfgs needs at most 1.2 times SciPy's iterations to reach each level. `levelsAt` says how many levels are tried at a
 * scale.
 */
export function testTexture(
  { source, cases }: { source: string; cases: TextureCase[] },
  layers: (image: tf.Tensor3D, inputs: Inputs) => tf.Tensor3D[],
  levelsAt: (scale: number) => number = () => Number.POSITIVE_INFINITY,
): void {
  test('has cases', () => expect(cases.length).toBeGreaterThan(0));
  for (const { name, inputs, loss, ...reference } of cases) {
    describe(`${name} against ${source}`, () => {
      for (const scale of [1, 1e-8, 1e8]) {
        test(`the loss times ${scale}`, async () => {
          const levels = reference.levels.slice(0, levelsAt(scale));
          const most = reference.iterations.map((iterations) => Math.ceil(1.2 * iterations)).slice(0, levels.length);
          const tensors: Inputs = Object.fromEntries(
            Object.entries(inputs).map(([key, { values, shape }]) => [key, tf.tensor(values, shape, 'float32')]),
          );
          const grams = (image: tf.Tensor) => layers(image as tf.Tensor3D, tensors).map((map) => gramMatrix(map));
          const targets = tf.tidy(() => grams(tensors.image));
          const f = (x: tf.Tensor) => {
            const losses = grams(x).map((gram, layer) => gramLoss(gram, targets[layer]));
            return tf.mul(scale, tf.addN<tf.Scalar>(losses)) as tf.Scalar;
          };
          const first = tf.tidy(() => f(tensors.initial));
          expect((await first.data())[0] / scale / loss).toBeCloseTo(1, 4);

          const shares: number[] = [];
          const { x } = await lbfgs(f, tensors.initial, {
            maxIterations: most.at(-1),
            gradientTolerance: 0,
            lossTolerance: 0,
            onProgress: (progress) => shares.push(progress.loss / scale / loss),
          });
          levels.forEach((level, index) => {
            const iterations = shares.findIndex((share) => share <= level) + 1;
            expect(iterations, `iterations to ${level} of the first loss`).toBeGreaterThan(0);
            expect(iterations, `iterations to ${level} of the first loss`).toBeLessThanOrEqual(most[index]);
          });
          tf.dispose([tensors, targets, first, x]);
        });
      }
    });
  }
}
