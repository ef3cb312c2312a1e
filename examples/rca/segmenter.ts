import * as tf from '@tensorflow/tfjs-core';
import { diceCoefficient, softDiceLoss } from 'diffblocks/rca';
import type { SegmentedCase } from './segmentedCases';

/** The training steps after which the network segments the test images, from almost untrained to its best. */
const moments = [5, 20, 60, 200];

/** Segmentations of each test image by a conv net at several moments of its training. */
export async function segmentations(
  training: SegmentedCase[],
  tests: SegmentedCase[],
  classes: number,
  progress: (fraction: number) => Promise<void>,
): Promise<tf.Tensor2D[][]> {
  const inputs = inputsOf(training);
  const truths = tf.tidy(() =>
    tf.cast(tf.oneHot(tf.stack(training.map(({ segmentation }) => segmentation)) as tf.Tensor3D, classes), 'float32'),
  );
  const testInputs = inputsOf(tests);
  const { logits, variables } = convNet(inputs.shape[3], classes);
  const optimizer = tf.train.adam(0.01);
  const found: tf.Tensor2D[][] = tests.map(() => []);
  const last = moments[moments.length - 1];
  for (let step = 1; step <= last; step++) {
    const first = (step * 4) % training.length;
    tf.tidy(() => {
      const size = Math.min(4, training.length - first);
      const [x, t] = [tf.slice(inputs, first, size), tf.slice(truths, first, size)];
      optimizer.minimize(() => softDiceLoss(tf.softmax(logits(x)), t), false, variables);
    });
    if (moments.includes(step)) {
      const labels = tf.tidy(() => tf.unstack(tf.cast(tf.argMax(logits(testInputs), -1), 'int32'))) as tf.Tensor2D[];
      for (const [k, map] of labels.entries()) found[k].push(map);
    }
    await progress(step / last);
  }
  optimizer.dispose();
  tf.dispose([inputs, truths, testInputs, variables]);
  return found;
}

/** Two layers of 12 filters with ReLU, and one of the classes. */
function convNet(channels: number, classes: number) {
  const shapes = [
    [5, 5, channels, 12],
    [5, 5, 12, 12],
    [1, 1, 12, classes],
  ];
  const filters = shapes.map((shape, k) =>
    tf.tidy(() =>
      tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / (shape[0] * shape[1] * shape[2])), 'float32', k + 1)),
    ),
  );
  const biases = shapes.map((shape) => tf.tidy(() => tf.variable(tf.zeros([shape[3]]))));
  const logits = (x: tf.Tensor) =>
    filters.reduce((y, filter, k) => {
      const linear = tf.add(tf.conv2d(y as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'), biases[k]);
      return k + 1 < filters.length ? tf.relu(linear) : linear;
    }, x);
  return { logits, variables: [...filters, ...biases] as tf.Variable[] };
}

/** The image, two blurred copies, and the position of each pixel, as channels. */
const inputsOf = (cases: SegmentedCase[]): tf.Tensor4D =>
  tf.tidy(() => {
    const images = tf.stack(cases.map(({ image }) => image)) as tf.Tensor4D;
    const [batch, height, width] = images.shape;
    const blurred = [5, 11].map((side) => tf.avgPool(images, side, 1, 'same'));
    const zeros = tf.zeros([batch, height, width, 1]);
    const y = tf.add(zeros, tf.reshape(tf.linspace(-1, 1, height), [1, height, 1, 1]));
    const x = tf.add(zeros, tf.reshape(tf.linspace(-1, 1, width), [1, 1, width, 1]));
    return tf.concat([images, ...blurred, y, x], 3) as tf.Tensor4D;
  });

/** The mean Dice coefficient of all classes except the background. */
export async function meanDice(predicted: tf.Tensor2D, truth: tf.Tensor2D, classes: number): Promise<number> {
  const options = { classes, ignoreBackground: true, empty: 'ignore', reduction: 'mean' } as const;
  const dice = diceCoefficient(predicted, truth, options);
  const [value] = await dice.data();
  dice.dispose();
  return value;
}
