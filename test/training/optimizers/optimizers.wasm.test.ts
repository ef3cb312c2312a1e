import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectTensorsClose, seededTensor } from '../../../src/testing';
import { valuesOn } from '../../support/valuesOn';
import { withContext } from '../../support/withContext';

const STEPS = 200;
const shapes = [[7, 5, 2], [3], [], [0, 3]];
const exactly = { rtol: 0, atol: 0 };

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.02, 0.9),
  'momentum, useNesterov: true': () => tf.train.momentum(0.02, 0.9, true),
  adagrad: () => tf.train.adagrad(0.3),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop, momentum: 0.8': () => tf.train.rmsprop(0.01, 0.95, 0.8, 1e-4),
  'rmsprop, centered: true': () => tf.train.rmsprop(0.001, 0.9, 0.5, 1e-6, true),
  adam: () => tf.train.adam(0.02),
  'adam, epsilon: 0.01': () => tf.train.adam(0.02, 0.8, 0.95, 0.01),
};

/** The gradient of a square whose minimum moves from step to step. */
const gradientAt = (weights: tf.Tensor, step: number): tf.Tensor => {
  const minimum = tf.mul(seededTensor(weights.shape, { seed: 8 }), 1 + Math.sin(step));
  return tf.mul(tf.sub(weights, minimum), 0.5 + Math.cos(step));
};

const makeWeights = () => shapes.map((shape, index) => tf.variable(seededTensor(shape, { seed: index + 1 })));

/** Takes steps, and leaves no other tensors than the optimizer's. */
function train(optimizer: tf.Optimizer, weights: tf.Variable[], steps: number, first = 0): void {
  for (let step = first; step < first + steps; step++) {
    tf.tidy(() => {
      const gradients = weights.map((x) => ({ name: x.name, tensor: gradientAt(x, step) }));
      optimizer.applyGradients(gradients);
    });
  }
}

/** All weights after the steps, in one tensor. */
function trained(make: () => tf.Optimizer, steps = STEPS): tf.Tensor {
  return tf.tidy(() => {
    const [optimizer, weights] = [make(), makeWeights()];
    train(optimizer, weights, steps);
    const all = tf.concat(weights.map((x) => tf.reshape(x, [-1])));
    optimizer.dispose();
    tf.dispose(weights);
    return all;
  });
}

const kernelsOf = async (f: () => void) => (await tf.profile(() => void f())).kernels.map(({ name }) => name);

const countSubnormal = (x: tf.Tensor) =>
  Array.from(x.dataSync()).filter((value) => value !== 0 && Math.abs(value) < 2 ** -126).length;

/** The state after 145 steps, all but the first with gradient 0. */
async function stateOfIdleWeights(): Promise<tf.Tensor[]> {
  const weights = tf.variable(tf.ones([9]));
  const optimizer = tf.train.adam(0.01, 0.5, 0.5);
  optimizer.applyGradients([{ name: weights.name, tensor: tf.ones([9]) }]);
  for (let step = 1; step < 145; step++) optimizer.applyGradients([{ name: weights.name, tensor: tf.zeros([9]) }]);
  return (await optimizer.getWeights()).slice(1).map(({ tensor }) => tf.clone(tensor));
}

const stock: Record<string, tf.Tensor> = {};

test('stock tfjs takes a step in many ops, and keeps subnormal numbers', async () => {
  for (const [name, make] of Object.entries(optimizers)) stock[name] = trained(make);
  const [optimizer, weights] = [tf.train.adam(), makeWeights()];
  const kernels = await kernelsOf(() => train(optimizer, weights, 1));
  expect(kernels.filter((name) => name === tf.Sqrt)).toHaveLength(shapes.length);
  const [first, second] = await stateOfIdleWeights();
  expect(countSubnormal(first) + countSubnormal(second)).toBe(18);
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const [name, make] of Object.entries(optimizers)) {
    test(`${STEPS} steps of ${name} give the numbers of stock and of cpu`, async () => {
      const weights = trained(make);
      await expectTensorsClose(weights, { shape: weights.shape, values: Array.from(stock[name].dataSync()) }, exactly);
      const onCpu = await valuesOn('cpu', () => trained(make));
      await expectTensorsClose(weights, onCpu, { rtol: 1e-5, atol: 1e-5 });
    });

    test(`${name} runs no ops of tfjs for a weight after the first step`, async () => {
      const [optimizer, weights] = [make(), makeWeights()];
      train(optimizer, weights, 1);
      const gradients = weights.map((x) => ({ name: x.name, tensor: tf.onesLike(x) as tf.Tensor }));
      const kernels = await kernelsOf(() => optimizer.applyGradients(gradients));
      expect(kernels).toEqual(name.startsWith('adam') ? [tf.Multiply, tf.Multiply] : []); // the powers of β₁ and β₂
    });

    test(`${name} keeps variables, leaves clones of them alone and leaks nothing`, () => {
      const [optimizer, weights] = [make(), makeWeights()];
      train(optimizer, weights, 1);
      const clones = weights.map((x) => tf.clone(x));
      const numbers = clones.map((x) => Array.from(x.dataSync()));
      train(optimizer, weights, 1, 1);
      const { numTensors, numBytes } = tf.memory();
      train(optimizer, weights, 3, 2);
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
      expect(clones.map((x) => Array.from(x.dataSync()))).toEqual(numbers);
      expect(Array.from(weights[0].dataSync())).not.toEqual(numbers[0]);
      for (const x of weights) expect(tf.engine().registeredVariables[x.name]).toBe(x);
    });
  }

  test('a state that was saved continues as if it had not been', async () => {
    for (const [name, make] of Object.entries(optimizers)) {
      const [optimizer, weights] = [make(), makeWeights()];
      train(optimizer, weights, 4);
      const saved = (await optimizer.getWeights()).map(({ name: own, tensor }) => ({
        name: own,
        tensor: tf.clone(tensor),
      }));
      const copies = weights.map((x) => tf.variable(tf.clone(x)));
      const states = saved.map(({ tensor }) => Array.from(tensor.dataSync()));
      train(optimizer, weights, 3, 4);
      const resumed = make();
      await resumed.setWeights(saved);
      train(resumed, copies, 3, 4);
      for (const [index, x] of weights.entries()) {
        const values = Array.from(x.dataSync());
        await withContext(name, () =>
          expectTensorsClose(copies[index], { shape: x.shape, values }, { rtol: 1e-6, atol: 1e-6 }),
        );
      }
      expect(
        saved.map(({ tensor }) => Array.from(tensor.dataSync())),
        name,
      ).toEqual(states);
    }
  });

  test('subnormal numbers of the state become 0, NaN stays', async () => {
    for (const state of await stateOfIdleWeights()) expect(Array.from(state.dataSync())).toEqual(Array(9).fill(0));
    const weights = tf.variable(tf.ones([5]));
    const optimizer = tf.train.momentum(0.5, 0.5);
    for (const g of [1, 0, 0])
      optimizer.applyGradients([{ name: weights.name, tensor: tf.tensor1d([g, Number.NaN, g, g, g]) }]);
    expect(Array.from(weights.dataSync())).toEqual([0.125, Number.NaN, 0.125, 0.125, 0.125]);
  });

  test('gradients that share their numbers with weights', () => {
    const [a, b] = [tf.variable(tf.tensor1d([1, 2, 3])), tf.variable(tf.tensor1d([4, 5, 6]))];
    tf.train.sgd(1).applyGradients([
      { name: a.name, tensor: tf.clone(b) },
      { name: b.name, tensor: tf.clone(a) },
    ]);
    expect(Array.from(a.dataSync())).toEqual([-3, -3, -3]);
    expect(Array.from(b.dataSync())).toEqual([3, 3, 3]);
  });

  const products: [string, number[], (w: tf.Tensor) => tf.Tensor][] = [
    ['matMul', [4, 3], (w) => tf.matMul(seededTensor([5, 4], { seed: 1 }), w)],
    [
      'fused.matMul',
      [4, 3],
      (w) => tf.fused.matMul({ a: seededTensor([5, 4], { seed: 1 }), b: w, activation: 'relu' }),
    ],
    [
      'conv2d',
      [2, 2, 3, 2],
      (w) => tf.conv2d(seededTensor([1, 4, 4, 3], { seed: 1 }) as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    ],
    [
      'depthwiseConv2d',
      [2, 2, 3, 1],
      (w) => tf.depthwiseConv2d(seededTensor([1, 4, 4, 3], { seed: 1 }) as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    ],
    ['prelu', [3], (w) => tf.prelu(seededTensor([4, 3], { seed: 1 }), w)],
  ];
  for (const [name, shape, product] of products) {
    test(`${name} sees the weights after each step, although stock kernels pack them`, async () => {
      const weights = tf.variable(seededTensor(shape, { seed: 2 }));
      const optimizer = tf.train.sgd(0.5);
      for (let step = 0; step < 3; step++) {
        const copy = tf.tensor(weights.dataSync(), shape);
        const expected = product(copy);
        await expectTensorsClose(product(weights), { shape: expected.shape, values: Array.from(expected.dataSync()) });
        optimizer.applyGradients([{ name: weights.name, tensor: seededTensor(shape, { seed: 3 + step }) }]);
      }
    });
  }

  test('minimize without a list of variables', () => {
    const weights = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = tf.train.momentum(0.5, 0.5);
    for (let step = 0; step < 3; step++) optimizer.minimize(() => tf.sum(tf.mul(weights, weights)));
    expect(Array.from(weights.dataSync())).toEqual([-0.25, -0.5]);
  });

  test('stock dispose of momentum leaves the tensor of the learning rate', () => {
    const before = tf.memory().numTensors;
    tf.train.momentum(0.5, 0.5).dispose();
    expect(tf.memory().numTensors - before).toBe(1);
  });

  test('weights without a gradient keep their place and their state', () => {
    const weights = makeWeights();
    const optimizer = tf.train.momentum(0.1, 0.9);
    train(optimizer, weights, 2);
    const before = Array.from(weights[0].dataSync());
    const gradients = weights.map((x, index) => ({
      name: x.name,
      tensor: (index ? tf.onesLike(x) : null) as tf.Tensor,
    }));
    optimizer.applyGradients(gradients);
    expect(Array.from(weights[0].dataSync())).toEqual(before);
    expect(optimizer.iterations).toBe(3);
  });

  test('wrong gradients throw as in stock', () => {
    const weights = tf.variable(tf.ones([3]));
    const optimizer = tf.train.sgd(0.1);
    expect(() => optimizer.applyGradients([{ name: weights.name, tensor: tf.ones([2, 3]) }])).toThrow(
      'shape of the new value',
    );
    const gone = tf.ones([3]);
    gone.dispose();
    expect(() => optimizer.applyGradients([{ name: weights.name, tensor: gone }])).toThrow();
  });

  test('on cpu, tfjs takes the steps', async () => {
    await tf.setBackend('cpu');
    const [optimizer, weights] = [tf.train.adam(), makeWeights()];
    train(optimizer, weights, 1);
    const kernels = await kernelsOf(() => train(optimizer, weights, 1));
    await tf.setBackend('wasm');
    expect(kernels).toContain(tf.Sqrt);
  });
});
