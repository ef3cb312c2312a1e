import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectNoLeak, expectTensorsClose, gradcheck, gradgradcheck, seededTensor } from '../../../src/testing';
import { gelu } from '../../../src/training/gelu/gelu';
import { onGuardedHeap } from '../../support/guardedHeap';
import { valuesOn } from '../../support/valuesOn';

const activation = layers.activation({ activation: 'gelu' });
const ofLayer = (x: tf.Tensor) => activation.apply(x) as tf.Tensor;

/** The value, its gradient and the gradient of that one. */
const derivatives = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const first = (z: tf.Tensor) => tf.grad(f)(z, seededTensor(x.shape, { seed: 2 }));
    return tf.stack([f(x), first(x), tf.grad(first)(x, seededTensor(x.shape, { seed: 3 }))]);
  });

const kernelsOf = async (f: () => tf.Tensor) => (await tf.profile(f)).kernels.map(({ name }) => name);

test('stock: the activation runs five kernels', async () => {
  expect(await kernelsOf(() => ofLayer(tf.ones([2, 3])))).toEqual(['RealDiv', 'Erf', 'Add', 'Multiply', 'Multiply']);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  test("the activation 'gelu' runs one kernel, and one for its gradient", async () => {
    expect(await kernelsOf(() => ofLayer(tf.ones([2, 3])))).toEqual(['DiffblocksGelu']);
    const kernels = await kernelsOf(() => tf.grad(ofLayer)(tf.ones([2, 3]), tf.ones([2, 3])));
    expect(kernels).toEqual(['Identity', 'DiffblocksGelu', 'DiffblocksGeluGrad']); // tf.grad copies the argument
  });

  for (const shape of [[], [1], [3], [4], [0, 3], [5, 7], [2, 3, 4, 5, 2, 3]]) {
    test(`value and derivatives of [${shape}] are those of cpu`, async () => {
      const evaluate = () => derivatives(ofLayer, seededTensor(shape, { seed: 1, low: -6, high: 6 }));
      await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate), { rtol: 1e-6, atol: 1e-6 });
    });
  }

  test('NaN, infinities and zeros as on cpu', async () => {
    const evaluate = () => derivatives(ofLayer, tf.tensor1d([Number.NaN, Infinity, -Infinity, 0, -0, 1e30, -1e30]));
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate));
  });

  test('integers stay with stock, as on cpu', async () => {
    const evaluate = () => ofLayer(tf.tensor1d([-2, 0, 3], 'int32'));
    await expectTensorsClose(evaluate(), await valuesOn('cpu', evaluate), { rtol: 1e-6 });
  });

  test('first and second gradient pass the checks', async () => {
    const x = seededTensor([3, 5], { seed: 4, low: -3, high: 3 });
    await gradcheck(gelu, [x]);
    await gradgradcheck(gelu, [x]);
  });

  test('reads and writes only its tensors', () => onGuardedHeap(0xff, () => derivatives(gelu, tf.ones([7])).data()));

  test('leaves no tensor behind', () => {
    const x = tf.ones([7]);
    return expectNoLeak(() => derivatives(ofLayer, x).dispose());
  });
});
