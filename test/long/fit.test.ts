import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { selectBackend } from '../../src/backend';
import { GaussianSampling } from '../../src/layers';
import { seededTensor } from '../../src/testing';

const steps = 200;

interface Net {
  model(): layers.LayersModel;
  loss: string;
  inputs(): tf.Tensor;
  targets(): tf.Tensor;
  batchSize: number;
}

const { conv2d, maxPooling2d, flatten, dense, lstm, upSampling2d, concatenate, batchNormalization } = layers.layers;

/** Every layer starts from the same numbers on every backend. */
const glorot = (seed: number) => layers.initializers.glorotUniform({ seed });

const classesOf = (count: number, classes: number) =>
  tf.oneHot(
    tf.tensor1d(
      [...Array(count).keys()].map((i) => (i * i) % classes),
      'int32',
    ),
    classes,
  );

const nets: Record<string, Net> = {
  CNN: {
    model: () =>
      layers.sequential({
        layers: [
          conv2d({
            inputShape: [12, 12, 1],
            filters: 8,
            kernelSize: 5,
            activation: 'relu',
            kernelInitializer: glorot(1),
          }),
          maxPooling2d({ poolSize: 2 }),
          conv2d({ filters: 6, kernelSize: 3, padding: 'same', kernelInitializer: glorot(2) }),
          batchNormalization(),
          flatten(),
          dense({ units: 4, activation: 'softmax', kernelInitializer: glorot(3) }),
        ],
      }),
    loss: 'categoricalCrossentropy',
    inputs: () => seededTensor([40, 12, 12, 1], { seed: 11 }),
    targets: () => classesOf(40, 4),
    batchSize: 8,
  },
  VAE: {
    model: () => {
      const x = layers.input({ shape: [30] });
      const of = (units: number, seed: number, activation?: 'tanh' | 'sigmoid') =>
        dense({ units, activation, kernelInitializer: glorot(seed) });
      const hidden = of(16, 1, 'tanh').apply(x) as layers.SymbolicTensor;
      const posterior = [of(3, 2).apply(hidden), of(3, 3).apply(hidden)] as layers.SymbolicTensor[];
      const z = new GaussianSampling({ seed: 7, klWeight: 0.1 }).apply(posterior) as layers.SymbolicTensor;
      const decoded = of(16, 4, 'tanh').apply(z);
      return layers.model({ inputs: x, outputs: of(30, 5, 'sigmoid').apply(decoded) as layers.SymbolicTensor });
    },
    loss: 'binaryCrossentropy',
    inputs: () => tf.sigmoid(seededTensor([40, 30], { seed: 12 })),
    targets: () => tf.sigmoid(seededTensor([40, 30], { seed: 12 })),
    batchSize: 8,
  },
  LSTM: {
    model: () =>
      layers.sequential({
        layers: [
          lstm({
            inputShape: [6, 5],
            units: 7,
            kernelInitializer: glorot(1),
            recurrentInitializer: glorot(2),
          }),
          dense({ units: 3, activation: 'softmax', kernelInitializer: glorot(3) }),
        ],
      }),
    loss: 'categoricalCrossentropy',
    inputs: () => seededTensor([40, 6, 5], { seed: 13 }),
    targets: () => classesOf(40, 3),
    batchSize: 8,
  },
  'U-Net': {
    model: () => {
      const conv = (filters: number, seed: number) =>
        conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'elu', kernelInitializer: glorot(seed) });
      const x = layers.input({ shape: [8, 8, 2] });
      const fine = conv(4, 1).apply(x) as layers.SymbolicTensor;
      const coarse = conv(6, 2).apply(maxPooling2d({ poolSize: 2 }).apply(fine)) as layers.SymbolicTensor;
      const raised = upSampling2d({ size: [2, 2] }).apply(coarse) as layers.SymbolicTensor;
      const joined = concatenate().apply([fine, raised]) as layers.SymbolicTensor;
      return layers.model({ inputs: x, outputs: conv(1, 3).apply(joined) as layers.SymbolicTensor });
    },
    loss: 'meanSquaredError',
    inputs: () => seededTensor([40, 8, 8, 2], { seed: 14 }),
    targets: () => seededTensor([40, 8, 8, 1], { seed: 15 }),
    batchSize: 1, // cpu's gradient of resizeNearestNeighbor is wrong for batches
  },
};

interface Run {
  losses: number[];
  tensors: number[];
  bytes: number[];
}

/** Trains for 200 steps by `model.fit`, with sgd, which does not amplify small differences. */
async function train({ model: make, loss, inputs, targets, batchSize }: Net): Promise<Run> {
  const [x, y] = [inputs(), targets()];
  const model = make();
  model.compile({ optimizer: tf.train.sgd(0.05), loss });
  const run: Run = { losses: [], tensors: [], bytes: [] };
  await model.fit(x, y, {
    batchSize,
    epochs: (steps * batchSize) / x.shape[0],
    shuffle: false,
    verbose: 0,
    callbacks: {
      onEpochEnd: async (_, logs) => {
        run.losses.push(logs?.loss as number);
        run.tensors.push(tf.memory().numTensors);
        run.bytes.push(tf.memory().numBytes);
      },
    },
  });
  tf.dispose([x, y]);
  model.dispose();
  return run;
}

describe.each(Object.entries(nets))('%s', (_, net) => {
  test(`${steps} steps of model.fit on WASM have the losses of cpu, and a steady heap`, async () => {
    await selectBackend({ prefer: ['cpu'] });
    const expected = await train(net);
    await selectBackend({ prefer: ['wasm'] });
    const { losses, tensors, bytes } = await train(net);
    expect(losses.length).toBe(expected.losses.length);
    expect(losses.at(-1)).toBeLessThan(losses[0]); // it learns
    for (const [epoch, loss] of losses.entries()) {
      expect(Math.abs(loss - expected.losses[epoch]), `epoch ${epoch}`).toBeLessThan(1e-3 * Math.max(1, loss));
    }
    expect(new Set(tensors.slice(1)).size).toBe(1);
    expect(new Set(bytes.slice(1)).size).toBe(1);
  });
});
