import * as tf from '@tensorflow/tfjs-core';
import type { Classifier } from 'diffblocks/rca';
import { choose, type Example } from '../support/example';
import { digits } from '../support/mnist';
import { crossEntropy, multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { figure, percent } from '../support/report';
import { rotate } from '../support/rotate';
import { nearest, scoreWithoutLabels } from './nearest';

const pixels = 14 ** 2;

/** Fully connected layers, trained from the same initial weights each time. */
const network = (hidden: number[], steps: number): Classifier => ({
  async fit({ features, labels }) {
    const layers = multilayerPerceptron([pixels, ...hidden, 10], { seed: 3 });
    await train({
      data: [features, labels],
      loss: ([x, y]) => crossEntropy(layers.apply(x), y),
      variables: layers.variables,
      steps,
      batchSize: 50,
      learningRate: 3e-3,
    });
    return {
      predict: (queries) => tf.tidy(() => tf.argMax(layers.apply(queries), 1)),
      dispose: layers.dispose,
    };
  },
});

const nearestDigit = nearest(({ features, labels }) => ({
  features: tf.reshape(features, [-1, pixels]),
  labels: tf.clone(labels),
}));

const nearestMean = nearest(({ features, labels }) => {
  const members = tf.cast(tf.oneHot(labels, 10), 'float32');
  const sums = tf.matMul(tf.transpose(members), tf.reshape(features, [-1, pixels]));
  const counts = tf.reshape(tf.sum(members, 0), [10, 1]);
  return { features: tf.div(sums, tf.add(counts, 1e-6)), labels: tf.range(0, 10, 1, 'int32') };
});

const example: Example = async ({ length, progress }) => {
  const steps = choose(length, { short: 60, normal: 250, full: 1000 });
  const classifiers = {
    'two layers': network([64], steps),
    'one layer': network([], steps),
    'nearest digit': nearestDigit,
    'nearest mean': nearestMean,
  };
  const trainingSizes = choose(length, { short: [500], normal: [500, 1000, 2000], full: [100, 300, 1000, 3000] });
  const angles = choose(length, { short: [0, 40], normal: [0, 20, 40, 60], full: [0, 10, 20, 30, 40, 50, 60] });

  const test = await digits('test', { count: 200, size: 14 });
  const unknown = angles.map((angle) => ({ angle, images: turn(test.images, angle) }));
  const results: { name: string; count: number; angle: number; predicted: number; real: number }[] = [];
  const total = Object.keys(classifiers).length * trainingSizes.length * angles.length;
  for (const count of trainingSizes) {
    const known = await digits('train', { count, size: 14 });
    for (const [name, classifier] of Object.entries(classifiers)) {
      for (const { angle, images } of unknown) {
        const { score, pseudoLabels } = await scoreWithoutLabels(classifier, known, images);
        // The true labels are used only here, to see how good the prediction was.
        const accuracy = await agreement(pseudoLabels, test.labels);
        results.push({ name, count, angle, predicted: score, real: accuracy });
        pseudoLabels.dispose();
        await progress(results.length / total);
      }
    }
    tf.dispose({ ...known });
  }
  tf.dispose([{ ...test }, unknown.map(({ images }) => images)]);

  const series = Object.keys(classifiers).map((name) => ({
    name,
    points: results.filter((result) => result.name === name).map(({ predicted, real }) => [predicted, real] as const),
    dots: true,
  }));
  const real = results.map((result) => result.real);
  const [least, most] = [Math.min(...real), Math.max(...real)];
  return {
    title: 'Reverse accuracy: a score without labels',
    paper: 'Valindria et al. 2017, after Fan and Davidson 2006',
    findings: [
      { label: 'correlation of predicted and real accuracy', value: correlation(results).toFixed(2) },
      { label: 'mean difference between the two', value: percent(meanDistance(results)) },
      { label: 'lowest and highest real accuracy', value: `${percent(least, 0)} and ${percent(most, 0)}` },
    ],
    text: [
      `How good is a classifier on unlabelled digits that look different from its training digits? The classifier labels them. A second classifier learns only from these labels, and is scored on the labelled digits: bad labels teach badly. Each dot is one of ${results.length} cases: a kind of classifier, a number of labelled digits (${trainingSizes.join(', ')}), and ${test.labels.size} unlabelled digits. The unlabelled digits are rotated (by ${angles.join('°, ')}°); the labelled ones are upright.`,
      'The score is an estimate with a blind spot: with few labelled digits, or very many unlabelled ones, the second classifier copies the first, mistakes included, and the score is too optimistic. <code>--full</code> has such cases.',
    ],
    figures: [
      figure(
        plot(series, { x: 'predicted accuracy', y: 'real accuracy', diagonal: true }),
        'A dot on the dashed line is a perfect prediction. A dot below it is too optimistic.',
      ),
    ],
  };
};

interface Prediction {
  predicted: number;
  real: number;
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const meanDistance = (list: Prediction[]) => average(list.map(({ predicted, real }) => Math.abs(predicted - real)));

/** Pearson's correlation coefficient. */
function correlation(list: Prediction[]): number {
  const centred = (key: keyof Prediction) => {
    const mean = average(list.map((one) => one[key]));
    return list.map((one) => one[key] - mean);
  };
  const [x, y] = [centred('predicted'), centred('real')];
  const product = (a: number[], b: number[]) => average(a.map((value, index) => value * b[index]));
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

const turn = (images: tf.Tensor4D, degrees: number) =>
  tf.tidy(() => rotate(images, tf.fill([images.shape[0]], (degrees * Math.PI) / 180)));

async function agreement(a: tf.Tensor1D, b: tf.Tensor1D): Promise<number> {
  const equal = tf.tidy(() => tf.mean(tf.cast(tf.equal(a, b), 'float32')));
  const [fraction] = await equal.data();
  equal.dispose();
  return fraction;
}

export default example;
