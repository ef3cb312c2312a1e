import * as tf from '@tensorflow/tfjs-core';
import { choose, type Example } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import { percent } from '../support/report';
import { distort, rotated } from './distortion';
import { batchSize, type Contestant, compare, gallery, learningRates, meanError, resultFigures } from './experiment';
import { classifier, localization, transformed } from './networks';
import { affine } from './transformers';

const { size } = rotated;
const channels = 2;
/** A hidden layer that adds, and one output for each sum from 0 to 18. */
const dense = [64, 19];
const alignedSize = 28;

/** Pairs of digits, one in each channel and each distorted independently, labelled with their sums. */
function additions({ images, labels }: Digits, seed: number): Digits {
  return tf.tidy(() => {
    const others = tf.randomUniform<tf.Rank.R1>([labels.size], 0, labels.size, 'int32', seed);
    const pair = [images, tf.gather(images, others)];
    const distorted = pair.map((digit, index) => distort(digit, rotated, channels * seed + index));
    return { images: tf.concat(distorted, 3), labels: tf.add<tf.Tensor1D>(labels, tf.gather(labels, others)) };
  });
}

/** A classifier behind parallel affine transformers. Each transforms both channels; their outputs are concatenated. */
const behind = (transformers: number, filters: number) => (seed: number) =>
  transformed({
    localize: localization(
      {
        size,
        channels,
        filters: [
          { side: 5, count: 8 },
          { side: 5, count: 16 },
        ],
        parameters: transformers * affine.parameters,
      },
      seed,
    ),
    align: (images, parameters) => {
      const count = affine.parameters;
      const thetas = Array.from({ length: transformers }, (_, index) =>
        tf.slice(parameters, [0, index * count], [-1, count]),
      );
      return tf.concat(
        thetas.map((theta) => affine.transform(images, theta, [alignedSize, alignedSize])),
        3,
      );
    },
    classify: classifier({ size: alignedSize, channels: transformers * channels, filters, dense }, seed),
  });

const cnnFilters = 28;
const filtersBehind = { one: 25, two: 24 };

/** The paper's addition of digits. A single transformer cannot align both digits; two in parallel can. */
const example: Example = async ({ length, progress }) => {
  const { count, testCount, steps } = choose(length, {
    short: { count: 2000, testCount: 500, steps: 60 },
    normal: { count: 60000, testCount: 10000, steps: 1500 },
    full: { count: 60000, testCount: 10000, steps: 5000 },
  });
  const known = await digits('train', { count });
  const single = await digits('test', { count: testCount });
  const test = additions(single, 0);

  const contestants: Contestant[] = [
    { name: 'CNN', seeds: 1, build: (seed) => classifier({ size, channels, filters: cnnFilters, dense }, seed) },
    { name: 'ST-CNN', seeds: 1, build: behind(1, filtersBehind.one) },
    { name: '2×ST-CNN', seeds: 1, build: behind(2, filtersBehind.two) },
  ];
  const results = await compare(contestants, { known, test, batch: additions, steps, progress });
  const inputs = await gallery(test.images);
  tf.dispose([known, single, test].map((digits) => ({ ...digits })));
  return {
    title: 'Addition of digits',
    paper: 'Jaderberg et al. 2015, appendix A.1',
    findings: results.map((result) => ({
      label: `test error of the ${result.name}`,
      value: percent(meanError(result), 2),
    })),
    text: [
      'Two digits, one in each channel, are each rotated by up to 90° either way. What is their sum? A plain CNN reads the channels unchanged. Two other CNNs read them through one affine transformer of both channels, or through two in parallel. All three have the same number of parameters (within 3 %) and learn only from the sums.',
      `Settings: pairs of ${count.toLocaleString('en')} digits, drawn and distorted anew in every batch; ${steps.toLocaleString('en')} steps of Adam on ${batchSize} pairs, with learning rates of ${learningRates.join(', ')} for a third of the steps each; a hidden layer of ${dense[0]} units; the transformation’s parameters are a tenth of the localization network’s output, so that they move slowly; ${cnnFilters} filters in each layer of the CNN, ${filtersBehind.one} behind one transformer and ${filtersBehind.two} behind two.`,
    ],
    figures: resultFigures(results, inputs, testCount),
  };
};

export default example;
