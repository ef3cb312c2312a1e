import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { expectNoLeak } from '../../src/testing';

/** Tensors that leak here are disposed again, so that other tests count from zero. */
async function leaking(fn: (keep: <T extends tf.Tensor>(tensor: T) => T) => unknown): Promise<string> {
  const leaked: tf.Tensor[] = [];
  const keep = <T extends tf.Tensor>(tensor: T) => {
    leaked.push(tensor);
    return tensor;
  };
  const message = await expectNoLeak(() => fn(keep)).then(
    () => 'passed',
    (error: Error) => error.message,
  );
  tf.dispose(leaked);
  return message;
}

describe('expectNoLeak passes', () => {
  test('a function that returns a tensor', () => expectNoLeak(() => tf.square(2)));
  test('a function that returns nothing', () => expectNoLeak(() => tf.square(2).dispose()));
  test('a function that returns a number', () => expectNoLeak(() => 1));
  test('tensors in arrays and objects', () =>
    expectNoLeak(() => ({ a: tf.square(2), list: [tf.square(3), { b: tf.scalar(1) }], name: 'x' })));
  test('an object with dispose', () =>
    expectNoLeak(() => {
      const tensor = tf.scalar(1);
      return { dispose: () => tensor.dispose() };
    }));
  test('an async function', () =>
    expectNoLeak(async () => {
      const x = tf.scalar(1);
      await x.data();
      return x;
    }));
  test('a gradient', () => expectNoLeak(() => tf.tidy(() => tf.grad((x: tf.Tensor) => tf.square(x))(tf.scalar(2)))));
});

test('expectNoLeak passes if a variable is assigned to', async () => {
  const variable = tf.tidy(() => tf.variable(tf.scalar(1)));
  await expectNoLeak(() => {
    const two = tf.scalar(2);
    variable.assign(two);
    two.dispose();
  });
  variable.dispose();
});

test('two concurrent calls of expectNoLeak see their own tensors and those of each other', async () => {
  let wake = () => {};
  const sleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const clean = expectNoLeak(() => sleep);
  const leaky = leaking((keep) => {
    keep(tf.scalar(1));
    wake();
    return sleep;
  });
  await expect(clean).rejects.toThrow('1 tensor and 1 data buffer were left behind');
  expect(await leaky).toBe('expectNoLeak: 1 tensor and 1 data buffer were left behind');
  await expectNoLeak(() => tf.scalar(1).dispose());
});

describe('expectNoLeak fails', () => {
  test('an intermediate tensor', async () =>
    expect(await leaking((keep) => tf.add(keep(tf.square(3)), 1))).toBe(
      'expectNoLeak: 1 tensor and 1 data buffer were left behind',
    ));
  test('a tensor that shares its data', async () =>
    expect(
      await leaking((keep) => {
        const x = tf.tensor([1, 2, 3, 4]);
        keep(tf.reshape(x, [2, 2]));
        return x;
      }),
    ).toBe('expectNoLeak: 1 tensor and 1 data buffer were left behind'));
  test('an async function that leaks after a while', async () =>
    expect(
      await leaking(async (keep) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        keep(tf.scalar(1));
        keep(tf.scalar(2));
      }),
    ).toBe('expectNoLeak: 2 tensors and 2 data buffers were left behind'));
  test('a tensor left behind while a foreign one is disposed', async () => {
    const x = tf.scalar(1);
    const message = await leaking((keep) => {
      keep(tf.scalar(2));
      x.dispose();
    });
    expect(message).toBe('expectNoLeak: 1 tensor left behind and 1 tensor of others disposed');
  });
  test('a function that disposes a foreign tensor', async () => {
    const x = tf.scalar(1);
    await expect(expectNoLeak(() => x.dispose())).rejects.toThrow(
      'expectNoLeak: 1 tensor and 1 data buffer of others were disposed',
    );
  });
  test('with the error of the function', async () => {
    await expect(
      expectNoLeak(() => {
        throw new Error('of the function');
      }),
    ).rejects.toThrow('of the function');
  });
  test('an argument that is not a function', async () => {
    await expect(expectNoLeak(1 as never)).rejects.toThrow(
      'expectNoLeak: fn is not a function; expected a function; got 1',
    );
  });
});
