import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkpoint, lbfgs } from '../../src/optimize';
import { maskedStyleLoss } from '../../src/style';
import { expectNoLeak, expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../src/testing';
import { expectArgumentError } from '../support/expectArgumentError';
import { withContext } from '../support/withContext';

type Function = (...inputs: tf.Tensor[]) => tf.Tensor;

const filters = [seededTensor([3, 3, 2, 5], { seed: 1 }), seededTensor([3, 3, 5, 3], { seed: 2 })] as tf.Tensor4D[];
/** A smooth layer, so that finite differences see its curvature. */
const layer = (x: tf.Tensor, index: number) =>
  tf.square(tf.add(tf.conv2d(x as tf.Tensor4D, filters[index], 1, 'same'), 0.5));

const cases: { name: string; f: Function; inputs: tf.Tensor[] }[] = [
  { name: 'a layer', f: (x) => layer(x, 0), inputs: [seededTensor([1, 4, 5, 2], { seed: 3 })] },
  {
    name: 'several arguments, one of them unused',
    f: (a, b) => tf.mul(a, tf.square(b)),
    inputs: [seededTensor([2, 1], { seed: 4 }), seededTensor([1, 3], { seed: 5 }), seededTensor([2], { seed: 6 })],
  },
  { name: 'the identity', f: (x) => x, inputs: [seededTensor([3], { seed: 7 })] },
  { name: 'a constant', f: () => tf.scalar(3), inputs: [seededTensor([2], { seed: 8 })] },
  { name: 'one argument twice', f: (x) => tf.mul(x, x), inputs: [seededTensor([1, 1], { seed: 9 })] },
  {
    name: 'a checkpoint within',
    f: checkpoint((x: tf.Tensor) => layer(checkpoint((y: tf.Tensor) => layer(y, 0))(x), 1)),
    inputs: [seededTensor([1, 3, 3, 2], { seed: 10 })],
  },
];

/** Value, gradients of Σ y², and second gradients of the sum of those squared. */
function derivatives(f: Function, inputs: tf.Tensor[]): tf.Tensor[] {
  const gradients = (g: Function) => (xs: tf.Tensor[]) =>
    tf
      .engine()
      .gradients(() => g(...xs) as tf.Scalar, xs, undefined, true)
      .grads.map((d, i) => d ?? tf.zerosLike(xs[i]));
  return tf.tidy(() => {
    const squares: Function = (...xs) => tf.sum(tf.square(f(...xs)));
    const ofGradients: Function = (...xs) =>
      gradients(squares)(xs)
        .map((gradient) => tf.sum(tf.square(gradient)))
        .reduce((sum, term) => tf.add(sum, term));
    return [tf.clone(f(...inputs)), ...gradients(squares)(inputs), ...gradients(ofGradients)(inputs)];
  });
}

describe('checkpoint', () => {
  for (const { name, f, inputs } of cases) {
    test(`${name}: value, gradient and second gradient are those of f`, () =>
      expectNoLeak(async () => {
        const actual = derivatives(checkpoint(f), inputs);
        const expected = derivatives(f, inputs);
        expect(actual.length).toBe(1 + 2 * inputs.length);
        for (const [index, tensor] of expected.entries()) {
          // The terms of a second gradient are the same, but added in another order.
          const what = index === 0 ? 'value' : index <= inputs.length ? 'gradient' : 'second gradient';
          await withContext(`${what}, result ${index}`, () =>
            expectTensorsClose(actual[index], tensor, { rtol: 1e-5, atol: 1e-6 }),
          );
        }
        return [actual, expected];
      }));
  }

  test('finite differences agree', async () => {
    const f = checkpoint((x: tf.Tensor) => layer(layer(x, 0), 1));
    const inputs = [seededTensor([1, 3, 2, 2], { seed: 11 })];
    await gradcheck(f, inputs);
    await gradgradcheck(f, inputs);
    tf.dispose(inputs);
  });

  test('a chain of three, shared by two losses, like style and content', () =>
    expectNoLeak(async () => {
      const pieces = [0, 1].map((index) => (x: tf.Tensor) => layer(x, index));
      const loss = (chain: Function[]) => (x: tf.Tensor) => {
        const first = chain[0](x);
        return tf.add(tf.sum(first), tf.sum(chain[1](first))) as tf.Scalar;
      };
      const x = seededTensor([1, 3, 5, 2], { seed: 12 });
      const actual = tf.valueAndGrad(loss(pieces.map((piece) => checkpoint(piece))))(x);
      const expected = tf.valueAndGrad(loss(pieces))(x);
      await expectTensorsClose(actual.value, expected.value);
      await expectTensorsClose(actual.grad, expected.grad);
      return [x, actual, expected];
    }));

  test('the weights of f have no gradient', () => {
    const weight = tf.scalar(2);
    const loss = (w: tf.Tensor) => checkpoint((x: tf.Tensor) => tf.mul(x, w))(tf.scalar(3));
    expect(() => tf.grad(loss)(weight)).toThrow('Cannot compute gradient of y=f(x)');
    weight.dispose();
  });

  test('needs less memory: only the largest of six layers', () =>
    expectNoLeak(() => {
      const count = 6;
      const square = [...Array(count)].map((_, seed) => seededTensor([3, 3, 4, 4], { seed })) as tf.Tensor4D[];
      const image = seededTensor([1, 16, 16, 4], { seed: 13 });
      let most = 0;
      const look = (x: tf.Tensor): tf.Tensor =>
        tf.customGrad((y) => {
          const bytes = () => {
            most = Math.max(most, tf.memory().numBytes);
            return y as tf.Tensor;
          };
          return { value: tf.clone(bytes()), gradFunc: (dy: tf.Tensor) => [bytes() && tf.clone(dy)] };
        })(x);
      const piece = (index: number) => (x: tf.Tensor) => {
        const sum = tf.add(tf.conv2d(look(x) as tf.Tensor4D, square[index], 1, 'same'), 0.1);
        return tf.relu(tf.sub(tf.square(sum), tf.mul(sum, 0.5)));
      };
      const peak = (pieces: Function[]) => {
        const start = tf.memory().numBytes;
        most = start;
        tf.grad((x: tf.Tensor) => tf.sum(pieces.reduce((y, next) => next(y), x)))(image).dispose();
        return (most - start) / (4 * image.size);
      };
      const pieces = square.map((_, index) => piece(index));
      const [without, within] = [peak(pieces), peak(pieces.map((next) => checkpoint(next)))];
      // In feature maps: each layer makes and saves several, and as many gradients; a piece keeps only its argument.
      expect(without).toBeGreaterThan(4 * count);
      expect(within).toBeLessThan(without / 2);
      tf.dispose([image, square]);
    }));

  test('the gradient of a masked style loss through a checkpoint', () =>
    expectNoLeak(async () => {
      const [image, style] = [seededTensor([1, 4, 3, 2], { seed: 14 }), seededTensor([1, 3, 3, 5], { seed: 15 })];
      const masks = tf.ones([1, 4, 3, 1]);
      const styleMasks = tf.ones([1, 3, 3, 1]);
      const loss = (network: Function) => (x: tf.Tensor) => maskedStyleLoss(network(x), style, masks, styleMasks);
      const piece = (x: tf.Tensor) => layer(x, 0);
      const actual = tf.grad(loss(checkpoint(piece)))(image);
      const expected = tf.grad(loss(piece))(image);
      await expectTensorsClose(actual, expected, { rtol: 1e-6, atol: 1e-6 });
      return [image, style, masks, styleMasks, actual, expected];
    }));

  describe('leaves no tensor behind if f throws', () => {
    const fail = (): never => {
      throw new Error('enough');
    };
    const failing = checkpoint((x: tf.Tensor) => fail() ?? tf.square(tf.mul(x, x)));
    let calls = 0;
    const failingLate = checkpoint((x: tf.Tensor) => {
      const y = tf.square(tf.mul(x, x));
      return calls++ % 2 === 0 ? y : fail();
    });
    const expectNothingLeft = (run: (x: tf.Tensor) => unknown) =>
      expectNoLeak(() => {
        const x = tf.scalar(2);
        expect(() => run(x)).toThrow('enough');
        x.dispose();
      });
    test('called', () => expectNothingLeft(failing));
    test('in a gradient', () => expectNothingLeft(tf.grad(failing)));
    // tfjs itself keeps the tape of a gradient that throws; lbfgs does not.
    test('in the gradient of lbfgs', () =>
      expectNoLeak(async () => {
        await expect(lbfgs(failingLate as (x: tf.Tensor) => tf.Scalar, 3)).rejects.toThrow('enough');
      }));
  });

  test('rejects anything but a function and float32 tensors', () => {
    expectArgumentError(() => checkpoint(3 as never), 'checkpoint: f is not a function; expected a function; got 3');
    expectArgumentError(
      () => checkpoint((x: tf.Tensor) => x)(3 as never),
      'checkpoint: argument 0 is of the wrong kind; expected a float32 tensor; got 3',
    );
    expectArgumentError(
      () => tf.tidy(() => checkpoint((() => 'text') as never)(tf.scalar(1))),
      "checkpoint: f(...) is of the wrong kind; expected a float32 tensor; got 'text'",
    );
    const [x, ids] = [tf.scalar(1), tf.tensor1d([1], 'int32')];
    expectArgumentError(
      () => checkpoint((x: tf.Tensor, at: tf.Tensor) => tf.gather(x, at as tf.Tensor1D))(x, ids),
      'checkpoint: argument 1 is of the wrong kind; expected a float32 tensor; got an int32 tensor of shape [1]',
    );
    tf.dispose([x, ids]);
    expectArgumentError(
      () => checkpoint((y: tf.Tensor) => y)(x),
      'checkpoint: argument 0 has been disposed; expected a tensor in use; got a float32 tensor of shape []',
    );
  });
});
