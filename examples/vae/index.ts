import * as tf from '@tensorflow/tfjs-core';
import { elbo, reparameterize } from 'diffblocks/variational';
import { choose, type Example } from '../support/example';
import { digits } from '../support/mnist';
import { multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { mosaic, png } from '../support/png';
import { figure, pictures } from '../support/report';

const pixels = 28 ** 2;

const example: Example = async ({ length, progress }) => {
  const { steps, hidden, latent } = choose(length, {
    short: { steps: 100, hidden: 100, latent: 8 },
    normal: { steps: 1500, hidden: 200, latent: 8 },
    full: { steps: 10000, hidden: 400, latent: 10 },
  });
  const known = await digits('train', { count: choose(length, { short: 5000, normal: 60000, full: 60000 }) });
  const test = await digits('test', { count: 1000 });
  const encoder = multilayerPerceptron([pixels, hidden, 2 * latent], { seed: 1 });
  const decoder = multilayerPerceptron([latent, hidden, pixels], { seed: 2 });

  const encode = (images: tf.Tensor) => {
    const [mean, logVariance] = tf.split(encoder.apply(images), 2, 1);
    return { mean, logVariance } as { mean: tf.Tensor2D; logVariance: tf.Tensor2D };
  };
  const decode = (z: tf.Tensor) => tf.reshape(tf.sigmoid(decoder.apply(z)), [-1, 28, 28, 1]) as tf.Tensor4D;

  /** The bound on log p(x) in nats, to be maximised. */
  const bound = (images: tf.Tensor, seed: number): tf.Scalar => {
    const x = tf.reshape(images, [-1, pixels]) as tf.Tensor2D;
    const posterior = encode(x);
    const z = reparameterize(posterior.mean, posterior.logVariance, { seed });
    return elbo(x, { logits: decoder.apply(z) }, posterior) as tf.Scalar;
  };
  const measure = async (images: tf.Tensor) => {
    const value = tf.tidy(() => bound(images, 7));
    const [nats] = await value.data();
    value.dispose();
    return nats;
  };

  const sample = tf.slice(known.images, 0, 1000);
  const curves = { train: [] as [number, number][], test: [] as [number, number][] };
  await train({
    data: [known.images],
    loss: ([x], step) => tf.neg(bound(x, step)),
    variables: [...encoder.variables, ...decoder.variables],
    steps,
    batchSize: 64,
    learningRate: 2e-3,
    onProgress: async (step) => {
      curves.train.push([step, await measure(sample)]);
      curves.test.push([step, await measure(test.images)]);
      await progress(step / steps, `bound ${curves.test.at(-1)?.[1].toFixed(1)} nats`);
    },
  });
  console.log(curves.test.at(-1), curves.train.at(-1));

  const columns = 16;
  const samples = tf.tidy(() => mosaic(decode(tf.randomNormal([5 * columns, latent], 0, 1, 'float32', 11)), columns));
  const reconstructions = tf.tidy(() => {
    const originals = tf.slice(test.images, 0, columns);
    return mosaic(tf.concat([originals, decode(encode(originals).mean)]), columns);
  });
  const pages = {
    samples: await png(samples),
    reconstructions: await png(reconstructions),
  };
  encoder.dispose();
  decoder.dispose();
  tf.dispose([{ ...known }, { ...test }, sample, samples, reconstructions]);
  return {
    title: 'VAE',
    paper: '',
    text: [],
    findings: [{ label: 'bound', value: 'b' }],
    figures: [
      pictures([{ label: 'samples', src: pages.samples, width: 900 }], ''),
      pictures([{ label: 'reconstructions', src: pages.reconstructions, width: 900 }], ''),
      figure(
        plot(
          Object.entries(curves).map(([name, points]) => ({ name, points })),
          { x: 'step', y: 'bound' },
        ),
        '',
      ),
    ],
  };
};

export default example;
