import * as tf from '@tensorflow/tfjs-core';
import {
  calibrateAccuracy,
  forestClassifier,
  pixelClassifier,
  type ReverseClassifier,
  registrationClassifier,
} from 'diffblocks/rca';
import { choose, type Example } from '../support/example';
import { plot } from '../support/plot';
import { png } from '../support/png';
import { figure, fixed, percent, pictures, table } from '../support/report';
import { damaged } from './damaged';
import { calibrated, predictDice } from './predictQuality';
import { digitCases, hippocampusCases, type SegmentedCase } from './segmentedCases';
import { meanDice, segmentations } from './segmenter';

/** One segmentation of a test image, and its quality. */
interface Trial {
  /** The index of the test image. */
  subject: number;
  labels: tf.Tensor2D;
  real: number;
}

/** Gives every reference the unchanged segmentation of the test image: the baseline without registration. */
const unmoved: ReverseClassifier = {
  fit: ({ segmentation }) => {
    const labels = tf.clone(segmentation);
    return { segment: () => tf.clone(labels), dispose: () => labels.dispose() };
  },
};

const classifiers: Record<string, ReverseClassifier> = {
  'no registration': unmoved,
  registration: registrationClassifier(),
  forest: forestClassifier({ trees: 15 }),
  'conv net': pixelClassifier({ iterations: 40 }),
};

const example: Example = async ({ length, data, progress }) => {
  const counts = choose(length, {
    short: { training: 2, tests: 3, references: [2] },
    normal: { training: 8, tests: 12, references: [8] },
    full: { training: 24, tests: 30, references: [8, 32] },
  });
  const most = Math.max(...counts.references);
  const total = counts.training + counts.tests + most;
  const cases = data ? await hippocampusCases(data, total) : await digitCases(total);
  const training = cases.slice(0, counts.training);
  const tests = cases.slice(counts.training, counts.training + counts.tests);
  const references = cases.slice(counts.training + counts.tests);
  const classes = 3;
  const trials = await makeTrials(training, tests, classes, (fraction) => progress(0.1 * fraction, 'segmenter'));

  const rows: Result[] = [];
  const jobs = counts.references.flatMap((count) => Object.keys(classifiers).map((name) => ({ count, name })));
  for (const [job, { count, name }] of jobs.entries()) {
    const started = performance.now();
    const predicted = await predictDice(
      trials.map(({ subject, labels }) => ({ image: tests[subject].image, segmentation: labels })),
      references.slice(0, count),
      { reverseClassifier: classifiers[name], classes },
      (step) => progress(0.1 + (0.9 * (job + step / trials.length)) / jobs.length, `${name}, ${count} references`),
    );
    rows.push({ name, count, seconds: (performance.now() - started) / 1000, ...evaluated(trials, predicted) });
  }
  const real = trials.map((trial) => trial.real);
  const best = rows.filter(({ name }) => name === 'registration').at(-1)!;
  const baseline = rows.filter(({ name }) => name === 'no registration').at(-1)!;
  const shown = await shownTrials(trials, tests, best.predicted);
  tf.dispose([trials.map(({ labels }) => labels), cases.flatMap(({ image, segmentation }) => [image, segmentation])]);

  return {
    title: 'Reverse classification accuracy: the quality of a segmentation without its truth',
    paper: 'Valindria et al. 2017',
    findings: [
      { label: 'correlation of predicted and real Dice', value: fixed(best.correlation, 3) },
      { label: 'without registration', value: fixed(baseline.correlation, 3) },
      { label: 'mean error of the calibrated prediction', value: fixed(best.calibratedError, 3) },
      { label: 'real scores inside their 90 % intervals', value: percent(best.coverage) },
    ],
    text: [
      `A second classifier learns only from the segmentation of one test image, as if that were the truth. It then segments ${most} references whose truth is known, and its best Dice there predicts the real Dice. There are ${trials.length} segmentations of ${tests.length} ${data ? 'MR slices of the hippocampus' : 'handwritten zeros; the classes are the stroke and its hole'}. A conv net made some of them, at several stages of its training; the others are true segmentations, distorted. Their real Dice ranges from ${fixed(Math.min(...real), 2)} to ${fixed(Math.max(...real), 2)}.`,
      'Calibration and intervals are always judged on images that they were not made from. The images form three groups, which take turns: one gives the line, one the interval, and one is judged.',
    ],
    figures: [
      pictures(
        shown,
        `Test images under some of their segmentations (class 1 orange, class 2 blue), from the worst to the best, with the real Dice and the Dice predicted by registration with ${most} references.`,
        { pixelated: true },
      ),
      table(
        [
          'reverse classifier',
          'references',
          'correlation',
          'error',
          'error, calibrated',
          'inside the 90 % interval',
          'half width',
          'seconds',
        ],
        rows.map((row) => [row.name, row.count, ...numbersOf(row), row.seconds.toFixed(1)]),
        'Correlation and mean absolute error of predicted and real Dice, before and after a linear calibration on other images; the share of real scores inside the conformal interval, and half the width of the interval.',
      ),
      figure(
        plot(
          rows
            .filter(({ count }) => count === most)
            .map(({ name, predicted }) => ({
              name,
              points: predicted.map((value, k) => [value, real[k]] as const),
              dots: true,
            })),
          { x: 'predicted Dice', y: 'real Dice', diagonal: true },
        ),
        'Each dot is a segmentation, before calibration.',
      ),
    ],
  };
};

const numbersOf = (row: Result) => [
  fixed(row.correlation, 3),
  fixed(row.error, 3),
  fixed(row.calibratedError, 3),
  percent(row.coverage),
  fixed(row.halfWidth, 3),
];

async function makeTrials(
  training: SegmentedCase[],
  tests: SegmentedCase[],
  classes: number,
  progress: (fraction: number) => Promise<void>,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  const checkpoints = await segmentations(training, tests, classes, progress);
  for (const [subject, { segmentation }] of tests.entries()) {
    const bent = [0.05, 0.15, 0.3].map((amount, k) => damaged(segmentation, amount, 10 * subject + k));
    for (const labels of [...checkpoints[subject], ...bent]) {
      trials.push({ subject, labels, real: await meanDice(labels, segmentation, classes) });
    }
  }
  return trials;
}

/** Pictures of eight trials, evenly spaced in the order of their quality. */
async function shownTrials(trials: Trial[], tests: SegmentedCase[], predicted: number[]) {
  const order = [...trials.keys()].sort((a, b) => trials[a].real - trials[b].real);
  const count = Math.min(8, order.length);
  const chosen = Array.from({ length: count }, (_, k) => order[Math.round((k * (order.length - 1)) / (count - 1))]);
  return Promise.all(
    chosen.map(async (k) => {
      const { subject, labels, real } = trials[k];
      const image = overlaid(tests[subject].image, labels);
      const src = await png(image);
      image.dispose();
      return { src, label: `real ${fixed(real, 2)}<br>predicted ${fixed(predicted[k], 2)}`, width: 112 };
    }),
  );
}

const colours = [[0, 0, 0], [1, 0.55, 0.1], [0.2, 0.55, 1]]; // biome-ignore format: one for each class

/** An image under the colours of the classes. */
const overlaid = (image: tf.Tensor3D, labels: tf.Tensor2D): tf.Tensor3D =>
  tf.tidy(() => tf.mul(0.5, tf.add(image, tf.gather(colours, labels))));

interface Judged {
  predicted: number[];
  correlation: number;
  error: number;
  calibratedError: number;
  coverage: number;
  halfWidth: number;
}

interface Result extends Judged {
  name: string;
  count: number;
  seconds: number;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Judges each third of the images in turn, by a line from another third and an interval from the last. */
function evaluated(trials: Trial[], predicted: number[]): Judged {
  const real = trials.map((trial) => trial.real);
  const errors: number[] = [];
  const covered: number[] = [];
  const halfWidths: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const [fitting, spare, judged] = [0, 1, 2].map((group) =>
      [...trials.keys()].filter((k) => (trials[k].subject + turn) % 3 === group),
    );
    const known = (indices: number[]) => ({
      predicted: indices.map((k) => predicted[k]),
      real: indices.map((k) => real[k]),
    });
    const { halfWidth, judge } = calibrated(known(fitting), known(spare));
    halfWidths.push(halfWidth);
    for (const k of judged) {
      const { score, range } = judge(predicted[k]);
      errors.push(Math.abs(score - real[k]));
      covered.push(Number(range[0] <= real[k] && real[k] <= range[1]));
    }
  }
  return {
    predicted,
    correlation: calibrateAccuracy(predicted, real).correlation,
    error: mean(predicted.map((value, k) => Math.abs(value - real[k]))),
    calibratedError: mean(errors),
    coverage: mean(covered),
    halfWidth: mean(halfWidths),
  };
}

export default example;
