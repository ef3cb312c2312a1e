import * as tf from '@tensorflow/tfjs-core';
import { choose, type Example } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import { crossEntropy, errorRate, multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, percent, pictures } from '../support/report';
import { rotate } from '../support/rotate';

const mostDegrees = 60;

interface TurnedDigits extends Digits {
  /** By how much each digit was turned, in radians. The networks never see it. */
  angles: tf.Tensor1D;
}

/** Digits, each turned by a random angle. */
async function turnedDigits(set: 'train' | 'test', count: number, size: 14 | 28, seed: number): Promise<TurnedDigits> {
  const { images, labels } = await digits(set, { count, size });
  const most = (mostDegrees * Math.PI) / 180;
  const angles = tf.randomUniform<tf.Rank.R1>([count], -most, most, 'float32', seed);
  const turned = rotate(images, angles);
  images.dispose();
  return { images: turned, labels, angles };
}

const example: Example = async ({ length, progress }) => {
  const { size, count, testCount, steps } = choose(length, {
    short: { size: 14, count: 2000, testCount: 500, steps: 100 },
    normal: { size: 14, count: 30000, testCount: 2000, steps: 2000 },
    full: { size: 28, count: 60000, testCount: 10000, steps: 6000 },
  } as const);
  const pixels = size ** 2;
  const known = await turnedDigits('train', count, size, 1);
  const test = await turnedDigits('test', testCount, size, 2);

  // The localisation network starts at zero, so that the transformer starts as the identity.
  const localisation = multilayerPerceptron([pixels, 128, 64, 1], { seed: 4, zeroAtFirst: true });
  const turnBack = (images: tf.Tensor4D) => tf.reshape(localisation.apply(images), [-1]) as tf.Tensor1D;
  const align = (images: tf.Tensor4D) => rotate(images, turnBack(images));

  // The same small classifier twice, with and without the transformer before it.
  const classifier = () => multilayerPerceptron([pixels, Number(process.env.HID ?? 32), 10], { seed: 3 });
  const alone = classifier();
  const behind = classifier();
  const models = [
    {
      name: 'with a spatial transformer',
      logits: (images: tf.Tensor4D) => behind.apply(align(images)),
      variables: [...localisation.variables, ...behind.variables],
    },
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
      batchSize: 32,
      learningRate: 3e-3,
      onProgress: async (step) => {
        curve.push([step, await errorRate(logits, test.images, test.labels)]);
        await progress((results.length + step / steps) / models.length, name);
      },
    });
    results.push({ name, curve });
  }
  const left = tf.tidy(() => tf.add(test.angles, turnBack(test.images)) as tf.Tensor1D);
  const spread = {
    before: await angleSpread(test.angles, test.labels),
    after: await angleSpread(left, test.labels),
  };
  console.log(
    results.map((c) => c.curve.at(-1)),
    spread,
  );

  const columns = 12;
  const inputs = tf.slice(test.images, 0, 5 * columns);
  const aligned = tf.tidy(() => align(inputs));
  const images = [inputs, aligned].map((digits) => mosaic(digits, columns));
  const [inputsPng, alignedPng] = await Promise.all(images.map(png));

  for (const network of [alone, behind, localisation]) network.dispose();
  tf.dispose([{ ...known }, { ...test }, left, inputs, aligned, images]);
  return {
    title: 'Spatial transformer',
    paper: '',
    text: [],
    findings: [{ label: 'a', value: percent(1) }],
    figures: [
      pictures(
        [
          { label: 'inputs', src: inputsPng, width: 464 },
          { label: 'aligned', src: alignedPng, width: 464 },
        ],
        '',
        { pixelated: true },
      ),
      figure(
        plot(
          results.map(({ name, curve }) => ({ name, points: curve })),
          { x: 'step', y: 'test error (%)' },
        ),
        '',
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
