import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: the function under test
type Evaluate = (...inputs: any[]) => tf.Tensor;

/**
 * Checks a function on inputs of these shapes, some without elements: the shape of the result, zeros unless another
 * value is given; gradients with the shapes of the inputs; second gradients; no leak; and no harm to the next op.
 */
export function testEmptyInput(
  title: string,
  f: Evaluate,
  inputShapes: number[][],
  result: { shape: number[]; value?: number },
): void {
  test(title, async () => {
    const before = tf.memory().numTensors;
    const inputs = inputShapes.map((shape) => tf.ones(shape));
    const output = f(...inputs);
    expect(output.shape).toEqual(result.shape);
    expect(Array.from(await output.data())).toEqual(Array(output.size).fill(result.value ?? 0));
    const gradients = tf.grads(f)(inputs);
    expect(gradients.map(({ shape }) => shape)).toEqual(inputShapes);
    for (const [index, gradient] of gradients.entries())
      expect(Array.from(await gradient.data()).every(Number.isFinite), `gradient for input ${index}`).toBe(true);
    const second = tf.tidy(() => secondGradients(f, inputs));
    for (const [index, gradient] of second.entries()) {
      const name = `second gradient for input ${index}`;
      expect(gradient.shape, name).toEqual(inputShapes[index]);
      expect(Array.from(await gradient.data()).every(Number.isFinite), name).toBe(true);
    }
    const next = tf.add([1, 2], 1);
    expect(Array.from(await next.data())).toEqual([2, 3]);
    tf.dispose([inputs, output, gradients, second, next]);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}

/** The gradients of the sum of squares of all gradients, as far as these depend on the inputs. */
function secondGradients(f: Evaluate, inputs: tf.Tensor[]): tf.Tensor[] {
  const sumOfSquares = () => {
    const squares = tf
      .grads(f)(inputs)
      .map((gradient) => tf.reshape(tf.square(gradient), [gradient.size]));
    return tf.sum(tf.concat([...squares, tf.zeros([1])])) as tf.Scalar;
  };
  const { grads } = tf.engine().gradients(sumOfSquares, inputs, undefined, true);
  return grads.map((gradient, index) => gradient ?? tf.zerosLike(inputs[index]));
}
