import * as tf from '@tensorflow/tfjs-core';
import { withTrainingKernels } from '../support/kernels';
import type { Row } from '../support/row';

const [batch, size, classes] = [64, 28, 10];

/** Channels in and out of each 3 × 3 convolution, and the side of its output. */
const convolutions = [
  { inputs: 1, outputs: 32, side: size },
  { inputs: 32, outputs: 64, side: size / 2 },
];
const features = 64 * (size / 4) ** 2;

const perImage = [
  ...convolutions.map(({ inputs, outputs, side }) => 9 * inputs * outputs * side ** 2),
  features * classes,
];

export default {
  title: `convolutional classifier, a training step on ${batch} images of ${size} × ${size}`,
  prepare() {
    const images = tf.randomUniform<tf.Rank.R4>([batch, size, size, 1]);
    const labels = tf.oneHot(tf.randomUniform([batch], 0, classes, 'int32') as tf.Tensor1D, classes);
    return { ours: withTrainingKernels(trainingStep(images, labels)) };
  },
  torch: {
    prepare: `
from torch.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
net = Sequential(Conv2d(1, 32, 3, padding=1), ReLU(), MaxPool2d(2), Conv2d(32, 64, 3, padding=1), ReLU(), MaxPool2d(2),
                 Flatten(), Linear(${features}, ${classes}))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
images, labels = torch.rand(${batch}, 1, ${size}, ${size}), torch.randint(${classes}, (${batch},))
def step():
    loss = torch.nn.functional.cross_entropy(net(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()`,
    run: 'step()',
  },
  // Each layer has one product forward and two backward. The images need no gradient.
  work: { flops: 2 * batch * (3 * perImage.reduce((sum, count) => sum + count, 0) - perImage[0]) },
} satisfies Row;

function trainingStep(images: tf.Tensor4D, labels: tf.Tensor): () => tf.Tensor {
  const weight = (shape: number[]) =>
    tf.variable(tf.randomNormal(shape, 0, tf.util.sizeFromShape(shape.slice(0, -1)) ** -0.5));
  const layers = convolutions.map(({ inputs, outputs }) => {
    const [filter, bias] = [
      weight([3, 3, inputs, outputs]) as tf.Variable<tf.Rank.R4>,
      tf.variable(tf.zeros([outputs])),
    ];
    return (x: tf.Tensor4D) => {
      const maps = tf.add(tf.conv2d(x, filter, 1, 'same'), bias) as tf.Tensor4D;
      return tf.maxPool(tf.relu(maps), 2, 2, 'valid');
    };
  });
  const [matrix, bias] = [weight([features, classes]), tf.variable(tf.zeros([classes]))];
  const optimizer = tf.train.adam(1e-3);
  return () =>
    optimizer.minimize(() => {
      const maps = layers.reduce((x, layer) => layer(x), images);
      const logits = tf.add(tf.matMul(tf.reshape(maps, [batch, features]), matrix), bias);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    }, true)!;
}
