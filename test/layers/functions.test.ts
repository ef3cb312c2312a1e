import * as tf from '@tensorflow/tfjs-core';
import { input, model as layersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { softmaxWithTemperature } from '../../src/distillation';
import { AffineGrid, BilinearSampler, DeformableConv2D, GramMatrix, TemperatureSoftmax } from '../../src/layers';
import { affineGrid, bilinearSampler, deformableConv2d } from '../../src/spatial';
import { gramMatrix } from '../../src/style';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { saveAndLoad } from './saveAndLoad';

// Stock tfjs trains no convolution on WASM.
installTrainingKernels();

const images = () => seededTensor([2, 5, 4, 3], { seed: 1 }) as tf.Tensor4D;

describe('GramMatrix', () => {
  test('equals gramMatrix, in a model that was saved and loaded', async () => {
    const model = sequential({ layers: [new GramMatrix({ normalization: 'elements', inputShape: [5, 4, 3] })] });
    expect(model.outputShape).toEqual([null, 3, 3]);
    const loaded = await saveAndLoad(model);
    const expected = gramMatrix(images(), { normalization: 'elements' });
    await expectTensorsClose(loaded.predict(images()) as tf.Tensor, expected);
  });

  test('accepts a mask as its second input', async () => {
    const [x, mask] = [input({ shape: [5, 4, 3] }), input({ shape: [5, 4] })];
    const model = layersModel({ inputs: [x, mask], outputs: new GramMatrix().apply([x, mask]) as typeof x });
    const maskValues = seededTensor([2, 5, 4], { seed: 2, low: 0, high: 1 } as never) as tf.Tensor3D;
    const predicted = model.predict([images(), maskValues]) as tf.Tensor;
    await expectTensorsClose(predicted, gramMatrix(images(), { mask: maskValues }));
  });
});

describe('TemperatureSoftmax', () => {
  test('equals softmaxWithTemperature, and keeps its temperature in a saved model', async () => {
    const model = sequential({ layers: [new TemperatureSoftmax({ temperature: 3, inputShape: [4] })] });
    const logits = seededTensor([3, 4], { seed: 3 });
    const loaded = await saveAndLoad(model);
    await expectTensorsClose(loaded.predict(logits) as tf.Tensor, softmaxWithTemperature(logits, { temperature: 3 }));
  });

  test('passes masks through', () => {
    const mask = tf.tensor2d([[1, 1, 0]], [1, 3], 'bool');
    expect(new TemperatureSoftmax().computeMask(tf.ones([1, 3, 4]), mask)).toBe(mask);
  });
});

describe('AffineGrid and BilinearSampler', () => {
  test('make a graph of two inputs that equals the functions', async () => {
    const [x, theta] = [input({ shape: [5, 4, 3] }), input({ shape: [6] })];
    const grid = new AffineGrid({ size: [3, 2], alignCorners: true }).apply(theta);
    const sampler = new BilinearSampler({ padding: 'border', alignCorners: true });
    const sampled = sampler.apply([x, grid as typeof x]) as typeof x;
    expect(sampled.shape).toEqual([null, 3, 2, 3]);
    const loaded = await saveAndLoad(layersModel({ inputs: [x, theta], outputs: sampled }));
    const maps = tf.tensor2d([
      [0.7, 0.2, 0.1, -0.3, 0.8, 0.2],
      [1.2, 0, -0.4, 0.1, 0.5, 0],
    ]);
    const expected = bilinearSampler(
      images(),
      affineGrid(tf.reshape(maps, [2, 2, 3]), [3, 2], { alignCorners: true }) as tf.Tensor4D,
      { padding: 'border', alignCorners: true },
    );
    await expectTensorsClose(loaded.predict([images(), maps]) as tf.Tensor, expected);
  });
});

describe('DeformableConv2D', () => {
  for (const modulated of [false, true]) {
    for (const dilations of [1, 2]) {
      test(`modulated: ${modulated}, dilations: ${dilations}: starts as a convolution, saves, and trains its offsets`, async () => {
        const options = { filters: 2, kernelSize: 2, dilations, modulated, inputShape: [5, 4, 3] };
        const layer = new DeformableConv2D(options);
        const model = sequential({ layers: [layer] });
        const kernel = layer.getWeights()[0] as tf.Tensor4D;
        const plain = tf.conv2d(images(), kernel, 1, 'valid', 'NHWC', dilations);
        expect(model.outputShape).toEqual([null, ...plain.shape.slice(1)]);
        const predicted = model.predict(images()) as tf.Tensor4D;
        await expectTensorsClose(predicted, plain, { rtol: 1e-5, atol: 1e-6 });

        const loaded = await saveAndLoad(model);
        loaded.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
        await loaded.fit(images(), tf.onesLike(predicted), { epochs: 2, verbose: 0 });
        const offsets = loaded.getWeights()[2];
        expect((await tf.max(tf.abs(offsets)).data())[0]).toBeGreaterThan(0);
        const fitted = loaded.predict(images()) as tf.Tensor;
        const [first, bias, offsetKernel, offsetBias] = loaded.getWeights();
        if (!modulated && dilations === 1) {
          const moved = tf.add(tf.conv2d(images(), offsetKernel as tf.Tensor4D, 1, 'valid'), offsetBias);
          await expectTensorsClose(fitted, tf.add(deformableConv2d(images(), first, moved), bias), {
            rtol: 1e-5,
            atol: 1e-6,
          });
        }
      });
    }
  }
});

test('a layer rejects an unknown argument when it is constructed', () => {
  expect(() => new TemperatureSoftmax({ temperatur: 2 } as never)).toThrow(
    "TemperatureSoftmax: unknown argument 'temperatur'; expected name,",
  );
});
