import * as tf from '@tensorflow/tfjs-core';
import { spatialTransformer } from 'diffblocks/spatial';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, size, classes] = [64, 40, 10];

/** Filters [height, width, inputs, outputs], each with the side of its output, and dense layers [inputs, outputs]. */
const localization = {
  filters: [
    { shape: [5, 5, 1, 20], side: 16 },
    { shape: [5, 5, 20, 20], side: 4 },
  ],
  dense: [
    [4 * 4 * 20, 20],
    [20, 6],
  ],
};
const classifier = {
  filters: [
    { shape: [9, 9, 1, 32], side: 32 },
    { shape: [7, 7, 32, 32], side: 10 },
  ],
  dense: [[5 * 5 * 32, classes]],
};
const networks = [localization, classifier];

const perImage = networks.flatMap(({ filters, dense }) => [
  ...filters.map(({ shape, side }) => tf.util.sizeFromShape(shape) * side ** 2),
  ...dense.map(([inputs, outputs]) => inputs * outputs),
]);

export default {
  title: `convolutional spatial transformer, a training step on ${batch} digits of ${size} × ${size}`,
  prepare() {
    const images = tf.randomUniform<tf.Rank.R4>([batch, size, size, 1]);
    const labels = tf.oneHot(tf.randomUniform([batch], 0, classes, 'int32') as tf.Tensor1D, classes);
    return { ours: withTrainingKernels(trainingStep(images, labels)) };
  },
  torch: {
    prepare: `
from torch.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from torch.nn.functional import affine_grid, cross_entropy, grid_sample
localization = Sequential(MaxPool2d(2), Conv2d(1, 20, 5), ReLU(), MaxPool2d(2), Conv2d(20, 20, 5), ReLU(),
                          Flatten(), Linear(320, 20), ReLU(), Linear(20, 6))
torch.nn.init.zeros_(localization[-1].weight)
localization[-1].bias.data = torch.tensor([1.0, 0, 0, 0, 1, 0])
classifier = Sequential(Conv2d(1, 32, 9), ReLU(), MaxPool2d(2), Conv2d(32, 32, 7), ReLU(), MaxPool2d(2),
                        Flatten(), Linear(800, ${classes}))
optimizer = torch.optim.SGD([*localization.parameters(), *classifier.parameters()], lr=1e-3)
images, labels = torch.rand(${batch}, 1, ${size}, ${size}), torch.randint(${classes}, (${batch},))
def step():
    grid = affine_grid(localization(images).reshape(-1, 2, 3), images.shape, align_corners=False)
    loss = cross_entropy(classifier(grid_sample(images, grid, align_corners=False)), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()`,
    run: 'step()',
  },
  // Each layer has one product forward and two backward. The images need no gradient.
  work: { flops: 2 * batch * (3 * perImage.reduce((sum, count) => sum + count, 0) - perImage[0]) },
} satisfies Row;

function trainingStep(images: tf.Tensor4D, labels: tf.Tensor): () => tf.Tensor {
  const weight = (shape: number[], scale = 1) =>
    tf.variable(tf.randomNormal(shape, 0, scale * tf.util.sizeFromShape(shape.slice(0, -1)) ** -0.5));
  const conv = ({ shape }: { shape: number[] }) => {
    const [filter, bias] = [weight(shape), tf.variable(tf.zeros([shape[3]]))];
    return (x: tf.Tensor4D) => tf.relu(tf.add(tf.conv2d(x, filter as tf.Tensor4D, 1, 'valid'), bias) as tf.Tensor4D);
  };
  const dense = ([inputs, outputs]: number[], scale = 1, start: tf.Tensor = tf.zeros([outputs])) => {
    const [matrix, bias] = [weight([inputs, outputs], scale), tf.variable(start)];
    return (x: tf.Tensor) => tf.add(tf.matMul(x, matrix), bias);
  };
  const halve = (x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'valid');
  const flatten = (x: tf.Tensor) => tf.reshape(x, [batch, -1]);

  const [locate1, locate2] = localization.filters.map(conv);
  const hidden = dense(localization.dense[0]);
  const theta = dense(localization.dense[1], 0, tf.tensor1d([1, 0, 0, 0, 1, 0]));
  const [classify1, classify2] = classifier.filters.map(conv);
  const logits = dense(classifier.dense[0]);
  const optimizer = tf.train.sgd(1e-3);
  return () =>
    optimizer.minimize(() => {
      const located = locate2(halve(locate1(halve(images))));
      const aligned = spatialTransformer(images, theta(tf.relu(hidden(flatten(located)))), [size, size]);
      const scores = logits(flatten(halve(classify2(halve(classify1(aligned))))));
      return tf.losses.softmaxCrossEntropy(labels, scores) as tf.Scalar;
    }, true)!;
}
