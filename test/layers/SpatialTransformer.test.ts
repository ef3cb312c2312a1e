import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
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

  test('size: [4, 5] is the size of the output', () => {
    const model = sequential({ layers: [new SpatialTransformer({ size: [4, 5], inputShape: [8, 8, 1] })] });
    expect(model.outputShape).toEqual([null, 4, 5, 1]);
    expect((model.predict(images()) as tf.Tensor).shape).toEqual([3, 4, 5, 1]);
  });
});
