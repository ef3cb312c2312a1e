import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectTensorsClose, forEachBackend, seededTensor } from '../../src/testing';

const active = tf.getBackend();
const names = [...new Set(['cpu', active])];

test('runs on each backend and restores the previous one', async () => {
  const seen: string[] = [];
  await forEachBackend(names, async (name) => {
    seen.push(name);
    expect(tf.getBackend()).toBe(name);
    const square = tf.square([1, 2]);
    await expectTensorsClose(square, [1, 4]);
    square.dispose();
  });
  expect(seen).toEqual(names);
  expect(tf.getBackend()).toBe(active);
});

test('fails when a backend is missing, after all others have run', async () => {
  const seen: string[] = [];
  await expect(forEachBackend(['absent', ...names], (name) => seen.push(name))).rejects.toThrow(
    `forEachBackend: 1 of ${names.length + 1} backends failed\nabsent: the backend is not registered; import its package first`,
  );
  expect(seen).toEqual(names);
  expect(tf.getBackend()).toBe(active);
});

test('the name of an inherited property is not a backend', async () => {
  for (const name of ['constructor', 'toString', '__proto__', '']) {
    await expect(forEachBackend([name], () => undefined)).rejects.toThrow(
      `forEachBackend: 1 of 1 backends failed\n${name}: the backend is not registered; import its package first`,
    );
  }
  expect(tf.getBackend()).toBe(active);
});

test('fails when a backend does not start', async () => {
  tf.registerBackend('broken', () => Promise.reject(new Error('no adapter')));
  await expect(forEachBackend(['broken'], () => undefined)).rejects.toThrow('broken: the backend did not start');
  expect(tf.getBackend()).toBe(active);
  expect(tf.square(3).dataSync).toBeDefined();
  tf.removeBackend('broken');
});

test('names every backend that the function failed on', async () => {
  const failing = forEachBackend(names, (name) => Promise.reject(new Error(`no luck on ${name}`)));
  await expect(failing).rejects.toThrow(
    `forEachBackend: ${names.length} of ${names.length} backends failed\n${names.map((name) => `${name}: no luck on ${name}`).join('\n')}`,
  );
  expect(tf.getBackend()).toBe(active);
});

test('rejects an empty list of backends', async () => {
  await expect(forEachBackend([], () => undefined)).rejects.toThrow(
    'forEachBackend: no backend is named; expected at least one name; got []',
  );
  await expect(forEachBackend('cpu' as never, () => undefined)).rejects.toThrow(
    "forEachBackend: no backend is named; expected at least one name; got 'cpu'",
  );
  await expect(forEachBackend(Array(1), () => undefined)).rejects.toThrow('forEachBackend: no backend is named; ');
  await expect(forEachBackend(['cpu'], undefined as never)).rejects.toThrow(
    'forEachBackend: fn is not a function; expected a function; got undefined',
  );
});

test('seededTensor gives the same numbers on every backend', async () => {
  await forEachBackend(names, async () => {
    const seven = seededTensor([3], { seed: 7 });
    await expectTensorsClose(seven, [-0.2708096, -0.984238, -0.6247592], { rtol: 1e-6 });
    const bounded = seededTensor([2, 50], { low: 2, high: 3 });
    const values = Array.from(await bounded.data());
    expect(values.every((value) => value >= 2 && value < 3)).toBe(true);
    const normal = seededTensor([2, 50], { seed: 0, distribution: 'normal' });
    const again = seededTensor([2, 50], { distribution: 'normal' });
    await expectTensorsClose(normal, again, { rtol: 0, atol: 0 });
    const other = seededTensor([2, 50], { seed: 1, distribution: 'normal' });
    await expect(expectTensorsClose(normal, other)).rejects.toThrow('elements differ');
    tf.dispose([seven, bounded, normal, again, other]);
  });
});

test('seededTensor stays in [low, high) despite the rounding of float32', async () => {
  // In float64 the last number of the first is 0.99999998, which float32 rounds to 1.
  const cases = [
    { seed: 60, low: 0, high: 1, size: 510_226 },
    { seed: 1, low: 0.7, high: 0.7000001, size: 50 },
    { seed: 1, low: -0.7000001, high: -0.7, size: 50 },
    { seed: 1, low: 0.3, high: 0.3, size: 3 },
  ];
  for (const { size, ...options } of cases) {
    const tensor = seededTensor([size], options);
    const values = Array.from(await tensor.data());
    tensor.dispose();
    const { low, high } = options;
    const isInside = (value: number) => (low < high ? value >= low && value < high : value === Math.fround(low));
    expect(values.every(isInside), `low ${low}, high ${high}`).toBe(true);
  }
});

test('seededTensor rejects bad options', () => {
  expect(() => seededTensor([2], { distribution: 'cauchy' as never })).toThrow(
    "seededTensor: unknown distribution; expected 'uniform' or 'normal'; got 'cauchy'",
  );
  expect(() => seededTensor([2], { low: 1, high: 0 })).toThrow(
    'seededTensor: high is out of range; expected a finite number at least 1; got 0',
  );
  expect(() => seededTensor([2, -1])).toThrow(
    'seededTensor: the shape is wrong; expected a list of integers of at least 0; got [2, -1]',
  );
  expect(() => seededTensor(Array(2))).toThrow('got [undefined, undefined]');
  expect(() => seededTensor([65536, 65536])).toThrow(
    'seededTensor: the tensor is too large; expected a tensor of less than 2 GiB; got shape [65536, 65536]',
  );
});
