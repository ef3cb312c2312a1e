import * as tf from '@tensorflow/tfjs-core';
import { softmaxWithTemperature } from 'diffblocks/distillation';
import type { Example } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import { crossEntropy, errorRate, multilayerPerceptron, train } from '../support/network';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, percent, pictures, table } from '../support/report';
import { type Course, distil } from './distil';
import { fullMnist } from './fullMnist';

const size = 14;
const temperature = 4;

const labelsOnly: Course['loss'] = { temperature, softWeight: 0, hardWeight: 1 };
const both: Course['loss'] = { temperature };
const answersOnly: Course['loss'] = { temperature, softWeight: 1, hardWeight: 0 };

const example: Example = (context) => (context.length === 'full' ? fullMnist(context) : fewDigits(context));

/** A small student learns a few digits, half their size, in seconds. */
const fewDigits: Example = async ({ length, progress }) => {
  const { count, few, teacherSteps, studentSteps } =
    length === 'short'
      ? { count: 5000, few: 500, teacherSteps: 400, studentSteps: 500 }
      : { count: 60000, few: 1000, teacherSteps: 1500, studentSteps: 1000 };
  const known = await digits('train', { count, size });
  const test = await digits('test', { count: 10000, size });
  const fewKnown = await select(known, few, () => true);
  const withoutThrees = await select(known, 5 * few, (label) => label !== 3);
  const testThrees = await select(test, 10000, (label) => label === 3);

  const teacher = multilayerPerceptron([size ** 2, 256, 256, 10], { seed: 1 });
  const total = teacherSteps + 3 * studentSteps;
  let done = 0;
  await train({
    data: [known.images, known.labels],
    loss: ([images, labels]) => crossEntropy(teacher.apply(images), labels),
    variables: teacher.variables,
    steps: teacherSteps,
    batchSize: 100,
    onProgress: (step) => progress(step / total, 'the teacher'),
  });
  done += teacherSteps;
  const teacherError = await errorRate(teacher.apply, test.images, test.labels);

  /** Trains a small network, each time from the same start for the same number of steps. Only data and loss differ. */
  async function teach(name: string, some: Digits, loss: Course['loss']) {
    const network = multilayerPerceptron([size ** 2, 32, 10], { seed: 2 });
    const curve: [number, number][] = [];
    await distil(network, teacher, some, {
      loss,
      steps: studentSteps,
      batchSize: 100,
      learningRate: 2e-3,
      onStep: async (step) => {
        if (step % (studentSteps / 20) !== 0) return;
        curve.push([step, 100 * (await errorRate(network.apply, test.images, test.labels))]);
        await progress((done + step) / total, name);
      },
    });
    done += studentSteps;
    const errorOnThrees = await errorRate(network.apply, testThrees.images, testThrees.labels);
    network.dispose();
    return { name, examples: some.labels.size, curve, error: curve[curve.length - 1][1] / 100, errorOnThrees };
  }
  const hard = await teach('hard labels only', fewKnown, labelsOnly);
  const distilled = await teach('distilled', fewKnown, both);
  const blind = await teach('distilled, without a single 3', withoutThrees, answersOnly);

  const shown = await softTargets(teacher.apply, test);
  teacher.dispose();
  tf.dispose([known, test, fewKnown, withoutThrees, testThrees].map((set) => ({ ...set })));
  return {
    title: 'Distilling the knowledge in a neural network',
    paper: 'Hinton, Vinyals and Dean 2015',
    findings: [
      { label: `student, ${few.toLocaleString('en')} hard labels: test error`, value: percent(hard.error) },
      { label: 'the same student, distilled', value: percent(distilled.error) },
      { label: 'its teacher', value: percent(teacherError) },
      { label: '3s recognized by a student that never saw one', value: percent(1 - blind.errorOnThrees) },
    ],
    text: [
      `A teacher (two hidden layers of 256) learns from ${count.toLocaleString('en')} digits. A student with a tenth of its parameters sees ${few.toLocaleString('en')} of them: once with their labels only, once with the teacher’s softened answers as well (T = ${temperature}). Initial weights, digits and number of steps are the same both times.`,
      `The third student learns only from the teacher’s answers, on ${(5 * few).toLocaleString('en')} digits without a single 3. Its knowledge of 3s comes from the teacher’s answers to other digits: they say how much each of these looks like a 3. Without those answers it would recognize none.`,
    ],
    figures: [
      figure(
        plot(
          [hard, distilled].map(({ name, curve }) => ({ name, points: curve })),
          { x: 'step', y: 'test error (%)', logarithmic: true },
        ),
        'Error on 10,000 test digits during the students’ training.',
      ),
      table(
        ['student', 'digits', 'test error', 'error on 3s'],
        [hard, distilled, blind].map(({ name, examples, error, errorOnThrees }) => [
          name,
          examples.toLocaleString('en'),
          percent(error),
          percent(errorOnThrees),
        ]),
        'Error on 10,000 test digits, and on the 3s among them.',
      ),
      pictures(shown, `The teacher’s three most likely classes for test digits, softened with T = ${temperature}.`, {
        pixelated: true,
      }),
    ],
  };
};

/** The first digits whose label is wanted, at most `count` of them. */
async function select({ images, labels }: Digits, count: number, wanted: (label: number) => boolean): Promise<Digits> {
  const all = Array.from(await labels.data());
  const indices = [...all.keys()].filter((index) => wanted(all[index])).slice(0, count);
  return { images: tf.gather(images, indices), labels: tf.gather(labels, indices) };
}

/** Some test digits with the teacher's answers to them. */
async function softTargets(logits: (images: tf.Tensor4D) => tf.Tensor2D, { images }: Digits) {
  const first = tf.slice(images, 0, 8);
  const targets = tf.tidy(() => softmaxWithTemperature(logits(first), { temperature }) as tf.Tensor2D);
  const [pictures, probabilities] = await Promise.all([
    Promise.all(tf.unstack(first).map(async (image) => [await png(image as tf.Tensor3D), image] as const)),
    targets.array(),
  ]);
  tf.dispose([first, targets, pictures.map(([, image]) => image)]);
  return pictures.map(([src], index) => {
    const likeliest = [...probabilities[index].entries()].sort((a, b) => b[1] - a[1]).slice(0, 3);
    const label = likeliest.map(([digit, probability]) => `${digit}: ${percent(probability, 0)}`).join('<br>');
    return { src, label, width: 84 };
  });
}

export default example;
