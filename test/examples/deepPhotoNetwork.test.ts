import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model } from '@tensorflow/tfjs-layers';
import { selectBackend } from 'diffblocks/backend';
import { checkpoint } from 'diffblocks/optimize';
import { contentLoss, gramMatrix, vggPreprocess } from 'diffblocks/style';
import { expectTensorsClose, seededTensor } from 'diffblocks/testing';
import { beforeAll, expect, test } from 'vitest';
import { vgg19Folder } from '../../bench/support/vgg19';
import { contentLayer, networkOf, styleLayers } from '../../examples/deepPhoto/network';
import { layersModel } from '../../examples/support/layersModel';
import { withContext } from '../support/withContext';

beforeAll(async () => {
  await selectBackend({ prefer: ['wasm'] });
});

type Visitor = (features: tf.Tensor4D) => tf.Tensor;
type Loss = (image: tf.Tensor3D) => tf.Scalar;

/** The layers of VGG19 that the example needs, with few channels and random weights. */
function smallVgg19(): LayersModel {
  const first = input({ shape: [null, null, 3] });
  let x = first;
  for (const [index, channels] of [4, 6, 9].entries()) {
    const block = `block${index + 1}`;
    if (index > 0)
      x = layers.maxPooling2d({ poolSize: 2, strides: 2, name: `block${index}_pool` }).apply(x) as typeof x;
    for (const name of [`${block}_conv1`, `${block}_conv2`]) {
      const options = { filters: channels, kernelSize: 3, padding: 'same', activation: 'relu', name } as const;
      x = layers.conv2d(options).apply(x) as typeof x;
    }
  }
  const small = model({ inputs: first, outputs: x });
  for (const [seed, layer] of small.layers.entries()) {
    layer.setWeights(
      layer.getWeights().map(({ shape, rank }) => {
        const range = rank === 1 ? 10 : 1 / Math.sqrt(shape[0] * shape[1]! * shape[2]!);
        return seededTensor(shape, { seed, low: -range, high: range });
      }),
    );
  }
  return small;
}

/** The same features, computed layer by layer with tfjs only. */
function plainly(vgg: LayersModel, image: tf.Tensor3D, visitors: Record<string, Visitor[]>) {
  const results: Record<string, tf.Tensor[]> = {};
  let x = tf.expandDims<tf.Tensor4D>(vggPreprocess(image));
  for (const layer of vgg.layers.slice(1)) {
    x = layer.apply(x) as tf.Tensor4D;
    if (layer.name in visitors) results[layer.name] = visitors[layer.name].map((visitor) => visitor(x));
  }
  return results;
}

async function expectSameGradient(vgg: LayersModel, [height, width]: [number, number]): Promise<void> {
  const image = seededTensor([height, width, 3], { seed: 1, low: 0, high: 1 }) as tf.Tensor3D;
  const coverage = seededTensor([height, width, 1], { seed: 2, low: 0, high: 1 });
  const networks = [true, false].map((checkpointed) => networkOf(vgg, { checkpointed }));
  const masks = networks[0].masks(tf.concat([coverage, tf.sub(1, coverage)], 2) as tf.Tensor3D);
  /** One loss for each class in each style layer, and one for the content. Activations are in the hundreds. */
  const visitors: Record<string, Visitor[]> = {
    ...Object.fromEntries(
      styleLayers.map((name, index) => [
        name,
        masks[index].map((mask) => (layer: tf.Tensor4D) => tf.mean(tf.square(gramMatrix(layer, { mask })))),
      ]),
    ),
    [contentLayer]: [(layer) => tf.div(contentLoss(layer, tf.zerosLike(layer)), 10)],
  };
  const totalOf = (results: Record<string, tf.Tensor[]>) => {
    const terms = Object.values(results).flat();
    expect(terms.length).toBe(7);
    return tf.mul(tf.addN(terms), 1e-6) as tf.Scalar;
  };
  const expected = tf.valueAndGrad((x: tf.Tensor3D) => totalOf(plainly(vgg, x, visitors)))(image);
  const scale = tf.max(tf.abs(expected.grad));
  expect((await scale.data())[0]).toBeGreaterThan(0);

  const [checkpointed, plain] = networks.map(
    ({ visit }): Loss =>
      (x) =>
        totalOf(visit(x, visitors)),
  );
  const losses = {
    'checkpointed: true': checkpointed,
    'checkpointed: false': plain,
    'checkpointed: true, in a checkpoint': checkpoint(checkpointed),
    'checkpointed: false, in a checkpoint': checkpoint(plain),
  };
  for (const [name, loss] of Object.entries(losses)) {
    const { value, grad } = tf.valueAndGrad(loss)(image);
    // Winograd convolutions and those of tfjs differ by rounding errors on the scale of the largest number.
    await withContext(`${name}: value`, () => expectTensorsClose(value, expected.value, { rtol: 1e-6 }));
    await withContext(`${name}: gradient`, () =>
      expectTensorsClose(tf.div(grad, scale), tf.div(expected.grad, scale), { rtol: 0, atol: 1e-6 }),
    );
  }
}

test('the network of the example has the value and gradient of its layers, with and without checkpoints', async () => {
  const vgg = smallVgg19();
  await expectSameGradient(vgg, [12, 20]);
  vgg.dispose();
});

const folder = vgg19Folder();
test.skipIf(!folder)('the network of the example has the value and gradient of VGG19 with its weights', async () => {
  const vgg = await layersModel(folder!);
  const last = vgg.layers.findIndex(({ name }) => name === contentLayer);
  const cut = model({ inputs: vgg.inputs, outputs: vgg.layers[last].output });
  await expectSameGradient(cut, [32, 48]);
  vgg.dispose();
});
