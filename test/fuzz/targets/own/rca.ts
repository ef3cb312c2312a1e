import * as tf from '@tensorflow/tfjs-core';
import * as rca from '../../../../src/rca';
import type { Random } from '../../Random';
import type { Target } from '../../Target';
import { LEAST_SUM } from '../kernels';
import { shares } from './draws';

const maps = (r: Random, most = 3) => {
  const shape = r.shape(r.integer(2, 3));
  return [r.integers(shape, 0, most), r.integers(shape, 0, most)];
};

const classOptions = (r: Random) => ({
  classes: r.pick(undefined, 4),
  empty: r.pick('nan', 'worst', 'ignore'),
  reduction: r.pick('none', 'mean'),
});

/** A result of numbers as tensors. */
const asTensors = (result: number | number[] | Record<string, number | number[]>): tf.Tensor[] =>
  typeof result === 'number' || Array.isArray(result)
    ? [tf.tensor(result)]
    : Object.values(result).map((entry) => tf.tensor(entry));

export const rcaTargets: Target[] = [
  {
    name: 'diceCoefficient',
    call: (predicted, truth, options) => rca.diceCoefficient(predicted, truth, options),
    draw: (r) => [...maps(r), classOptions(r)],
  },
  {
    name: 'jaccardIndex',
    call: (predicted, truth, options) => rca.jaccardIndex(predicted, truth, options),
    draw: (r) => [...maps(r), classOptions(r)],
  },
  {
    name: 'surfaceDistances',
    call: async (predicted, truth, options) =>
      asTensors({ ...(await rca.surfaceDistances(predicted, truth, options)) }),
    draw: (r) => [...maps(r), { ...classOptions(r), form: r.pick('pooled', 'symmetric', 'maximum') }],
    isAsync: true,
  },
  {
    name: 'surfaceDice',
    call: async (predicted, truth, options) => asTensors(await rca.surfaceDice(predicted, truth, options)),
    draw: (r) => [...maps(r), { ...classOptions(r), tolerance: r.pick(0, 1, 1.5) }],
    isAsync: true,
  },
  {
    name: 'softDiceLoss',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
    call: (probabilities, truth, options) => rca.softDiceLoss(probabilities, truth, options),
    draw: (r) => {
      const shape = [...r.shape(r.integer(1, 3)), r.integer(1, 4)];
      return [
        r.floats(shape, { low: 0, high: 1 }),
        shares(r, shape),
        { smoothing: r.pick(1e-6, 1), ignoreBackground: r.chance(0.3) },
      ];
    },
  },
  {
    name: 'logisticRegression',
    call: async (features, labels, queries) => {
      const fitted = await rca.logisticRegression().fit({ features, labels });
      const predictions = await fitted.predict(queries);
      fitted.dispose?.();
      return predictions as tf.Tensor;
    },
    draw: (r) => {
      // Two classes, which a plane far from all examples separates.
      const count = r.integer(2, 8);
      const labels = r.integers([count], 0, 1);
      const examples = () => {
        const drawn = r.floats([count, 2], { low: 0, high: 1, tame: true });
        labels.values.forEach((label, row) => {
          drawn.values[2 * row] += 5 * label;
        });
        return drawn;
      };
      return [examples(), labels, examples()];
    },
    isAsync: true,
  },
  {
    name: 'reverseAccuracy',
    call: async (features, labels, unlabelled) => {
      const data = { features, labels, unlabelled };
      const { score, pseudoLabels } = await rca.reverseAccuracy(nearestMean, data);
      return [tf.scalar(score), pseudoLabels];
    },
    draw: (r) => {
      const [known, unknown] = [r.integer(1, 6), r.integer(1, 6)];
      return [r.floats([known]), r.integers([known], 0, 2), r.floats([unknown])];
    },
    isAsync: true,
  },
  {
    name: 'forestClassifier',
    call: async (image, segmentation, target) => {
      const options = { trees: 2, radii: [1, 2], seed: 3 };
      const fitted = await rca.forestClassifier(options).fit({ image, segmentation, classes: 3 });
      const labels = (await fitted.segment(target)) as tf.Tensor;
      fitted.dispose?.();
      return labels;
    },
    draw: (r) => {
      const size = [r.integer(2, 6), r.integer(2, 6)];
      return [shares(r, [...size, 2]), r.integers(size, 0, 2), shares(r, [...r.shape(2).map((n) => n || 1), 2])];
    },
    isAsync: true,
  },
  {
    name: 'reverseClassificationAccuracy',
    call: async (test, references, metrics) => {
      const reverseClassifier = rca.forestClassifier({ trees: 1, radii: [1] });
      const found = await rca.reverseClassificationAccuracy(test, references, {
        reverseClassifier,
        classes: 3,
        metrics,
      });
      return [...asTensors(found.predicted), ...asTensors(found.perClass)];
    },
    draw: (r) => {
      const size = [r.integer(2, 5), r.integer(2, 5)];
      const pair = () => ({ image: shares(r, [...size, 1]), segmentation: r.integers(size, 0, 2) });
      return [pair(), Array.from({ length: r.integer(1, 2) }, pair), r.pick(['dice'], ['jaccard', 'hausdorff'])];
    },
    isAsync: true,
  },
];

/** Labels numbers by the class with the nearest mean. */
const nearestMean: rca.Classifier = {
  async fit({ features, labels }) {
    const [xs, ids] = [Array.from(await features.data()), Array.from(await labels.data())];
    const classes = [...new Set(ids)];
    const meanOf = (id: number) => {
      const own = xs.filter((_, index) => ids[index] === id);
      return own.reduce((sum, x) => sum + x, 0) / own.length;
    };
    const means = classes.map(meanOf);
    const nearest = (x: number) => means.reduce((best, mean, i) => (Math.abs(mean - x) < Math.abs(means[best] - x) ? i : best), 0); // biome-ignore format: one line
    return { predict: async (queries) => Array.from(await queries.data(), (x) => classes[nearest(x)]) };
  },
};
