import * as tf from '@tensorflow/tfjs-core';
import { recalibrateBias } from 'diffblocks/distillation';
import type { Example, Section } from '../support/example';
import { type Digits, digits } from '../support/mnist';
import type { Network } from '../support/network';
import { plot } from '../support/plot';
import { figure, fixed, table } from '../support/report';
import * as networks from './networks';

const { dropout, epochs, jitter, rates, temperature, batchSize } = networks;
const omitted = 3;

/** The experiment's nets, by name, with the paper's errors on 10,000 digits. */
const hinton = {
  teacher: '67',
  'student, distilled': '74',
  'student, distilled without a 3': '206, of them 133 on 3s',
  'student, labels only': '146',
} as const;
type Name = keyof typeof hinton;
/** The net that never sees a 3. */
const blind = 'student, distilled without a 3';

const epochsOf: Record<Name, number> = {
  teacher: epochs.teacher,
  'student, distilled': epochs.distilled,
  [blind]: epochs.distilled,
  'student, labels only': epochs.alone,
};

/** Errors on the 10,000 test digits and on the 3s among them. */
interface Errors {
  all: number;
  onOmitted: number;
}

export interface Result extends Errors {
  name: Name;
  epochs: number;
  /** The errors by the number added to the logit of 3, of the student that never saw one. */
  shifted: [shift: number, errors: Errors][];
}

export const loadDigits = async () => ({
  known: await digits('train', { count: 60_000 }),
  test: await digits('test', { count: 10_000 }),
});

/** The MNIST experiment of Hinton et al. 2015, section 3, on all 70,000 digits. */
export const fullMnist: Example = async ({ progress }) => {
  const { known, test } = await loadDigits();
  const total = Object.values(epochsOf).reduce((sum, count) => sum + count, 0);
  const results: Result[] = [];
  let done = 0;
  const run = async (name: Name, network: Network, answers?: tf.Tensor2D) => {
    const passes = epochsOf[name];
    const soFar = results.map(({ name, all }) => `${name}: ${all} errors; `).join('');
    const onProgress = (fraction: number) => progress((done + passes * fraction) / total, `${soFar}${name}`);
    results.push(await trained(name, network, { known, test, answers }, { onProgress }));
    done += passes;
  };

  const teacher = networks.teacher();
  await run('teacher', teacher);
  const answers = await networks.logitsOf(teacher, known.images);
  teacher.dispose();
  for (const name of ['student, distilled', blind, 'student, labels only'] as const) {
    const student = networks.student();
    await run(name, student, answers);
    student.dispose();
  }
  tf.dispose([answers, { ...known }, { ...test }]);
  return section(results);
};

interface Data {
  known: Digits;
  test: Digits;
  /** The teacher's logits for the known digits. */
  answers?: tf.Tensor2D;
}

/** Trains one of the nets and counts its errors. */
export async function trained(name: Name, network: Network, data: Data, run: networks.Run): Promise<Result> {
  const { test } = data;
  const passes = await train(name, network, data, run);
  const logits = await networks.logitsOf(network, test.images);
  const shifted: Result['shifted'] = [];
  for (let shift = 0; shift <= (name === blind ? 10 : 0); shift += 0.25) {
    shifted.push([shift, await errorsOf(recalibrateBias(logits, [omitted], shift) as tf.Tensor2D, test.labels)]);
  }
  logits.dispose();
  return { name, epochs: passes, ...shifted[0][1], shifted };
}

/** Trains one of the nets, and returns the epochs. */
async function train(name: Name, network: Network, { known, answers }: Data, run: networks.Run): Promise<number> {
  if (name === 'teacher') return networks.trainTeacher(network, known, run);
  if (name === 'student, distilled') return networks.trainStudent(network, known, answers, run);
  if (name === 'student, labels only') return networks.trainStudent(network, known, undefined, run);
  const others = await indicesOf(known.labels, (label) => label !== omitted);
  const some = { images: tf.gather(known.images, others), labels: tf.gather(known.labels, others) };
  const theirs = tf.gather(answers!, others);
  const passes = await networks.trainStudent(network, some, theirs, run);
  tf.dispose([theirs, { ...some }]);
  return passes;
}

/** Counts the errors of logits, which it disposes of. */
async function errorsOf(logits: tf.Tensor2D, labels: tf.Tensor1D): Promise<Errors> {
  const chosen = tf.argMax(logits, 1);
  const [answers, truth] = await Promise.all([chosen.data(), labels.data()]);
  tf.dispose([chosen, logits]);
  const wrong = Array.from(truth).filter((label, index) => label !== answers[index]);
  return { all: wrong.length, onOmitted: wrong.filter((label) => label === omitted).length };
}

async function indicesOf(labels: tf.Tensor1D, wanted: (label: number) => boolean): Promise<number[]> {
  const all = Array.from(await labels.data());
  return [...all.keys()].filter((index) => wanted(all[index]));
}

/** The page's section from the results of all nets. */
export function section(results: readonly Result[]): Section {
  const rows: (Errors & { name: string; hinton: string })[] = results.map((result) => ({
    ...result,
    hinton: hinton[result.name],
  }));
  const { shifted } = results.find(({ name }) => name === blind)!;
  const [shift, best] = shifted.reduce((a, b) => (b[1].all < a[1].all ? b : a));
  const after = {
    ...best,
    name: `the same, its bias for 3 raised by ${fixed(shift, 2)}`,
    hinton: '109, of them 14 on 3s',
  };
  rows.splice(results.findIndex(({ name }) => name === blind) + 1, 0, after);
  const passes = (name: Name) => results.find((result) => result.name === name)!.epochs.toFixed(0);
  return {
    title: 'Distilling the knowledge in a neural network, on all of MNIST',
    paper: 'Hinton, Vinyals and Dean 2015, section 3',
    findings: rows.map(({ name, all, hinton }) => ({ label: `${name} (Hinton: ${hinton})`, value: `${all} errors` })),
    text: [
      `The teacher has two hidden layers of 1,200 units. It trains for ${passes('teacher')} epochs with dropout of ${dropout.hidden} in both, on digits shifted by up to ${jitter} pixels. The students have two hidden layers of 800 units and train on the unshifted digits, without regularization: for ${passes('student, distilled')} epochs with the teacher’s answers, for ${passes('student, labels only')} without them.`,
      `Distillation uses T = ${temperature}, with weights of 0.9 for the teacher’s answers and 0.1 for the labels. All networks train with Adam on batches of ${batchSize}, at a rate that falls from ${rates.teacher} to 0 as a cosine. As in the paper, the bias shift is the one that is best on the test digits.`,
    ],
    figures: [
      table(
        ['network', 'errors on 10,000 test digits', `errors on ${omitted}s`, 'Hinton et al.'],
        rows.map(({ name, all, onOmitted, hinton }) => [name, all, onOmitted, hinton]),
        'Test errors.',
      ),
      figure(
        plot(
          [
            { name: 'all digits', points: shifted.map(([shift, { all }]) => [shift, all]) },
            { name: '3s', points: shifted.map(([shift, { onOmitted }]) => [shift, onOmitted]) },
          ],
          { x: 'added to the bias for 3', y: 'errors' },
        ),
        'The student that never saw a 3: test errors as its bias for that class is raised.',
      ),
    ],
  };
}
