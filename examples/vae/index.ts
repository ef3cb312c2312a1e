import * as tf from '@tensorflow/tfjs-core';
import { softmaxWithTemperature } from 'diffblocks/distillation';
import type { Example } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import { cosine, crossEntropy, errorRate, multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, fixed, percent, pictures } from '../support/report';
import { autoencoder, pixels } from './autoencoder';
import type { Draw } from './bound';
import { fullMnist } from './fullMnist';
import { mixturePrior } from './learnedPrior';

const [latent, components] = [6, 50];

const example: Example = (context) => (context.length === 'full' ? fullMnist(context) : oneAutoencoder(context));

const oneAutoencoder: Example = async ({ length, progress }) => {
  // A deep decoder passes from one digit to another within a short way, so fewer samples lie between two.
  const { count, steps, hidden, decoderHidden, judgeSteps } =
    length === 'short'
      ? { count: 5000, steps: 300, hidden: [100], decoderHidden: [100], judgeSteps: 100 }
      : { count: 60000, steps: 2900, hidden: [200], decoderHidden: [256, 256, 512], judgeSteps: 600 };
  const known = await digits('train', { count });
  const test = await digits('test', { count: 1000 });
  const { variables, encode, decode, pass, dispose } = autoencoder({ latent, hidden, decoderHidden });
  const prior = mixturePrior({ components, latent });

  const termsOf = (images: tf.Tensor, draw: Draw) => {
    const { logLikelihood, kl } = prior.terms(...pass(images, draw));
    return { logLikelihood: tf.mean<tf.Scalar>(logLikelihood), kl: tf.mean<tf.Scalar>(kl) };
  };
  const measure = async (images: tf.Tensor) => {
    const terms = tf.tidy(() => termsOf(images, { seed: 7 }));
    const [[logLikelihood], [kl]] = await Promise.all([terms.logLikelihood.data(), terms.kl.data()]);
    tf.dispose(terms);
    return { logLikelihood, kl, bound: logLikelihood - kl };
  };

  const sample = tf.slice(known.images, 0, 1000);
  const curves = { training: [] as [number, number][], test: [] as [number, number][] };
  await train({
    data: [known.images],
    loss: ([x], step) => {
      const { logLikelihood, kl } = termsOf(x, { seed: step });
      return tf.sub(kl, logLikelihood);
    },
    variables: [...variables, ...prior.variables],
    steps,
    batchSize: 100,
    learningRate: cosine(3e-3),
    onProgress: async (step) => {
      curves.training.push([step, (await measure(sample)).bound]);
      curves.test.push([step, (await measure(test.images)).bound]);
      await progress(step / steps, `bound ${curves.test.at(-1)?.[1].toFixed(1)} nats`);
    },
  });

  const columns = 16;
  const samples = tf.tidy(() => mosaic(decode(prior.sample(6 * columns, 11)), columns));
  const reconstructions = tf.tidy(() => {
    const originals = tf.slice(test.images, 0, columns);
    return mosaic(tf.concat([originals, decode(encode(originals).mean)]), columns);
  });
  const between = tf.tidy(() => mosaic(decode(plane(encode(tf.slice(test.images, 0, 4)).mean, 10)), 10));
  const images = [samples, reconstructions, between];
  const [samplesPng, reconstructionsPng, betweenPng] = await Promise.all(images.map(png));
  const parts = await measure(test.images);
  const many = tf.tidy(() => decode(prior.sample(1000, 13)));
  const classifier = await judge(known, test, judgeSteps);
  const reconstructed = tf.tidy(() => decode(encode(test.images).mean));
  const [sureOfSamples, sureOfReconstructions, sureOfDigits] = [
    await classifier.sureOf(many),
    await classifier.sureOf(reconstructed),
    await classifier.sureOf(test.images),
  ];

  dispose();
  classifier.dispose();
  tf.dispose([prior.variables, { ...known }, { ...test }, sample, images, many, reconstructed]);
  const last = (curve: [number, number][]) => `${fixed(curve[curve.length - 1][1])} nats`;
  return {
    title: 'Auto-encoding variational Bayes',
    paper: 'Kingma and Welling 2014; the prior: Tomczak and Welling 2018',
    findings: [
      { label: 'bound on log p(x), test digits', value: last(curves.test) },
      { label: 'bound, training digits', value: last(curves.training) },
      { label: 'reconstruction term, test digits', value: `${fixed(parts.logLikelihood)} nats` },
      { label: 'KL term, test digits', value: `${fixed(parts.kl)} nats` },
    ],
    text: [
      `An encoder with ${list(hidden)} hidden units and a decoder with ${list(decoderHidden)}, with ${latent} latent dimensions between them, are trained on ${count.toLocaleString('en')} digits of 28 × 28 pixels. The bound is averaged over 1,000 digits. It treats the grey values as probabilities, as the paper’s Bernoulli decoder does.`,
      `The prior is a mixture of ${components} Gaussians, whose means, variances and weights are trained with the rest. The paper’s examples take one Gaussian, which also covers the gaps between the digits: with it, more of the samples lie there and are no digits.`,
    ],
    figures: [
      pictures(
        [{ label: 'samples', alt: 'rows of digits that the decoder wrote', src: samplesPng, width: 928 }],
        `Samples drawn from the prior. None of them is a reconstruction of a digit in the data. A classifier with ${percent(classifier.errors)} errors is more than ${percent(0.9, 0)} sure of ${percent(sureOfSamples)} of 1,000 such samples, of ${percent(sureOfReconstructions)} of reconstructions like those below, and of ${percent(sureOfDigits)} of the test digits.`,
        { pixelated: true },
      ),
      pictures(
        [
          {
            label: 'test digits, and below them their reconstructions',
            alt: 'a row of handwritten digits, above the same digits, blurred',
            src: reconstructionsPng,
            width: 928,
          },
        ],
        `Each image is reconstructed from ${latent} numbers.`,
        { pixelated: true },
      ),
      `<div class="plots">${pictures(
        [
          {
            label: 'between four digits',
            alt: 'a square of digits that turn into each other',
            src: betweenPng,
            width: 435,
          },
        ],
        'The corners are four test digits. The other images lie between them in the latent space.',
        { pixelated: true },
      )}${figure(
        plot(
          Object.entries(curves).map(([name, points]) => ({ name: `${name} digits`, points })),
          { x: 'step', y: 'bound (nats)' },
        ),
        'The bound during training, which maximizes it.',
      )}</div>`,
    ],
  };
};

const list = (sizes: readonly number[]) => new Intl.ListFormat('en-GB').format(sizes.map(String));

/** A classifier of digits: its share of errors, and the share of images that it is more than ${percent(0.9, 0)} sure of. */
async function judge(known: Digits, test: Digits, steps: number) {
  const { apply, variables, dispose } = multilayerPerceptron([pixels, 300, 10], { seed: 201 });
  await train({
    data: [known.images, known.labels],
    loss: ([images, labels]) => crossEntropy(apply(images), labels),
    variables,
    steps,
    batchSize: 100,
    learningRate: cosine(2e-3),
  });
  const errors = await errorRate(apply, test.images, test.labels);
  const sureOf = async (images: tf.Tensor4D) => {
    const share = tf.tidy(() => {
      const surest = tf.max(softmaxWithTemperature(apply(images)), 1);
      return tf.mean(tf.cast(tf.greater(surest, 0.9), 'float32'));
    });
    const [value] = await share.data();
    share.dispose();
    return value;
  };
  return { errors, sureOf, dispose };
}

/** A grid of `side` × `side` points whose corners are the four rows of `corners` `[4, latent]`. */
function plane(corners: tf.Tensor2D, side: number): tf.Tensor2D {
  const down = tf.reshape(tf.linspace(0, 1, side), [side, 1]);
  const right = tf.reshape(down, [1, side]);
  const [up, left] = [tf.sub(1, down), tf.sub(1, right)];
  const weights = tf.stack([tf.mul(up, left), tf.mul(up, right), tf.mul(down, left), tf.mul(down, right)], 2);
  return tf.matMul(tf.reshape(weights, [side ** 2, 4]) as tf.Tensor2D, corners);
}

export default example;
