import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { digits } from '../../examples/support/mnist';
import { selectBackend } from '../../src/backend';

const classes = 10;

test('a plain tf.layers conv net learns MNIST on WASM: over 98% of the test digits are correct', async () => {
  await selectBackend({ prefer: ['wasm'] });
  const { conv2d, batchNormalization, activation, maxPooling2d, flatten, dense } = layers.layers;
  const kernelInitializer = (seed: number) => layers.initializers.glorotUniform({ seed });
  const model = layers.sequential({
    layers: [
      conv2d({ inputShape: [28, 28, 1], filters: 16, kernelSize: 3, kernelInitializer: kernelInitializer(1) }),
      batchNormalization({ momentum: 0.9 }),
      activation({ activation: 'relu' }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 32, kernelSize: 3, kernelInitializer: kernelInitializer(2) }),
      batchNormalization({ momentum: 0.9 }),
      activation({ activation: 'relu' }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: classes, activation: 'softmax', kernelInitializer: kernelInitializer(3) }),
    ],
  });
  const oneHot = (labels: tf.Tensor1D) => tf.oneHot(labels, classes);
  const training = await digits('train', { count: 60_000 });
  const started = performance.now();
  for (const learningRate of [0.002, 0.0003]) {
    model.compile({ optimizer: tf.train.adam(learningRate), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    await model.fit(training.images, oneHot(training.labels), { batchSize: 64, shuffle: false, verbose: 0 });
  }
  const seconds = (performance.now() - started) / 1000;

  const unseen = await digits('test', { count: 10_000 });
  const [loss, accuracy] = model.evaluate(unseen.images, oneHot(unseen.labels), { batchSize: 500 }) as tf.Scalar[];
  const [testLoss, share] = [loss.dataSync()[0], accuracy.dataSync()[0]];
  console.info(`${(100 * share).toFixed(2)}% correct, loss ${testLoss.toFixed(4)}, trained in ${seconds.toFixed(0)} s`);
  expect(share).toBeGreaterThan(0.98); // PyTorch reaches 98.6% with the same model and training
});
