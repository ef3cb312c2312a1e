import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { distillationLoss } from '../../src/distillation';
import { bernoulliObjective, distillationObjective, gaussianObjective, perceptualObjective } from '../../src/layers';
import { contentLoss, type FeatureExtractor, randomFilterBank, styleLoss } from '../../src/style';
import { expectTensorsClose, seededTensor } from '../../src/testing';
import { bernoulliLogLikelihood, gaussianLogLikelihood } from '../../src/variational';
import { expectArgumentError } from '../support/expectArgumentError';

const student = () => seededTensor([3, 4], { seed: 1 });
const teacher = () => seededTensor([3, 4], { seed: 2 });
const none = { reduction: 'none' } as const;

test('distillationObjective with teacher logits is distillationLoss', async () => {
  const objective = distillationObjective({ temperature: 2 });
  await expectTensorsClose(
    objective(teacher(), student()),
    distillationLoss(student(), teacher(), { temperature: 2, ...none }),
  );
});

test('distillationObjective with teacher logits and one-hot labels is distillationLoss with labels', async () => {
  const labels = tf.tensor1d([2, 0, 3], 'int32');
  const targets = tf.concat([teacher(), tf.cast(tf.oneHot(labels, 4), 'float32')], 1);
  const expected = distillationLoss(student(), teacher(), { labels, hardWeight: 0.3, ...none });
  await expectTensorsClose(distillationObjective({ hardWeight: 0.3 })(targets, student()), expected);
});

test('distillationObjective rejects targets of another width', () => {
  expect(() => distillationObjective()(tf.zeros([3, 5]), student())).toThrow(
    'distillationObjective: targets do not fit the logits; expected 4 teacher logits, or those and 4 one-hot labels, along the last axis; got [3, 5]',
  );
});

test('distillationObjective rejects unknown options at once, and names itself in errors', () => {
  expect(() => distillationObjective({ labels: [0] } as never)).toThrow(
    "distillationObjective: unknown option 'labels'; expected divergence, temperature, softWeight or hardWeight; got 'labels'",
  );
  const cold = distillationObjective({ temperature: -1 });
  expect(() => cold(teacher(), student())).toThrow(/^distillationObjective: temperature is out of range/);
});

test('a model distils under compile and fit', async () => {
  const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [5] })] });
  model.compile({ optimizer: tf.train.adam(0.1), loss: distillationObjective({ temperature: 1 }) });
  const x = seededTensor([3, 5], { seed: 3 });
  const { history } = await model.fit(x, teacher(), { epochs: 30, verbose: 0 });
  expect(history.loss[29]).toBeLessThan((history.loss[0] as number) / 4);
});

test('a model distils from teacher logits and labels joined, under fitDataset', async () => {
  const model = sequential({ layers: [layers.dense({ units: 4, inputShape: [5], kernelInitializer: 'zeros' })] });
  model.compile({ optimizer: tf.train.adam(0.1), loss: distillationObjective() });
  const x = seededTensor([3, 5], { seed: 3 });
  const labels = tf.tensor1d([2, 0, 3], 'int32');
  const batches = {
    async *iterator() {
      yield { xs: tf.clone(x), ys: tf.concat([teacher(), tf.cast(tf.oneHot(labels, 4), 'float32')], 1) };
    },
  };
  const before = distillationLoss(model.predict(x) as tf.Tensor, teacher(), { labels });
  const { history } = await model.fitDataset(batches as never, { epochs: 30, verbose: 0 });
  await expectTensorsClose(tf.scalar(history.loss[0] as number), before);
  expect(history.loss[29]).toBeLessThan((history.loss[0] as number) / 2);
});

test('bernoulliObjective is the negative log likelihood of each example', async () => {
  const x = tf.tensor2d([[1, 0, 0.5, 1]]);
  const logits = tf.tensor2d([[2, -1, 0, 30]]);
  const expected = tf.neg(tf.sum(bernoulliLogLikelihood(x, logits), 1));
  await expectTensorsClose(bernoulliObjective()(x, logits), expected);
});

test("gaussianObjective takes a fixed log variance, or a learned one with logVariance: 'learned'", async () => {
  const [x, mean, s] = [1, 2, 3].map((seed) => seededTensor([2, 3], { seed }));
  const expected = (logVariance: tf.Tensor | number) => tf.neg(tf.sum(gaussianLogLikelihood(x, mean, logVariance), 1));
  await expectTensorsClose(gaussianObjective({ logVariance: -1 })(x, mean), expected(-1));
  await expectTensorsClose(gaussianObjective({ logVariance: 'learned' })(x, tf.concat([mean, s], 1)), expected(s));
});

test('perceptualObjective is the weighted sum of content and style losses', async () => {
  const features = randomFilterBank({ scales: [3], filters: 4, seed: 1 });
  const [a, b] = [4, 5].map((seed) => seededTensor([2, 6, 6, 3], { seed }) as tf.Tensor4D);
  const [[name, ofA]] = Object.entries(features(a)) as [string, tf.Tensor4D][];
  const ofB = (features(b) as Record<string, tf.Tensor4D>)[name];
  const objective = perceptualObjective(features, { content: { [name]: 2 }, style: { [name]: 3 } });
  const expected = tf.add(tf.mul(contentLoss(ofB, ofA, none), 2), tf.mul(styleLoss(ofB, ofA, none), 3));
  await expectTensorsClose(objective(a, b), expected);
  expect(() => perceptualObjective(features, {})).toThrow('perceptualObjective: no weight is given');
});

test('perceptualObjective does not compute a loss of weight 0', async () => {
  const x = tf.fill<tf.Rank.R4>([1, 2, 2, 2], Number.NaN);
  const loss = perceptualObjective((image) => ({ same: tf.clone(image) as never }), {
    content: { same: 0 },
    style: { same: 0 },
  });
  await expectTensorsClose(loss(x, x), { shape: [1], values: [0] });
  await expectTensorsClose(tf.grad((y) => loss(x, y as tf.Tensor4D))(x), tf.zerosLike(x));
});

test('perceptualObjective rejects a weight for a missing feature', () => {
  const features = ((image: tf.Tensor) => ({ same: tf.clone(image) })) as FeatureExtractor;
  const loss = perceptualObjective(features, { style: { other: 1 } });
  expectArgumentError(
    () => tf.tidy(() => loss(tf.ones([1, 2, 2, 2]), tf.ones([1, 2, 2, 2]))),
    "perceptualObjective: unknown feature; expected 'same'; got 'other'",
  );
});

test('perceptualObjective names itself if the contents differ in size', () => {
  const features = ((image: tf.Tensor) => ({ same: tf.clone(image) })) as FeatureExtractor;
  const loss = perceptualObjective(features, { content: { same: 1 } });
  expectArgumentError(
    () => tf.tidy(() => loss(tf.ones([1, 2, 2, 2]), tf.ones([1, 3, 2, 2]))),
    'perceptualObjective: same of yTrue and same of yPred differ in shape; expected same of yPred of shape [1, 2, 2, 2]; got [1, 3, 2, 2]',
  );
});

test('bernoulliObjective and gaussianObjective reject targets that would broadcast', () => {
  const [column, row] = [tf.zeros([3, 1]), tf.zeros([3])];
  expectArgumentError(
    () => bernoulliObjective()(row, column),
    'bernoulliObjective: yPred has the wrong shape; expected [3]; got [3, 1]',
  );
  expectArgumentError(
    () => gaussianObjective()(row, column),
    'gaussianObjective: yPred has the wrong shape; expected [3]; got [3, 1]',
  );
  expectArgumentError(
    () => gaussianObjective({ logVariance: 'learned' })(column, column),
    'gaussianObjective: yPred has the wrong shape; expected [3, 2]; got [3, 1]',
  );
});
