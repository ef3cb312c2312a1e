import * as tf from '@tensorflow/tfjs-core';
import { choose, type Example } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import { crossEntropy, errorRate, multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, percent, pictures } from '../support/report';
import { rotate } from '../support/rotate';
import { behindTransformer } from './behindTransformer';

const size = 28;
const mostDegrees = 60;

interface TurnedDigits extends Digits {
  /** The angle by which each digit was rotated, in radians. The networks never see it. */
  angles: tf.Tensor1D;
}

/** Digits, each rotated by a random angle. */
async function turnedDigits(set: 'train' | 'test', count: number, seed: number): Promise<TurnedDigits> {
  const { images, labels } = await digits(set, { count, size });
  const most = (mostDegrees * Math.PI) / 180;
  const angles = tf.randomUniform<tf.Rank.R1>([count], -most, most, 'float32', seed);
  const turned = rotate(images, angles);
  images.dispose();
  return { images: turned, labels, angles };
}

const example: Example = async ({ length, progress }) => {
  const { count, testCount, steps } = choose(length, {
    short: { count: 2000, testCount: 500, steps: 300 },
    normal: { count: 30000, testCount: 2000, steps: 3000 },
    full: { count: 60000, testCount: 10000, steps: 6000 },
  });
  const known = await turnedDigits('train', count, 1);
  const test = await turnedDigits('test', testCount, 2);

  // The localization network's output starts at zero, so the transformer starts as the identity.
  const localization = multilayerPerceptron([size ** 2, 128, 64, 1], { seed: 4, zeroAtFirst: true });

  // Two copies of the same small classifier, one of them behind the transformer.
  const classifier = () => multilayerPerceptron([size ** 2, 32, 10], { seed: 3 });
  const alone = classifier();
  const behind = classifier();
  const transformed = behindTransformer(localization, behind);
  const models = [
    { name: 'with a spatial transformer', ...transformed },
    { name: 'the classifier alone', logits: alone.apply, variables: alone.variables },
  ];
  const results: { name: string; curve: [number, number][] }[] = [];
  for (const { name, logits, variables } of models) {
    const curve: [number, number][] = [];
    await train({
      data: [known.images, known.labels],
      loss: ([images, labels]) => crossEntropy(logits(images), labels),
      variables,
      steps,
      batchSize: 64,
      learningRate: 2e-3,
      onProgress: async (step) => {
        curve.push([step, await errorRate(logits, test.images, test.labels)]);
        await progress((results.length + step / steps) / models.length, name);
      },
    });
    results.push({ name, curve });
  }
  const left = tf.tidy(() => tf.add(test.angles, tf.reshape(localization.apply(test.images), [-1])) as tf.Tensor1D);
  const spread = {
    before: await angleSpread(test.angles, test.labels),
    after: await angleSpread(left, test.labels),
  };
  const columns = 12;
  const inputs = tf.slice(test.images, 0, 5 * columns);
  const aligned = tf.tidy(() => transformed.straighten(inputs));
  const images = [inputs, aligned].map((digits) => mosaic(digits, columns));
  const [inputsPng, alignedPng] = await Promise.all(images.map(png));

  for (const network of [alone, behind, localization]) network.dispose();
  tf.dispose([{ ...known }, { ...test }, left, inputs, aligned, images]);
  const lastError = (index: number) => percent(results[index].curve[results[index].curve.length - 1][1]);
  const width = 490;
  return {
    title: 'Spatial transformer networks',
    paper: 'Jaderberg et al. 2015',
    findings: [
      { label: 'test error with the transformer', value: lastError(0) },
      { label: 'test error of the classifier alone', value: lastError(1) },
      { label: 'spread of angles before alignment', value: `${spread.before.toFixed(1)}°` },
      { label: 'spread of angles after alignment', value: `${spread.after.toFixed(1)}°` },
    ],
    text: [
      `Every digit is rotated by a random angle of up to ${mostDegrees}° either way. A localization network predicts an angle from the image, the spatial transformer rotates the image by it, and a small classifier (32 hidden units) reads the result. Everything is trained by the classifier’s loss alone: nobody tells the network the angles, or that digits should be upright.`,
    ],
    figures: [
      pictures(
        [
          { label: 'test digits', alt: 'handwritten digits, turned by different angles', src: inputsPng, width },
          {
            label: 'as aligned by the transformer',
            alt: 'the same digits, turned by the transformer',
            src: alignedPng,
            width,
          },
        ],
        'The same digits in the same order. The spread of angles is the standard deviation about the mean of each class.',
        { pixelated: true },
      ),
      figure(
        plot(
          results.map(({ name, curve }) => ({ name, points: curve.map(([step, error]) => [step, 100 * error]) })),
          { x: 'step', y: 'test error (%)' },
        ),
        `Error on ${test.labels.size.toLocaleString('en')} test digits, rotated in the same way.`,
      ),
    ],
  };
};

/** The standard deviation of angles about the mean of their class, in degrees. */
async function angleSpread(angles: tf.Tensor1D, labels: tf.Tensor1D): Promise<number> {
  const [radians, classes] = await Promise.all([angles.data(), labels.data()]);
  let squares = 0;
  for (let digit = 0; digit < 10; digit++) {
    const own = Array.from(radians).filter((_, index) => classes[index] === digit);
    const mean = own.reduce((sum, angle) => sum + angle, 0) / own.length;
    squares += own.reduce((sum, angle) => sum + (angle - mean) ** 2, 0);
  }
  return (180 / Math.PI) * Math.sqrt(squares / radians.length);
}

export default example;
