import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExpectedTensor, expectTensorsClose, type Tolerance, tensorMatchers } from '../../src/testing';
import fixture from '../fixtures/gramMatrix.json';

let tensors: number;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors));

/** The message of the failure, or `'passed'`. */
async function outcome(
  actual: number | number[] | number[][],
  expected: ExpectedTensor,
  tolerance?: Tolerance,
): Promise<string> {
  const tensor = tf.tensor(actual);
  const message = await expectTensorsClose(tensor, expected, tolerance).then(
    () => 'passed',
    (error: Error) => error.message,
  );
  tensor.dispose();
  return message;
}

const { Infinity: infinity } = globalThis;

describe('expectTensorsClose passes', () => {
  test('numbers, nested numbers, typed arrays', async () => {
    expect(await outcome(3, 3)).toBe('passed');
    expect(await outcome([[1, 2]], [[1, 2]])).toBe('passed');
    expect(await outcome([1, 2], new Float32Array([1, 2]))).toBe('passed');
  });
  test('a tensor, without disposing it', async () => {
    const expected = tf.tensor([1, 2]);
    expect(await outcome([1, 2], expected)).toBe('passed');
    expected.dispose();
  });
  test('a stored tensor', async () => {
    expect(await outcome([[1, -infinity, Number.NaN]], { shape: [1, 3], values: [1, '-Infinity', 'NaN'] })).toBe(
      'passed',
    );
    const { shape, values } = fixture.cases[0].inputs.features;
    const tensor = tf.tensor(values, shape);
    await expectTensorsClose(tensor, fixture.cases[0].inputs.features);
    tensor.dispose();
  });
  test('within the tolerance', async () => {
    expect(await outcome([1, 100], [1.0078125, 100], { atol: 0.0078125, rtol: 0 })).toBe('passed');
    expect(await outcome([101], [100], { atol: 0, rtol: 0.011 })).toBe('passed');
  });
  test('zero of either sign', async () => expect(await outcome([0, -0], [-0, 0], { atol: 0, rtol: 0 })).toBe('passed'));
  test('empty tensors', async () => expect(await outcome([], [])).toBe('passed'));
});

describe('expectTensorsClose fails', () => {
  test('with the worst element and the number of differing ones', async () => {
    expect(
      await outcome(
        [
          [1, 2],
          [3, 4.5],
          [5, 6.25],
        ],
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      ),
    ).toBe(
      'expectTensorsClose: 2 of 6 elements differ, worst at [1, 1]; expected 4; got 4.5 (rtol 0.00001, atol 0.000001)',
    );
  });
  test('for a scalar', async () => {
    expect(await outcome(1, 2, { rtol: 0, atol: 0 })).toBe(
      'expectTensorsClose: 1 of 1 elements differ, worst at []; expected 2; got 1 (rtol 0, atol 0)',
    );
  });
  test('just beyond the tolerance', async () => {
    expect(await outcome([102], [100], { atol: 0, rtol: 0.011 })).toMatch(/1 of 1/);
  });
  test('for NaN and infinities, whatever the tolerance', async () => {
    const huge = { rtol: 1e30, atol: 1e30 };
    for (const [got, want] of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [infinity, 1],
      [1, infinity],
      [infinity, -infinity],
      [Number.NaN, infinity],
      [infinity, Number.NaN],
    ]) {
      expect(await outcome([0, got], [0, want], huge)).toBe(
        `expectTensorsClose: 1 of 2 elements differ, worst at [1]; expected ${want}; got ${got} (rtol 1e+30, atol 1e+30)`,
      );
    }
  });
  test('a NaN is worse than any number', async () => {
    expect(await outcome([Number.NaN, 1e30], [0, 0])).toMatch(/2 of 2 elements differ, worst at \[0\]/);
  });
  test('for shapes', async () => {
    expect(await outcome([[1, 2]], [1, 2])).toBe('expectTensorsClose: shapes differ; expected [2]; got [1,2]');
    expect(await outcome(1, [1])).toBe('expectTensorsClose: shapes differ; expected [1]; got []');
    expect(await outcome([[1], [2]], { shape: [1, 2], values: [1, 2] })).toMatch(/shapes differ/);
  });
  test('for expectations that are not a tensor', async () => {
    expect(await outcome([1], [[1], [2, 3]] as never)).toMatch(
      /^expectTensorsClose: expected does not form a tensor; /,
    );
    expect(await outcome([1], undefined as never)).toMatch(/^expectTensorsClose: expected is not a tensor; /);
    expect(await outcome([1, 2], { shape: [2], values: [1] })).toMatch(/^expectTensorsClose: expected has 1 values; /);
    expect(await outcome([1, 2], new Uint8Array([1, 3]))).toMatch(/^expectTensorsClose: 1 of 2 elements differ/);
  });
  test('for tensors that have been disposed', async () => {
    const [gone, x] = [tf.zeros([2]), tf.zeros([2])];
    gone.dispose();
    await expect(expectTensorsClose(gone, x)).rejects.toThrow(
      'expectTensorsClose: actual has been disposed; expected a tensor in use; got a float32 tensor of shape [2]',
    );
    await expect(expectTensorsClose(x, gone)).rejects.toThrow(
      'expectTensorsClose: expected has been disposed; expected a tensor in use; got a float32 tensor of shape [2]',
    );
    await expect(expect(gone).toBeFiniteTensor()).rejects.toThrow('toBeFiniteTensor: actual has been disposed; ');
    x.dispose();
  });
  test('for stored tensors that are not complete', async () => {
    expect(await outcome([1], { shape: 1, values: [1] } as never)).toBe(
      'expectTensorsClose: expected is not a stored tensor; expected lists of sizes and values; got {shape: 1, values: [1]}',
    );
    expect(await outcome([1], { shape: [1], values: null } as never)).toMatch(
      /^expectTensorsClose: expected is not a stored tensor; /,
    );
    expect(await outcome([1], { shape: [-1], values: [] } as never)).toMatch(
      /^expectTensorsClose: expected is not a stored tensor; /,
    );
  });
  test('for an actual value that is not a tensor', async () => {
    await expect(expectTensorsClose([1, 2] as never, [1, 2])).rejects.toThrow(
      'expectTensorsClose: actual is not a tensor; expected a tensor; got [1, 2]',
    );
  });
  test('for tolerances that would accept anything', async () => {
    expect(await outcome([1], [2], { atol: infinity })).toMatch(/^expectTensorsClose: atol is out of range; /);
    expect(await outcome([1], [2], { rtol: Number.NaN })).toMatch(/^expectTensorsClose: rtol is out of range; /);
  });
});

describe('tensorMatchers', () => {
  expect.extend(tensorMatchers);

  test('toBeCloseToTensor', async () => {
    const x = tf.tensor([1, 2]);
    await expect(x).toBeCloseToTensor([1, 2]);
    await expect(x).toBeCloseToTensor([1, 2.25], { atol: 0.25 });
    await expect(x).not.toBeCloseToTensor([1, 3]);
    await expect(expect(x).toBeCloseToTensor([1, 3])).rejects.toThrow(
      'toBeCloseToTensor: 1 of 2 elements differ, worst at [1]; expected 3; got 2',
    );
    await expect(expect(x).not.toBeCloseToTensor([1, 2])).rejects.toThrow('expected a difference');
    x.dispose();
  });
  test('toBeFiniteTensor', async () => {
    const finite = tf.tensor([1, 2]);
    const infinite = tf.tensor([1, -infinity]);
    await expect(finite).toBeFiniteTensor();
    await expect(infinite).not.toBeFiniteTensor();
    await expect(expect(infinite).toBeFiniteTensor()).rejects.toThrow('toBeFiniteTensor: element [1] is -Infinity');
    await expect(expect(finite).not.toBeFiniteTensor()).rejects.toThrow('all elements are finite');
    tf.dispose([finite, infinite]);
  });
});
