import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { mattingLaplacian } from '../../src/matting';
import { conjugateGradient } from '../../src/optimize';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/conjugateGradient.json';
import matting from '../fixtures/conjugateGradient.matting.json';
import { expectRejection } from './expectRejection';

interface Stored {
  shape: number[];
  values: number[];
}
const decode = ({ values, shape }: Stored) => tf.tensor(values, shape, 'float32');

const times = (matrix: tf.Tensor) => (x: tf.Tensor) =>
  tf.reshape(tf.matMul(matrix as tf.Tensor2D, tf.reshape(x, [-1, 1])), x.shape);

/**
 * SciPy's iterations in float32, where ill-conditioned systems take twice as many as in float64. Ours checks only every
 * eighth.
 */
const mostIterations = (ofSciPy: number) => Math.ceil(1.2 * ofSciPy) + 8;

test('has fixture cases', () => expect([fixture.cases.length, matting.cases.length]).toEqual([4, 2]));

describe(fixture.source, () => {
  for (const { name, inputs, x, tolerance, iterationsInFloat32 } of fixture.cases) {
    test(name, () =>
      expectNoLeak(async () => {
        const matrix = decode(inputs.matrix);
        const b = decode(inputs.b);
        const diagonal = 'diagonal' in inputs ? decode(inputs.diagonal as Stored) : undefined;
        const preconditioner = diagonal && ((r: tf.Tensor) => tf.div(r, diagonal));
        const rough = await conjugateGradient(times(matrix), b, { preconditioner, tolerance });
        expect(rough.residual).toBeLessThanOrEqual(tolerance);
        expect(rough.iterations).toBeLessThanOrEqual(mostIterations(iterationsInFloat32));
        const exact = await conjugateGradient(times(matrix), b, { preconditioner });
        // Float32 rounds the product to 6e-8, which a condition of 3000 amplifies.
        const largest = Math.max(...x.values.map(Math.abs));
        await expectTensorsClose(exact.x, x, { rtol: 0, atol: 2e-4 * largest });
        tf.dispose([matrix, b, diagonal ?? []]);
        return [rough.x, exact.x];
      }),
    );
  }
});

describe(`a matte: ${matting.source}`, () => {
  for (const { name, inputs, x, tolerance, iterationsInFloat32 } of matting.cases) {
    test(name, () =>
      expectNoLeak(async () => {
        const image = decode(inputs.image) as tf.Tensor3D;
        const weights = tf.tidy(() => tf.mul(100, decode(inputs.known)));
        const b = decode(inputs.b) as tf.Tensor2D;
        const laplacian = mattingLaplacian(image, { epsilon: 1e-3 });
        const diagonal = tf.tidy(() => tf.add(laplacian.diagonal(), weights));
        const result = await conjugateGradient((x) => tf.add(laplacian.apply(x), tf.mul(weights, x)), b, {
          tolerance,
          preconditioner: name.includes('preconditioned') ? (r) => tf.div(r, diagonal) : undefined,
        });
        // The condition number is 3280.
        await expectTensorsClose(result.x, x, { rtol: 0, atol: 1e-3 });
        expect(result.residual).toBeLessThanOrEqual(tolerance);
        expect(result.iterations).toBeLessThanOrEqual(mostIterations(iterationsInFloat32));
        laplacian.dispose();
        tf.dispose([image, weights, b, diagonal]);
        return result.x;
      }),
    );
  }
});

/** The second difference with fixed ends: A x of a vector, whose eigenvalues are 2 − 2 cos(kπ / (n + 1)). */
const secondDifference = (x: tf.Tensor1D) =>
  tf.sub(tf.mul(2, x), tf.add(tf.slice(tf.pad(x, [[1, 0]]), 0, x.size), tf.slice(tf.pad(x, [[0, 1]]), 1)));

describe('conjugateGradient', () => {
  test('the example of the documentation', () =>
    expectNoLeak(async () => {
      const a = tf.tensor2d([
        [4, 1],
        [1, 3],
      ]);
      const b = tf.tensor1d([1, 2]);
      const { x, iterations, residual } = await conjugateGradient((p) => tf.dot(a, p), b);
      await expectTensorsClose(x, { shape: [2], values: [1 / 11, 7 / 11] });
      await expectTensorsClose(b, { shape: [2], values: [1, 2] });
      expect(iterations).toBe(2);
      expect(residual).toBeLessThan(1e-6);
      return [a, b, x];
    }));

  test('b = 0, a scalar, and an operator that returns its argument', () =>
    expectNoLeak(async () => {
      const zero = await conjugateGradient(secondDifference, [0, 0, 0]);
      expect(zero).toMatchObject({ iterations: 0, residual: 0 });
      await expectTensorsClose(zero.x, { shape: [3], values: [0, 0, 0] });
      const scalar = await conjugateGradient((x) => tf.mul(4, x), 3);
      await expectTensorsClose(scalar.x, { shape: [], values: [0.75] });
      const same = await conjugateGradient((x) => x, [[1, 2]], { preconditioner: (r) => r });
      expect(same.iterations).toBe(1);
      await expectTensorsClose(same.x, { shape: [1, 2], values: [1, 2] });
      return [zero.x, scalar.x, same.x];
    }));

  for (const scale of [1e-30, 1e30]) {
    test(`solves for a b scaled by ${scale}`, () =>
      expectNoLeak(async () => {
        const { x, residual } = await conjugateGradient(secondDifference, [scale, 0, 0]);
        expect(residual).toBeLessThan(1e-6);
        const inUnits = tf.mul(x, 1 / scale);
        await expectTensorsClose(inUnits, { shape: [3], values: [0.75, 0.5, 0.25] });
        return [x, inUnits];
      }));
  }

  test('the residual is that of x, even if float32 does not reach the tolerance', () =>
    expectNoLeak(async () => {
      const b = tf.tidy(() => tf.cos(tf.range(0, 60))) as tf.Tensor1D;
      const { x, residual, iterations } = await conjugateGradient(secondDifference, b, { tolerance: 1e-9 });
      const [actual] = tf.tidy(() => [tf.div(tf.norm(tf.sub(b, secondDifference(x))), tf.norm(b))]);
      await expectTensorsClose(actual, { shape: [], values: [residual] }, { rtol: 1e-3 });
      expect(residual).toBeGreaterThan(1e-9);
      expect(residual).toBeLessThan(1e-3);
      expect(iterations).toBeLessThan(600);
      return [b, x, actual];
    }));

  test('initial: fewer iterations near the solution, and none at it', () =>
    expectNoLeak(async () => {
      const [matrix, b] = [decode(fixture.cases[1].inputs.matrix), decode(fixture.cases[1].inputs.b)];
      const apply = times(matrix);
      const cold = await conjugateGradient(apply, b, { tolerance: 1e-6 });
      const near = tf.mul(cold.x, 1.001);
      const warm = await conjugateGradient(apply, b, { tolerance: 1e-6, initial: near });
      expect(warm.iterations).toBeLessThan(cold.iterations);
      expect(warm.residual).toBeLessThanOrEqual(1e-6);
      const there = await conjugateGradient(apply, b, { tolerance: 1e-6, initial: warm.x });
      expect(there.iterations).toBe(0);
      const zero = tf.zerosLike(b);
      const none = await conjugateGradient(apply, zero, { initial: near });
      expect(await none.x.array()).toEqual(await zero.array());
      return [matrix, b, near, cold.x, warm.x, there.x, zero, none.x];
    }));

  test('a singular operator with b in its range', () =>
    expectNoLeak(async () => {
      const { x, residual } = await conjugateGradient((x) => tf.sub(x, tf.mean(x)), [1, -3, 2]);
      expect(residual).toBeLessThan(1e-6);
      await expectTensorsClose(x, { shape: [3], values: [1, -3, 2] });
      return x;
    }));

  test('ends after maxIterations with the x so far', () =>
    expectNoLeak(async () => {
      const b = Array.from({ length: 50 }, (_, i) => (i === 0 ? 1 : 0));
      const steps: number[] = [];
      const { x, iterations, residual } = await conjugateGradient(secondDifference, b, {
        maxIterations: 21,
        onProgress: ({ step, total, residual }) => {
          steps.push(step);
          expect(total).toBe(21);
          expect(residual).toBeGreaterThan(0);
        },
      });
      expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 21]);
      expect(iterations).toBe(21);
      expect(residual).toBeGreaterThan(1e-7);
      const none = await conjugateGradient(secondDifference, b, { maxIterations: 0 });
      expect(none).toMatchObject({ iterations: 0, residual: 1 });
      return [x, none.x];
    }));

  test('yields to the event loop, so that a timer can abort it', () =>
    expectNoLeak(async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 0);
      const b = tf.ones<tf.Rank.R1>([500]);
      const work = conjugateGradient(secondDifference, b, { signal: controller.signal });
      await expect(work).rejects.toMatchObject({ name: 'AbortError' });
      const late = conjugateGradient(secondDifference, b, { signal: controller.signal });
      await expect(late).rejects.toBe(controller.signal.reason);
      return b;
    }));

  test('bad arguments', async () => {
    await expectRejection(
      () => conjugateGradient(3 as never, [1]),
      'conjugateGradient: apply is not a function; expected a function; got 3',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1], { preconditioner: 3 as never }),
      'conjugateGradient: preconditioner is not a function; expected a function; got 3',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, []),
      'conjugateGradient: b is empty; expected at least one element; got shape [0]',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1, 2], { initial: [1] }),
      'conjugateGradient: initial has the wrong shape; expected [2]; got [1]',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1, 2], { initial: 0 }),
      'conjugateGradient: initial has the wrong shape; expected [2]; got []',
    );
    await expectRejection(
      () => conjugateGradient((x) => tf.sum(x), [1, 2]),
      'conjugateGradient: apply(x) has the wrong shape; expected [2]; got []',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1, 2], { preconditioner: (r) => tf.sum(r) }),
      'conjugateGradient: preconditioner(r) has the wrong shape; expected [2]; got []',
    );
    // Its own rejection must not remain unhandled, which would end the process.
    await expectRejection(
      () => conjugateGradient((() => Promise.reject(new Error('async'))) as never, [1]),
      'conjugateGradient: apply(x) is not a tensor; expected a tensor or (nested) numbers; got [object Promise]',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1], { tolerance: -1 }),
      'conjugateGradient: tolerance is out of range; expected a finite number at least 0; got -1',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1], { maxIterations: 0.5 }),
      'conjugateGradient: maxIterations is out of range; expected an integer at least 0; got 0.5',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1], { onProgress: true as never }),
      'conjugateGradient: onProgress is not a function; expected a function; got true',
    );
    await expectRejection(
      () => conjugateGradient((x) => x, [1], { signal: { aborted: false } as never }),
      'conjugateGradient: signal is of the wrong kind; expected an AbortSignal; got [object Object]',
    );
  });
});
