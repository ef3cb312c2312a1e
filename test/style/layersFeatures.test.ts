import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { layersFeatures, type ModelOfLayers, vggPreprocess } from '../../src/style';
import { expectNoLeak, expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/layersFeatures.json';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';
import { testFixture } from '../support/testFixture';

const convolution = (name: string, filters: number) =>
  layers.conv2d({ name, filters, kernelSize: 3, padding: 'same', activation: 'relu' });

/** The network of the fixture, plus a head that no feature needs. */
function smallModel(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const first = convolution('first', 4).apply(image) as SymbolicTensor;
  const second = convolution('second', 4).apply(first) as SymbolicTensor;
  const sum = layers.add({ name: 'sum' }).apply([first, second]) as SymbolicTensor;
  const pool = layers.maxPooling2d({ name: 'pool', poolSize: 2 }).apply(sum) as SymbolicTensor;
  const third = convolution('third', 2).apply(pool) as SymbolicTensor;
  const means = layers.globalAveragePooling2d({ name: 'means' }).apply(third) as SymbolicTensor;
  return model({ inputs: image, outputs: layers.dense({ name: 'head', units: 1 }).apply(means) as SymbolicTensor });
}

const exactly = { rtol: 0, atol: 0 };

const small = smallModel();
afterAll(() => small.dispose());

testFixture(fixture, ({ image, ...weights }, { layer }) => {
  small.getLayer('first').setWeights([weights.kernel1, weights.bias1]);
  small.getLayer('second').setWeights([weights.kernel2, weights.bias2]);
  small.getLayer('third').setWeights([weights.kernel3, weights.bias3]);
  return layersFeatures(small, [layer])(image)[layer];
});

describe('layersFeatures', () => {
  for (const name of ['third', 'sum'] as const) {
    test(`of two layers at once, '${name}' equals the output of a model that ends with it`, async () => {
      const image = tf.randomUniform<tf.Rank.R4>([1, 4, 6, 3], 0, 1, 'float32', 1);
      const features = layersFeatures(small, ['third', 'sum'])(image);
      expect(Object.keys(features)).toEqual(['third', 'sum']);
      const ending = model({ inputs: small.inputs, outputs: small.getLayer(name).output as SymbolicTensor });
      const expected = ending.predict(image) as tf.Tensor;
      await expectTensorsClose(features[name], expected, { rtol: 1e-6, atol: 1e-6 });
      tf.dispose([image, features, expected]);
    });
  }

  test('runs only the layers that the named ones need', () => {
    const run: string[] = [];
    const spies = small.layers.map((layer) => {
      const apply = layer.apply.bind(layer);
      return vi.spyOn(layer, 'apply').mockImplementation((...given) => {
        run.push(layer.name);
        return apply(...given);
      });
    });
    const image = tf.ones<tf.Rank.R3>([4, 4, 3]);
    tf.dispose(layersFeatures(small, ['sum', 'second'])(image));
    expect(run).toEqual(['first', 'second', 'sum']);
    for (const spy of spies) spy.mockRestore();
    image.dispose();
  });

  test('preprocess runs first and gets a batch', async () => {
    const image = tf.ones<tf.Rank.R3>([2, 2, 1]);
    const preprocess = (images: tf.Tensor4D) => tf.tile(tf.mul<tf.Tensor4D>(images, 0.5), [1, 1, 1, 3]);
    const { first } = layersFeatures(small, ['first'], { preprocess })(image);
    const expected = layersFeatures(small, ['first'])(tf.fill([2, 2, 3], 0.5) as tf.Tensor3D);
    await expectTensorsClose(first, expected.first, { rtol: 0, atol: 0 });
    tf.dispose([image, first, expected]);
  });

  test('an int32 image reaches preprocess as such, and the model as float32', async () => {
    const pixels = tf.tensor3d([[[255, 128, 0]]], [1, 1, 3], 'int32');
    const conv = layers.conv2d({ name: 'same', filters: 3, kernelSize: 1, inputShape: [null, null, 3] });
    const network = sequential({ layers: [conv] });
    conv.setWeights([tf.reshape(tf.eye(3), [1, 1, 3, 3]), tf.zeros([3])]);
    const { same } = layersFeatures(network, ['same'], { preprocess: vggPreprocess })(pixels);
    await expectTensorsClose(same, { shape: [1, 1, 3], values: [0 - 103.939, 128 - 116.779, 255 - 123.68] });
    const doubled = layersFeatures(network, ['same'], { preprocess: (x) => tf.mul(x, 2) })(pixels).same;
    await expectTensorsClose(doubled, { shape: [1, 1, 3], values: [510, 256, 0] });
    network.dispose();
    tf.dispose([pixels, same, doubled]);
  });

  describe('images that are too small to leave a pixel', () => {
    const net = sequential({
      layers: [
        layers.conv2d({ name: 'edges', filters: 8, kernelSize: 3, inputShape: [null, null, 3] }),
        layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      ],
    });
    afterAll(() => net.dispose());
    const features = layersFeatures(net, ['edges', 'pool']);
    for (const [shape, layer, got] of [
      [[0, 5, 3], 'edges', [1, -2, 3, 8]],
      [[2, 2, 3], 'edges', [1, 0, 0, 8]],
      [[2, 3, 3, 3], 'pool', [2, 0, 0, 8]],
    ] as const) {
      test(`shape [${shape}] is rejected by name`, () => {
        expectArgumentError(
          () => tf.tidy(() => features(tf.ones([...shape]))),
          `layersFeatures: image is too small for layer '${layer}'; expected at least one pixel in its result; ` +
            `got shape [${got.join(', ')}]`,
        );
      });
    }

    for (const name of ['edges', 'pool'] as const) {
      const shape = { edges: [0, 3, 4, 8], pool: [0, 1, 2, 8] }[name];
      testEmptyInput(
        `an empty batch gives '${name}' of shape [${shape}]`,
        (x) => tf.tidy(() => features(x)[name]),
        [[0, 5, 6, 3]],
        { shape },
      );
    }
  });

  test('tf.sequential, in inference mode', async () => {
    const net = sequential({
      layers: [
        layers.conv2d({ name: 'answers', inputShape: [3, 3, 2], filters: 2, kernelSize: 1, activation: 'elu' }),
        layers.dropout({ name: 'dropout', rate: 0.9 }),
        layers.batchNormalization({ name: 'normal' }),
      ],
    });
    const image = tf.randomUniform<tf.Rank.R4>([2, 3, 3, 2], -1, 1, 'float32', 1);
    const { normal } = layersFeatures(net, ['normal'])(image);
    const expected = net.predict(image) as tf.Tensor;
    await expectTensorsClose(normal, expected, { rtol: 1e-6, atol: 1e-6 });
    tf.dispose([image, normal, expected]);
    net.dispose();
  });

  describe('of layers that return the image unchanged', () => {
    const net = sequential({
      layers: [
        layers.inputLayer({ name: 'input', inputShape: [2, 3, 1] }),
        layers.dropout({ name: 'dropout', rate: 0.5 }),
        layers.activation({ name: 'linear', activation: 'linear' }),
      ],
    });
    afterAll(() => net.dispose());
    const names = ['input', 'dropout', 'linear'] as const;
    const preprocesses = { none: undefined, identity: (given: tf.Tensor4D) => given };
    for (const shape of [
      [2, 2, 3, 1],
      [2, 3, 1],
    ]) {
      for (const [given, preprocess] of Object.entries(preprocesses)) {
        test(`shape [${shape}], preprocess: ${given}: every feature is a new tensor`, async () => {
          const image = tf.ones(shape);
          await expectNoLeak(async () => {
            const features = layersFeatures(net, names, { preprocess })(image);
            for (const name of names) {
              expect(features[name].shape, name).toEqual(shape);
              expect(Array.from(await features[name].data()), name).toEqual(Array(image.size).fill(1));
              features[name].dispose();
            }
            expect(image.isDisposed).toBe(false);
          });
          image.dispose();
        });
      }
      test(`shape [${shape}]: the gradient passes through dropout`, async () => {
        const image = tf.ones(shape);
        const gradient = tf.tidy(() =>
          tf.grad((x) => tf.sum(tf.square(layersFeatures(net, ['dropout'])(x).dropout)))(image),
        );
        await expectTensorsClose(gradient, { shape, values: Array(image.size).fill(2) }, exactly);
        tf.dispose([image, gradient]);
      });
    }
  });

  test('takes the output of a layer in the given model, not in another model that shares it', async () => {
    const shared = convolution('shared', 3);
    const image = input({ shape: [2, 2, 3] });
    const once = model({ inputs: image, outputs: shared.apply(image) as SymbolicTensor });
    const other = input({ shape: [2, 2, 3] });
    const doubled = layers.add().apply([other, other]) as SymbolicTensor;
    const twice = model({ inputs: other, outputs: shared.apply(doubled) as SymbolicTensor });
    const ones = tf.ones<tf.Rank.R4>([1, 2, 2, 3]);
    const a = layersFeatures(once, ['shared'])(tf.mul(ones, 2));
    const b = layersFeatures(twice, ['shared'])(ones);
    await expectTensorsClose(a.shared, b.shared, { rtol: 1e-6, atol: 1e-6 });
    tf.dispose([ones, a, b]);
    once.dispose();
  });

  test('leaves no tensor behind', async () => {
    const image = tf.ones<tf.Rank.R3>([4, 4, 3]);
    await expectNoLeak(() => {
      tf.dispose(layersFeatures(small, ['third'])(image));
    });
    image.dispose();
  });

  test('bad arguments', () => {
    expectArgumentError(
      () => layersFeatures(small, ['fourth']),
      "layersFeatures: unknown layer; expected 'input1', 'second', 'first', 'sum', 'pool', 'third', 'means' or 'head'; got 'fourth'".replace(
        'input1',
        small.layers[0].name,
      ),
    );
    expectArgumentError(
      () => layersFeatures(small, ['head']),
      "layersFeatures: layer 'head' does not return one feature map; expected one output of rank 4; got [*, 1]",
    );
    expectArgumentError(
      () => layersFeatures(small, 'first' as unknown as string[]),
      "layersFeatures: names is not a list; expected a list of layer names; got 'first'",
    );
    expectArgumentError(
      () => layersFeatures({} as ModelOfLayers, ['first']),
      'layersFeatures: model has no image input; expected a built tf.layers model with one input of rank 4; got [object Object]',
    );
    expectArgumentError(
      () => layersFeatures(undefined as unknown as ModelOfLayers, ['first']),
      'layersFeatures: model has no image input; expected a built tf.layers model with one input of rank 4; got undefined',
    );
    expectArgumentError(
      () => layersFeatures(small, ['first'], { preprocess: 1 as unknown as () => tf.Tensor4D }),
      'layersFeatures: preprocess is not a function; expected a function; got 1',
    );
    expectArgumentError(
      () => layersFeatures(small, ['first'])([[[1]]]),
      'layersFeatures: image has the wrong shape; expected [1, 1, 3]; got [1, 1, 1]',
    );
    expectArgumentError(
      () => layersFeatures(small, ['first'])([[1]]),
      'layersFeatures: image has the wrong rank; expected rank 3 or 4; got shape [1, 1]',
    );
  });

  test('rejects a layer that is used twice, and a model of vectors', () => {
    const image = input({ shape: [2, 2, 3] });
    const again = convolution('again', 3);
    const twice = model({ inputs: image, outputs: again.apply(again.apply(image)) as SymbolicTensor });
    expectArgumentError(
      () => layersFeatures(twice, ['again']),
      "layersFeatures: layer 'again' does not return one feature map; expected one output of rank 4; got [*, 2, 2, 3] and [*, 2, 2, 3]",
    );
    twice.dispose();
    const vectors = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    expectArgumentError(
      () => layersFeatures(vectors, ['first']),
      'layersFeatures: model has no image input; expected a built tf.layers model with one input of rank 4; got inputs of shape [*, 2]',
    );
    vectors.dispose();
  });
});
