import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as layersModel } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { bernoulliObjective, GaussianSampling, type GaussianSamplingOptions } from '../../src/layers';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { elbo, gaussianKL, reparameterize } from '../../src/variational';
import { saveAndLoad } from './saveAndLoad';

const x = () => tf.tensor2d([[1, 0, 1], [0, 0, 1]]); // biome-ignore format: one example a row

function autoencoder(options: GaussianSamplingOptions) {
  const image = input({ shape: [3] });
  const dense = (name: string, units: number) => layers.dense({ name, units });
  const mean = dense('mean', 2).apply(image) as typeof image;
  const logVariance = dense('logVariance', 2).apply(image) as typeof image;
  const z = new GaussianSampling({ name: 'z', ...options }).apply([mean, logVariance]) as typeof image;
  const model = layersModel({ inputs: image, outputs: dense('decoded', 3).apply(z) as typeof image });
  model.compile({ optimizer: tf.train.sgd(0), loss: bernoulliObjective() });
  return model;
}

for (const klWeight of [1, 0.25, 0]) {
  test(`klWeight: ${klWeight}: with bernoulliObjective the loss in training is −elbo`, async () => {
    const model = autoencoder({ klWeight, seed: 5 });
    const { history } = await model.fit(x(), x(), { epochs: 1, shuffle: false, verbose: 0 });
    const of = (name: string) => (input: tf.Tensor) => model.getLayer(name).apply(input) as tf.Tensor;
    const posterior = { mean: of('mean')(x()), logVariance: of('logVariance')(x()) };
    const logits = of('decoded')(reparameterize(posterior.mean, posterior.logVariance, { seed: 5 }));
    const bound = elbo(x(), { logits }, posterior, { beta: klWeight });
    await expectTensorsClose(tf.scalar(history.loss[0] as number), tf.neg(bound), { rtol: 1e-5 });
  });
}

test('every step draws new noise, the same in every run with a seed', async () => {
  const draws = () => {
    const layer = new GaussianSampling({ seed: 1 });
    const inputs = [tf.zeros([2, 2]), tf.zeros([2, 2])];
    return [0, 1].map(() => layer.apply(inputs, { training: true }) as tf.Tensor);
  };
  const [first, second] = [draws(), draws()];
  await expectTensorsClose(first[0], second[0], { rtol: 0, atol: 0 });
  await expectTensorsClose(first[1], second[1], { rtol: 0, atol: 0 });
  expect((await tf.max(tf.abs(tf.sub(first[0], first[1]))).data())[0]).toBeGreaterThan(0.1);
});

test('outside training it returns the mean; with alwaysSample: true it draws', async () => {
  const inputs = [seededTensor([4, 2], { seed: 2 }), tf.zeros([4, 2])];
  await expectTensorsClose(new GaussianSampling().apply(inputs) as tf.Tensor, inputs[0], { rtol: 0, atol: 0 });
  const drawn = new GaussianSampling({ seed: 7, alwaysSample: true }).apply(inputs) as tf.Tensor;
  await expectTensorsClose(drawn, reparameterize(inputs[0], inputs[1], { seed: 7 }));
});

test('positions that a mask leaves out add no KL, and the mask passes on', async () => {
  const steps = input({ shape: [3, 2] });
  const masked = layers.masking({ maskValue: 9 }).apply(steps) as typeof steps;
  const mean = layers.dense({ units: 2, kernelInitializer: 'identity' }).apply(masked) as typeof steps;
  const z = new GaussianSampling({ name: 'z' }).apply([mean, masked]) as typeof steps;
  const model = layersModel({ inputs: steps, outputs: z });
  model.compile({ optimizer: tf.train.sgd(0), loss: (_, y) => tf.mul(tf.sum(y, [1, 2]), 0) });
  const values = seededTensor([2, 2, 2], { seed: 3 });
  const padded = tf.concat([values, tf.fill([2, 1, 2], 9)], 1);
  const { history } = await model.fit(padded, padded, { epochs: 1, verbose: 0 });
  const kl = tf.div(tf.sum(gaussianKL(values, values)), 2);
  await expectTensorsClose(tf.scalar(history.loss[0] as number), kl, { rtol: 1e-5 });

  const mask = tf.tensor2d([[1, 1, 0]], [1, 3], 'bool');
  const inputs = [tf.ones([1, 3, 2]), tf.ones([1, 3, 2])];
  expect(new GaussianSampling().computeMask(inputs, [mask, mask])).toBe(mask);
});

test('a layer in two places of a model adds the KL of both, in every step', async () => {
  const [first, second] = [input({ shape: [2] }), input({ shape: [2] })];
  const mean = layers.dense({ units: 2, kernelInitializer: 'identity' });
  const logVariance = layers.dense({ units: 2, kernelInitializer: 'zeros' });
  const sampling = new GaussianSampling();
  const draws = [first, second].map((x) => sampling.apply([mean.apply(x), logVariance.apply(x)] as (typeof first)[]));
  const model = layersModel({ inputs: [first, second], outputs: draws as (typeof first)[] });
  const nothing = (_: tf.Tensor, y: tf.Tensor) => tf.mul(tf.sum(y, 1), 0);
  model.compile({ optimizer: tf.train.sgd(0), loss: [nothing, nothing] });
  const inputs = [tf.tensor2d([[1, 0]]), tf.tensor2d([[0, 3]])];
  const { history } = await model.fit(inputs, inputs, { epochs: 2, verbose: 0 });
  for (const loss of history.loss) expect(loss).toBeCloseTo((1 + 9) / 2, 5);
});

test('a step that nobody took the KL of adds nothing to the next one', async () => {
  const layer = new GaussianSampling();
  const inputs = [tf.tensor2d([[1, 0]]), tf.zeros([1, 2])] as [tf.Tensor2D, tf.Tensor2D];
  const lossOf = (mean: tf.Tensor) =>
    tf.sum<tf.Scalar>(layer.apply([mean, inputs[1]], { training: true }) as tf.Tensor);
  tf.grad(lossOf)(inputs[0]);
  const { value } = tf.valueAndGrad((mean) => {
    lossOf(mean);
    return layer.calculateLosses()[0];
  })(inputs[0]);
  expect((await value.data())[0]).toBeCloseTo(0.5, 6);
  expect((await layer.calculateLosses()[0].data())[0]).toBe(0);
});

test('in a model within a model it adds its KL, and leaves no tensor behind', async () => {
  const [image, whole] = [input({ shape: [3] }), input({ shape: [3] })];
  const dense = (units: number) => layers.dense({ units, kernelInitializer: 'ones' });
  const z = new GaussianSampling().apply([dense(2).apply(image), dense(2).apply(image)] as (typeof image)[]);
  const encoder = layersModel({ inputs: image, outputs: z as typeof image });
  const model = layersModel({ inputs: whole, outputs: encoder.apply(whole) as typeof image });
  const optimizer = tf.train.sgd(0);
  model.compile({ optimizer, loss: (_, y) => tf.mul(tf.sum(y, 1), 0) });
  const [data, target] = [tf.ones([1, 3]), tf.zeros([1, 2])];
  const train = async () => (await model.fit(data, target, { epochs: 1, verbose: 0 })).history.loss[0] as number;
  const loss = await train();
  const kl = tf.tidy(() => tf.sum(gaussianKL(tf.fill([2], 3), tf.fill([2], 3))));
  await expectTensorsClose(tf.scalar(loss), kl, { rtol: 1e-5 });
  const before = tf.memory().numTensors;
  expect(await train()).toBe(loss);
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
});

test('the KL that a step leaves is freed with the model', () => {
  const before = tf.memory().numTensors;
  const [mean, logVariance] = [input({ shape: [2] }), input({ shape: [2] })];
  const z = new GaussianSampling().apply([mean, logVariance]) as typeof mean;
  const model = layersModel({ inputs: [mean, logVariance], outputs: z });
  tf.tidy(() => {
    const inputs = [tf.ones([1, 2]), tf.ones([1, 2])];
    const sum = (x: tf.Tensor) => tf.sum<tf.Scalar>(model.apply([x, inputs[1]], { training: true }) as tf.Tensor);
    for (let step = 0; step < 3; step++) tf.grad(sum)(inputs[0]);
  });
  model.dispose();
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
});

test('a model saves, loads and predicts the same', async () => {
  const model = autoencoder({ klWeight: 0.5 });
  const loaded = await saveAndLoad(model);
  await expectTensorsClose(loaded.predict(x()) as tf.Tensor, model.predict(x()) as tf.Tensor);
  expect(loaded.getLayer('z').getConfig().klWeight).toBe(0.5);
});

test('training leaves no tensor behind', async () => {
  const model = autoencoder({});
  const data = x();
  await model.fit(data, data, { epochs: 1, verbose: 0 });
  const before = tf.memory().numTensors;
  await model.fit(data, data, { epochs: 3, batchSize: 1, verbose: 0 });
  expect(tf.memory().numTensors - before, 'tensors left behind').toBe(0);
});
