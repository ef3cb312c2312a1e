import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { seededTensor } from '../../src/testing';

const [examples, classes, steps] = [12, 3, 10];

/** Every layer starts from the same numbers on every backend. */
function convNet(optimizer: tf.Optimizer): layers.LayersModel {
  const kernelInitializer = (seed: number) => layers.initializers.glorotUniform({ seed });
  const { conv2d, batchNormalization, activation, maxPooling2d, depthwiseConv2d, flatten, dense } = layers.layers;
  const model = layers.sequential({
    layers: [
      conv2d({
        inputShape: [9, 8, 2],
        filters: 5,
        kernelSize: 3,
        padding: 'same',
        kernelInitializer: kernelInitializer(1),
      }),
      batchNormalization(),
      activation({ activation: 'relu' }),
      maxPooling2d({ poolSize: 2, padding: 'same' }),
      depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, depthwiseInitializer: kernelInitializer(2) }),
      conv2d({ filters: 4, kernelSize: 2, strides: 2, activation: 'tanh', kernelInitializer: kernelInitializer(3) }),
      flatten(),
      dense({ units: classes, activation: 'softmax', kernelInitializer: kernelInitializer(4) }),
    ],
  });
  model.compile({ optimizer, loss: 'categoricalCrossentropy' });
  return model;
}

async function lossesOn(backend: string, optimizer: () => tf.Optimizer): Promise<number[]> {
  expect(await tf.setBackend(backend)).toBe(true);
  const model = convNet(optimizer());
  const images = seededTensor([examples, 9, 8, 2], { seed: 5 });
  const labels = tf.oneHot(
    tf.tensor1d(
      [...Array(examples).keys()].map((i) => (i * i) % classes),
      'int32',
    ),
    classes,
  );
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await model.trainOnBatch(images, labels)) as number);
  return losses;
}

const optimizers = { sgd: () => tf.train.sgd(0.1), adam: () => tf.train.adam(0.01) };

test('stock tfjs cannot train a conv net on WASM', async () => {
  await expect(lossesOn('wasm', optimizers.sgd)).rejects.toThrow(
    "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'",
  );
});

for (const [name, optimizer] of Object.entries(optimizers)) {
  test(`with the training kernels and ${name}, the loss of each step is that of cpu`, async () => {
    const cpu = await lossesOn('cpu', optimizer);
    await tf.setBackend('wasm');
    installTrainingKernels();
    const wasm = await lossesOn('wasm', optimizer);
    expect(cpu[steps - 1]).toBeLessThan(0.9 * cpu[0]);
    for (const [step, loss] of wasm.entries()) {
      expect(Math.abs(loss / cpu[step] - 1), `step ${step}`).toBeLessThan(1e-4);
    }
  });
}
