import * as tf from '@tensorflow/tfjs-core';
import { elbo, reparameterize } from 'diffblocks/variational';
import { messages, mosaic, type Picture, pictureOf } from './pixels';
import type { Point, Report } from './tasks';

/** An autoencoder in training. Its weights are plain numbers, so a change of backend loses nothing. */
export interface Autoencoder {
  step: number;
  /** The bound on log p(x), in nats. */
  bound: number;
  /** Digits decoded from a grid of points of the latent space, from −extent to extent along both axes. */
  manifold: Picture;
  extent: number;
  /** Weights and biases by turns, first of the encoder, then of the decoder. */
  weights: Float32Array[];
}

const pixels = 28 ** 2;
const extent = 2.4;
const side = 13;
const [encoderSizes, decoderSizes] = [[pixels, 256, 64, 4], [2, 64, 256, pixels]]; // biome-ignore format: mirrored

const shapesOf = (sizes: number[]) => sizes.slice(1).flatMap((outputs, layer) => [[sizes[layer], outputs], [outputs]]); // biome-ignore format: weights, bias
const shapes = [...shapesOf(encoderSizes), ...shapesOf(decoderSizes)];
const encoderCount = shapesOf(encoderSizes).length;

/** Glorot's weights, and zero biases. */
const initialWeight = ([inputs, outputs]: number[], index: number): tf.Tensor => {
  if (outputs === undefined) return tf.zeros([inputs]);
  const bound = Math.sqrt(6 / (inputs + outputs));
  return tf.randomUniform([inputs, outputs], -bound, bound, 'float32', index);
};

/** Dense layers with ReLU between them. */
function perceptron(x: tf.Tensor, weights: tf.Tensor[]): tf.Tensor2D {
  let values = x as tf.Tensor2D;
  for (let layer = 0; layer < weights.length; layer += 2) {
    if (layer > 0) values = tf.relu(values);
    values = tf.add(tf.matMul(values, weights[layer] as tf.Tensor2D), weights[layer + 1]);
  }
  return values;
}

const decoded = (z: tf.Tensor2D, weights: tf.Tensor[]): tf.Tensor4D =>
  tf.reshape(tf.sigmoid(perceptron(z, weights.slice(encoderCount))), [-1, 28, 28, 1]);

/** Trains on `digits`, one byte for each pixel, and reports every few steps. It goes on from `last` if there is one. */
export async function autoencode(
  { digits, last, steps }: { digits: Uint8Array; last?: Autoencoder; steps: number },
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const variables = shapes.map((shape, index) =>
    tf.tidy(() => tf.variable(last ? tf.tensor(last.weights[index], shape) : initialWeight(shape, index + 1))),
  );
  const data = tf.tensor2d(
    Float32Array.from(digits, (value) => value / 255),
    [digits.length / pixels, pixels],
  );
  const optimizer = tf.train.adam(0.002);
  try {
    for (let step = (last?.step ?? 0) + 1; step <= steps && !signal.aborted; step++) {
      const loss = optimizer.minimize(
        () => {
          const x = batch(data, step);
          const [mean, logVariance] = tf.split(perceptron(x, variables.slice(0, encoderCount)), 2, 1);
          const z = reparameterize(mean, logVariance, { seed: step });
          const logits = perceptron(z, variables.slice(encoderCount));
          return tf.neg(elbo(x, { logits }, { mean, logVariance })) as tf.Scalar;
        },
        true,
        variables,
      )!;
      const [value] = await loss.data();
      loss.dispose();
      if (step % 10 !== 1 && step < steps) continue;
      await messages();
      const manifold = await pictureOf(tf.tidy(() => mosaic(decoded(latentGrid(), variables), side)));
      const weights = (await Promise.all(variables.map((variable) => variable.data()))) as Float32Array[];
      report({ step, bound: -value, manifold, extent, weights } satisfies Autoencoder);
    }
  } finally {
    optimizer.dispose();
    tf.dispose([data, ...variables]);
  }
}

/** The digit at a point of the latent space. */
export function decode({ point, weights }: { point: Point; weights: Float32Array[] }): Promise<Picture> {
  const digit = tf.tidy(() => {
    const tensors = weights.map((values, index) => tf.tensor(values, shapes[index]));
    return mosaic(decoded(tf.tensor2d([point]), tensors), 1);
  });
  return pictureOf(digit);
}

/** A hundred digits, drawn at random. */
function batch(data: tf.Tensor2D, step: number): tf.Tensor2D {
  const chosen = tf.randomUniform([100], 0, data.shape[0], 'int32', step) as tf.Tensor1D;
  return tf.gather(data, chosen);
}

function latentGrid(): tf.Tensor2D {
  const ramp = tf.linspace(-extent, extent, side);
  const [x, y] = [tf.tile(ramp, [side]), tf.reshape(tf.tile(tf.expandDims(ramp, 1), [1, side]), [-1])];
  return tf.stack([x, y], 1) as tf.Tensor2D;
}
