import * as tf from '@tensorflow/tfjs-core';
import { layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { SpatialTransformer } from '../../src/layers';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { saveAndLoad } from './saveAndLoad';

// Stock tfjs trains no convolution on WASM.
installTrainingKernels();

const images = () => seededTensor([3, 8, 8, 1], { seed: 1 }) as tf.Tensor4D;

const localization = () =>
  sequential({
    layers: [layers.flatten({ inputShape: [8, 8, 1] }), layers.dense({ units: 5, activation: 'tanh' })],
  });

describe('SpatialTransformer', () => {
  for (const transform of ['affine', 'attention', 'projective'] as const) {
    for (const own of [true, false]) {
      const network = own ? 'its own localization network' : 'a localization model';
      test(`transform: '${transform}', ${network}: starts at the identity, trains, and loads as it was saved`, async () => {
        const args = own ? { transform } : { transform, localization: localization() };
        const model = sequential({ layers: [new SpatialTransformer({ ...args, inputShape: [8, 8, 1] })] });
        const start = model.predict(images()) as tf.Tensor4D;
        await expectTensorsClose(start, images(), { rtol: 1e-6, atol: 1e-6 });

        // Small steps lower the loss from whatever weights the network starts with.
        model.compile({ optimizer: tf.train.adam(0.002), loss: 'meanSquaredError' });
        const target = tf.mul(images(), 0.5);
        const { history } = await model.fit(images(), target, { epochs: 4, verbose: 0 });
        expect(history.loss[3]).toBeLessThan(history.loss[0] as number);
        const fitted = model.predict(images()) as tf.Tensor4D;
        expect((await tf.max(tf.abs(tf.sub(fitted, start))).data())[0]).toBeGreaterThan(1e-4);

        const loaded = await saveAndLoad(model);
        await expectTensorsClose(loaded.predict(images()) as tf.Tensor, fitted);
      });
    }
  }

  test('its localization network learns, and is disposed with the model', async () => {
    const before = tf.memory().numTensors;
    const network = localization();
    const model = sequential({ layers: [new SpatialTransformer({ localization: network, inputShape: [8, 8, 1] })] });
    expect(model.trainableWeights.length).toBe(4);
    const optimizer = tf.train.sgd(0.05);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [images(), seededTensor([3, 8, 8, 1], { seed: 2 })];
    const weights = await network.getWeights()[0].data();
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    const after = await network.getWeights()[0].data();
    expect(Math.max(...after.map((value, index) => Math.abs(value - weights[index])))).toBeGreaterThan(0);
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
    expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
  });

  test('trainable: false freezes the whole layer; it loads as it was saved, and can be unfrozen', async () => {
    const layer = new SpatialTransformer({ inputShape: [8, 8, 1], trainable: false });
    const model = sequential({ layers: [layer] });
    expect([layer.trainableWeights.length, layer.weights.length]).toEqual([0, 8]);
    layer.setWeights(layer.weights.map((weight) => tf.add(weight.read(), 0.01)));
    const loaded = await saveAndLoad(model);
    await expectTensorsClose(loaded.predict(images()) as tf.Tensor, model.predict(images()) as tf.Tensor);
    loaded.layers[0].trainable = true;
    expect([loaded.layers[0].trainableWeights.length, loaded.layers[0].weights.length]).toEqual([8, 8]);
  });

  test('a part of the localization network can be frozen and unfrozen at any time', () => {
    const frozen = layers.dense({ units: 5, trainable: false });
    const network = sequential({
      layers: [layers.flatten({ inputShape: [8, 8, 1] }), layers.batchNormalization(), frozen],
    });
    const layer = new SpatialTransformer({ inputShape: [8, 8, 1], localization: network });
    const model = sequential({ layers: [layer] });
    const counts = () => [layer.trainableWeights.length, layer.nonTrainableWeights.length];
    // Kernel and bias of the layer, four weights of the normalization, of which two are averages, and two of `frozen`.
    expect(counts()).toEqual([4, 4]);
    frozen.trainable = true;
    expect(counts()).toEqual([6, 2]);
    network.trainable = false;
    expect(counts()).toEqual([2, 6]);
    network.trainable = true;
    layer.trainable = false;
    expect(counts()).toEqual([0, 8]);
    layer.trainable = true;
    expect(counts()).toEqual([6, 2]);
    model.trainable = false;
    expect(counts()).toEqual([0, 8]);
    model.trainable = true;
    expect(counts()).toEqual([6, 2]);
  });

  test('regularizers of the localization network are part of the loss', async () => {
    const kernelRegularizer = regularizers.l2({ l2: 0.5 });
    const dense = layers.dense({ units: 3, kernelInitializer: 'ones', kernelRegularizer });
    const network = sequential({ layers: [layers.flatten({ inputShape: [8, 8, 1] }), dense] });
    const model = sequential({ layers: [new SpatialTransformer({ inputShape: [8, 8, 1], localization: network })] });
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    const { history } = await model.fit(tf.zeros([1, 8, 8, 1]), tf.zeros([1, 8, 8, 1]), { epochs: 1, verbose: 0 });
    expect(history.loss[0]).toBeCloseTo(0.5 * 64 * 3, 3);
  });

  test('size: [4, 5] is the size of the output', () => {
    const model = sequential({ layers: [new SpatialTransformer({ size: [4, 5], inputShape: [8, 8, 1] })] });
    expect(model.outputShape).toEqual([null, 4, 5, 1]);
    expect((model.predict(images()) as tf.Tensor).shape).toEqual([3, 4, 5, 1]);
  });
});
