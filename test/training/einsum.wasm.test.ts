import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { valuesOn } from '../support/valuesOn';

const equations: [string, ...number[][]][] = [
  ['ij,jk->ik', [3, 5], [5, 2]],
  ['ji,jk->ki', [5, 3], [5, 2]],
  ['bhqd,bhkd->bhqk', [2, 3, 4, 5], [2, 3, 6, 5]],
  ['bthd,bshd->bhts', [2, 4, 3, 5], [2, 6, 3, 5]],
  ['abc,cd->abd', [2, 3, 4], [4, 5]],
  ['ij,ij->', [3, 4], [3, 4]],
  ['i,j->ij', [3], [4]],
  ['i,i->i', [3], [3]],
  ['ijx,jky->ki', [2, 3, 2], [3, 4, 2]],
  ['ij->ji', [3, 4]],
  ['ijk->k', [2, 3, 4]],
  ['ij->', [1, 1]],
  [' i, -> i ', [3], []],
];

const tensorsOf = (shapes: number[][]) => shapes.map((shape, index) => seededTensor(shape, { seed: index + 1 }));
const compute = (equation: string, shapes: number[][]) => tf.einsum(equation, ...tensorsOf(shapes));

test('stock tfjs has no einsum on WASM', () => {
  expect(() => compute('ij,jk->ik', [[2, 2], [2, 2]])).toThrow(/Einsum' not registered/); // biome-ignore format: shapes
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [equation, ...shapes] of equations) {
    test(`einsum '${equation}' as on cpu`, async () => {
      const onCpu = await valuesOn('cpu', () => compute(equation, shapes));
      await expectTensorsClose(compute(equation, shapes), onCpu, { rtol: 1e-5, atol: 1e-5 });
    });
  }

  test('the result is a new tensor, even if the equation changes nothing', async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const y = tf.einsum('ij->ij', x);
    expect(y.id).not.toBe(x.id);
    y.dispose();
    await expectTensorsClose(x, [[1, 2], [3, 4]]); // biome-ignore format: a matrix
  });

  test('integers stay integers', async () => {
    const [a, b] = [tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), tf.tensor2d([5, 6, 7, 8], [2, 2], 'int32')];
    const product = tf.einsum('ij,jk->ik', a, b);
    expect(product.dtype).toBe('int32');
    await expectTensorsClose(product, { shape: [2, 2], values: [19, 22, 43, 50] });
  });

  test('rejects the equations that tfjs rejects, with its error texts', () => {
    expect(() => compute('ij,jk', [[2, 2], [2, 2]])).toThrow('Equations without an arrow are not supported.'); // biome-ignore format: shapes
    expect(() => compute('ii->i', [[2, 2]])).toThrow(/Found duplicate axes in input component ii/);
    expect(() => compute('ij,jk->ik', [[2, 3], [2, 3]])).toThrow(/Expected dimension 3 at axis 0/); // biome-ignore format: shapes
    expect(() => compute('i->ii', [[2]])).toThrow("Einsum: 'ii' names an axis of the result twice");
    expect(() => compute('i->i', [[2, 2]])).toThrow("Einsum: 'i' names 1 axes of a tensor of rank 2");
  });

  test('nothing leaks', () => {
    const tensors = tensorsOf([[2, 3, 4], [4, 5]]); // biome-ignore format: shapes
    const dataIds = tf.backend().numDataIds();
    tf.dispose(tf.einsum('abc,cd->dba', ...tensors));
    expect(tf.backend().numDataIds()).toBe(dataIds);
  });
});
