import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { bernoulliObjective, GaussianSampling } from '../../src/layers';
import { seededTensor } from '../../src/testing';
import { memoryOf, type WasmBackend } from '../../src/wasm/wasmBackend';

const [batchSize, batches, epochs] = [4, 4, 50];
const examples = batchSize * batches;

const { batchNormalization, concatenate, conv2d, conv2dTranspose, dense, flatten, lstm, maxPooling2d } = layers.layers;
/** Every net starts from the same numbers on every backend. */
const kernelInitializer = (seed: number) => layers.initializers.glorotUniform({ seed });
const uniform = (shape: number[], seed: number, low = -1) => seededTensor([examples, ...shape], { seed, low });

interface Training {
  model: layers.LayersModel;
  optimizer: tf.Optimizer;
  loss: Parameters<layers.LayersModel['compile']>[0]['loss'];
  x: tf.Tensor;
  y: tf.Tensor;
}

const nets: Record<string, () => Training> = {
  CNN() {
    const model = layers.sequential({
      layers: [
        conv2d({ inputShape: [9, 8, 2], filters: 5, kernelSize: 3, kernelInitializer: kernelInitializer(1) }),
        batchNormalization(),
        layers.layers.activation({ activation: 'relu' }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: 6, kernelSize: 2, activation: 'relu', kernelInitializer: kernelInitializer(2) }),
        flatten(),
        dense({ units: 3, activation: 'softmax', kernelInitializer: kernelInitializer(3) }),
      ],
    });
    const classes = tf
      .range(0, examples, 1, 'int32')
      .arraySync()
      .map((i) => (i * i) % 3);
    const y = tf.oneHot(tf.tensor1d(classes, 'int32'), 3);
    return {
      model,
      optimizer: tf.train.momentum(0.01, 0.9),
      loss: 'categoricalCrossentropy',
      x: uniform([9, 8, 2], 4),
      y,
    };
  },
  VAE() {
    const units = (count: number, seed: number, activation?: 'tanh') =>
      dense({ units: count, activation, kernelInitializer: kernelInitializer(seed) });
    const pixels = layers.input({ shape: [24] });
    const hidden = units(16, 5, 'tanh').apply(pixels) as layers.SymbolicTensor;
    const parameters = [units(4, 6).apply(hidden), units(4, 7).apply(hidden)] as layers.SymbolicTensor[];
    const latent = new GaussianSampling({ seed: 8 }).apply(parameters) as layers.SymbolicTensor;
    const logits = units(24, 9).apply(units(16, 10, 'tanh').apply(latent)) as layers.SymbolicTensor;
    const x = uniform([24], 11, 0);
    const model = layers.model({ inputs: pixels, outputs: logits });
    return { model, optimizer: tf.train.adam(0.01), loss: bernoulliObjective(), x, y: x };
  },
  LSTM() {
    const memory = lstm({
      inputShape: [6, 3],
      units: 8,
      kernelInitializer: kernelInitializer(12),
      recurrentInitializer: kernelInitializer(13),
    });
    const model = layers.sequential({
      layers: [memory, dense({ units: 2, kernelInitializer: kernelInitializer(14) })],
    });
    return {
      model,
      optimizer: tf.train.rmsprop(0.005),
      loss: 'meanSquaredError',
      x: uniform([6, 3], 15),
      y: uniform([2], 16),
    };
  },
  'U-Net'() {
    const conv = (filters: number, seed: number, activation?: 'relu') =>
      conv2d({ filters, kernelSize: 3, padding: 'same', activation, kernelInitializer: kernelInitializer(seed) });
    const image = layers.input({ shape: [8, 6, 2] });
    const fine = conv(4, 17, 'relu').apply(image) as layers.SymbolicTensor;
    const coarse = conv(8, 18, 'relu').apply(maxPooling2d({ poolSize: 2 }).apply(fine));
    const up = conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2, kernelInitializer: kernelInitializer(19) });
    const joined = concatenate().apply([fine, up.apply(coarse) as layers.SymbolicTensor]);
    const model = layers.model({ inputs: image, outputs: conv(1, 20).apply(joined) as layers.SymbolicTensor });
    return {
      model,
      optimizer: tf.train.adagrad(0.02),
      loss: 'meanSquaredError',
      x: uniform([8, 6, 2], 21),
      y: uniform([8, 6, 1], 22),
    };
  },
};

/** The loss of each step of `model.fit`, and what the heap holds after each epoch. */
async function train(backend: string, net: () => Training) {
  expect(await tf.setBackend(backend)).toBe(true);
  const { model, optimizer, loss, x, y } = net();
  model.compile({ optimizer, loss });
  const losses: number[] = [];
  const heap: number[][] = [];
  await model.fit(x, y, {
    ...{ batchSize, epochs, shuffle: false, verbose: 0, yieldEvery: 'never' },
    callbacks: {
      onBatchEnd: (_, logs) => void losses.push(logs!.loss as number),
      onEpochEnd: () => {
        const { numTensors, numBytes } = tf.memory();
        const bytes = backend === 'wasm' ? memoryOf(tf.backend() as WasmBackend).buffer.byteLength : 0;
        heap.push([numTensors, numBytes, bytes]);
      },
    },
  });
  return { losses, heap };
}

for (const [name, net] of Object.entries(nets)) {
  test(`${name}: the losses of 200 steps of model.fit are those of cpu, and the heap stays as it was`, async () => {
    const cpu = await train('cpu', net);
    await tf.setBackend('wasm');
    installTrainingKernels();
    const wasm = await train('wasm', net);
    expect(cpu.losses.length).toBe(200);
    expect(cpu.losses.at(-1)).toBeLessThan(0.95 * cpu.losses[batches - 1]);
    for (const [step, loss] of wasm.losses.entries()) {
      expect(Math.abs(loss / cpu.losses[step] - 1), `step ${step}`).toBeLessThan(1e-3);
    }
    expect(wasm.heap.at(-1)).toEqual(wasm.heap[4]);
  });
}
