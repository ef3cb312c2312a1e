import * as tf from '@tensorflow/tfjs-core';
import { distillationLoss, recalibrateBias, teacherLogits } from 'diffblocks/distillation';
import { spatialTransformer } from 'diffblocks/spatial';
import type { Example } from '../support/example';
import { digits } from '../support/mnist';
import { crossEntropy, multilayerPerceptron, type Network, train } from '../support/network';
import { plot } from '../support/plot';
import { figure, fixed, table } from '../support/report';

const classes = 10;
const omitted = 3;
const temperature = 20;
const batchSize = 200;
const rates = [1e-3, 7e-4, 4e-4, 2e-4, 5e-5];
const dropout = 0.4;
const jitter = 2;

/** Epochs of 60,000 digits. */
const epochs = { teacher: 30, student: 15 };
const steps = (epochs: number) => (epochs * 60_000) / batchSize;

interface Errors {
  name: string;
  all: number;
  onOmitted: number;
  /** The paper's number of errors on 10,000 digits. */
  hinton: string;
}

/** The MNIST experiment of Hinton et al. 2015, section 3, on all 70,000 digits. */
export const fullMnist: Example = async ({ progress }) => {
  const known = await digits('train', { count: 60_000 });
  const test = await digits('test', { count: 10_000 });
  const total = steps(epochs.teacher) + 3 * steps(epochs.student);
  const results: Errors[] = [];
  let done = 0;

  const labels = Array.from(await test.labels.data());
  /** Counts the errors of the test digits' logits, which it disposes. */
  const measured = async (name: string, hinton: string, logits: tf.Tensor2D): Promise<Errors> => {
    const chosen = tf.argMax(logits, 1);
    const answers = await chosen.data();
    tf.dispose([chosen, logits]);
    const wrong = labels.filter((label, index) => label !== answers[index]);
    return { name, all: wrong.length, onOmitted: wrong.filter((label) => label === omitted).length, hinton };
  };
  const learn = async (name: string, network: Network, settings: Omit<Parameters<typeof train>[0], 'variables'>) => {
    const so = results.map(({ name, all }) => `${name}: ${all} errors; `).join('');
    await train({
      ...settings,
      variables: network.variables,
      onProgress: (step) => progress((done + step) / total, `${so}${name}`),
    });
    done += settings.steps;
  };

  const teacher = multilayerPerceptron([28 ** 2, 1200, 1200, classes], { seed: 1 });
  await learn('teacher', teacher, {
    data: [known.images, known.labels],
    loss: ([images, labels], step) => crossEntropy(withDropout(teacher, shifted(images, step), step), labels),
    steps: steps(epochs.teacher),
    batchSize,
    learningRate: rates,
  });
  results.push(await measured('teacher', '67', await logitsOf(teacher, test.images)));
  const answers = await logitsOf(teacher, known.images);

  const student = async (name: string, hinton: string, data: tf.Tensor[], soft: boolean) => {
    const network = multilayerPerceptron([28 ** 2, 800, 800, classes], { seed: 10 });
    await learn(name, network, {
      data,
      loss: ([images, labels, targets]) => {
        const logits = network.apply(images);
        return soft ? distillationLoss(logits, targets, { labels, temperature }) : crossEntropy(logits, labels);
      },
      steps: steps(epochs.student),
      batchSize,
      learningRate: rates,
    });
    results.push(await measured(name, hinton, await logitsOf(network, test.images)));
    return network;
  };
  const all = [known.images, known.labels, answers];
  (await student('student, distilled', '74', all, true)).dispose();

  const others = await indicesOf(known.labels, (label) => label !== omitted);
  const withoutThrees = all.map((tensor) => tf.gather(tensor, others));
  const blind = await student('student, distilled without a 3', '206, of them 133 on 3s', withoutThrees, true);
  tf.dispose(withoutThrees);
  const recalibrated: [number, Errors][] = [];
  const blindLogits = await logitsOf(blind, test.images);
  for (let shift = 0; shift <= 10; shift += 0.25) {
    const raised = recalibrateBias(blindLogits, [omitted], shift);
    recalibrated.push([shift, await measured('the same, its bias for 3 raised', '109, of them 14 on 3s', raised)]);
  }
  const [bestShift, best] = recalibrated.reduce((a, b) => (b[1].all < a[1].all ? b : a));
  results.push({ ...best, name: `${best.name} by ${fixed(bestShift, 2)}` });
  tf.dispose([blindLogits, blind.variables]);
  (await student('student, labels only', '146', all, false)).dispose();

  teacher.dispose();
  tf.dispose([answers, { ...known }, { ...test }]);
  return {
    title: 'Distilling the knowledge in a neural network, on all of MNIST',
    paper: 'Hinton, Vinyals and Dean 2015, section 3',
    findings: results.map(({ name, all, hinton }) => ({
      label: `${name} (Hinton: ${hinton})`,
      value: `${all} errors`,
    })),
    text: [
      `The teacher has two hidden layers of 1,200 units. It trains for ${epochs.teacher} epochs with dropout of ${dropout} in both, on digits shifted by up to ${jitter} pixels. The students have two hidden layers of 800 units and train for ${epochs.student} epochs on the unshifted digits, without regularization.`,
      `Distillation uses T = ${temperature}, with weights of 0.9 for the teacher’s answers and 0.1 for the labels. All networks train with Adam on batches of ${batchSize}, at rates from ${rates[0]} down to ${rates[rates.length - 1]}. As in the paper, the bias shift is the one that is best on the test digits.`,
    ],
    figures: [
      table(
        ['network', 'errors on 10,000 test digits', `errors on ${omitted}s`, 'Hinton et al.'],
        results.map(({ name, all, onOmitted, hinton }) => [name, all, onOmitted, hinton]),
        'Test errors.',
      ),
      figure(
        plot(
          [
            { name: 'all digits', points: recalibrated.map(([shift, { all }]) => [shift, all]) },
            { name: '3s', points: recalibrated.map(([shift, { onOmitted }]) => [shift, onOmitted]) },
          ],
          { x: 'added to the bias for 3', y: 'errors' },
        ),
        'The student that never saw a 3: test errors as its bias for that class is raised.',
      ),
    ],
  };
};

/** Images moved by whole pixels, up to `jitter` in each direction. */
function shifted(images: tf.Tensor4D, seed: number): tf.Tensor4D {
  const pixels = tf.randomUniform([images.shape[0], 2], -jitter, jitter + 1, 'int32', seed);
  const translation = tf.mul(tf.cast(pixels, 'float32'), 2 / 28);
  const scale = tf.ones([images.shape[0], 1]);
  return spatialTransformer(images, tf.concat([scale, translation], 1), [28, 28]) as tf.Tensor4D;
}

/** The network's logits in training: each hidden unit is left out with probability `dropout`. */
function withDropout({ variables }: Network, images: tf.Tensor4D, seed: number): tf.Tensor2D {
  const layer = (x: tf.Tensor, index: number) =>
    tf.add(tf.matMul(x as tf.Tensor2D, variables[2 * index] as tf.Tensor2D), variables[2 * index + 1]);
  const hidden = (x: tf.Tensor, index: number) =>
    tf.dropout(tf.relu(layer(x, index)), dropout, undefined, seed + (index + 1) / 10);
  const flat = tf.reshape(images, [images.shape[0], -1]);
  return layer(hidden(hidden(flat, 0), 1), 2) as tf.Tensor2D;
}

const logitsOf = async (network: Network, images: tf.Tensor4D): Promise<tf.Tensor2D> =>
  (await teacherLogits(network.apply, images, { batchSize: 1000 })) as tf.Tensor2D;

async function indicesOf(labels: tf.Tensor1D, wanted: (label: number) => boolean): Promise<number[]> {
  const all = Array.from(await labels.data());
  return [...all.keys()].filter((index) => wanted(all[index]));
}
