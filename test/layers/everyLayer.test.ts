import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectTensorsClose } from '../../src/testing';
import { everyLayer, examples } from './everyLayer';
import { saveAndLoad } from './saveAndLoad';

// Stock tfjs trains no convolution on WASM.
installTrainingKernels();

test('a graph of every layer trains, leaves no tensor behind, and loads as it was saved', async () => {
  const model = everyLayer();
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' });
  const { x, y } = examples();
  await model.fit(x, y, { epochs: 1, verbose: 0 });
  const before = tf.memory().numTensors;
  const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  expect(Number.isFinite(history.loss[1])).toBe(true);
  const loaded = await saveAndLoad(model);
  await expectTensorsClose(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor, { rtol: 0, atol: 0 });
});

test('a graph of every layer takes an empty batch', () => {
  const { x } = examples();
  const none = x.map(({ shape: [, ...shape] }) => tf.zeros([0, ...shape]));
  expect((everyLayer().apply(none) as tf.Tensor).shape).toEqual([0, 4]);
});
