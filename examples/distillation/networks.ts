import * as tf from '@tensorflow/tfjs-core';
import { distillationLoss, teacherLogits } from 'diffblocks/distillation';
import { spatialTransformer } from 'diffblocks/spatial';
import type { Digits } from '../support/mnist';
import { cosine, crossEntropy, multilayerPerceptron, type Network, train } from '../support/network';
import { noise } from '../support/noise';

const classes = 10;

/** The settings of the experiment, all of which its page names. */
export const hidden = { teacher: [1200, 1200], student: [800, 800] };
export const temperature = 20;
export const batchSize = 200;
type Method = 'adam' | 'momentum';
export const optimizers: Record<'teacher' | 'student', Method> = { teacher: 'adam', student: 'adam' };
/** At the start; they fall to 0. */
export const rates = { teacher: 1e-3, student: 1e-3 };
export const dropout = { input: 0, hidden: 0.5 };
/** Pixels. */
export const jitter = 2;
/** Passes over the digits. */
export const epochs = { teacher: 100, distilled: 60, alone: 15 };

export interface Run {
  /** Ends training after this time, with fewer epochs. */
  seconds?: number;
  onProgress(fraction: number): Promise<void> | void;
}

/** The large net: two hidden layers of 1,200 units. */
export const teacher = (): Network => multilayerPerceptron([28 ** 2, ...hidden.teacher, classes], { seed: 1 });

/** The small net: two hidden layers of 800 units. */
export const student = (): Network => multilayerPerceptron([28 ** 2, ...hidden.student, classes], { seed: 10 });

/** Trains the large net on the labels, with dropout, and each digit moved at random. Returns the epochs. */
export async function trainTeacher(network: Network, { images, labels }: Digits, run: Run): Promise<number> {
  const random = noise('uniform', 1);
  const dropped = (x: tf.Tensor, rate: number) =>
    rate === 0 ? x : tf.div(tf.mul(x, tf.cast(tf.greaterEqual(random.take(x.shape), rate), 'float32')), 1 - rate);
  const passes = await descend(network, [images, labels], epochs.teacher, 'teacher', run, ([images, labels]) => {
    const input = dropped(shifted(images, random.take([images.shape[0], 2])), dropout.input);
    const logits = network.apply(input, (units) => dropped(units, dropout.hidden));
    return crossEntropy(logits, labels);
  });
  random.dispose();
  return passes;
}

/** Trains the small net on the teacher's logits and the labels, or without logits on the labels alone. Returns the epochs. */
export async function trainStudent(
  network: Network,
  { images, labels }: Digits,
  answers: tf.Tensor | undefined,
  run: Run,
): Promise<number> {
  const passes = answers ? epochs.distilled : epochs.alone;
  const data = answers ? [images, labels, answers] : [images, labels];
  return descend(network, data, passes, 'student', run, ([images, labels, answers]) => {
    const logits = network.apply(images);
    return answers ? distillationLoss(logits, answers, { labels, temperature }) : crossEntropy(logits, labels);
  });
}

export const logitsOf = async (network: Network, images: tf.Tensor4D): Promise<tf.Tensor2D> =>
  (await teacherLogits(network.apply, images, { batchSize: 1000 })) as tf.Tensor2D;

async function descend(
  { variables }: Network,
  data: tf.Tensor[],
  passes: number,
  kind: 'teacher' | 'student',
  { seconds, onProgress }: Run,
  loss: Parameters<typeof train>[0]['loss'],
): Promise<number> {
  const steps = Math.round((passes * data[0].shape[0]) / batchSize);
  const method = { optimizer: optimizers[kind], learningRate: cosine(rates[kind]) };
  const settings = { data, loss, variables, steps, batchSize, seconds, ...method };
  const taken = await train({ ...settings, onProgress: (step) => onProgress(step / steps) });
  return (passes * taken) / steps;
}

/** Images moved by up to `jitter` pixels in each direction, from random numbers `[batch, 2]` in [0, 1). */
function shifted(images: tf.Tensor4D, random: tf.Tensor): tf.Tensor4D {
  const pixels = tf.sub(tf.mul(random, 2 * jitter), jitter);
  const theta = tf.concat([tf.ones([images.shape[0], 1]), tf.mul(pixels, 2 / 28)], 1);
  return spatialTransformer(images, theta, [28, 28]) as tf.Tensor4D;
}
