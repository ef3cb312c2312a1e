import * as tf from '@tensorflow/tfjs-core';
import * as distillation from '../../../../src/distillation';
import type { Target } from '../../Target';
import { LEAST_SUM } from '../kernels';
import { alike, distributions, logits } from './draws';

export const distillationTargets: Target[] = [
  {
    name: 'softmaxWithTemperature',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
    call: (x, temperature) => distillation.softmaxWithTemperature(x, { temperature }),
    draw: (r) => [logits(r), r.pick(0.5, 1, 4)],
  },
  {
    name: 'logSoftmaxWithTemperature',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
    call: (x, temperature) => distillation.logSoftmaxWithTemperature(x, { temperature }),
    draw: (r) => [logits(r), r.pick(0.5, 1, 4)],
  },
  {
    name: 'distillationLoss',
    call: (student, teacher, options) => distillation.distillationLoss(student, teacher, options),
    draw: (r) => {
      const student = logits(r);
      return [
        student,
        alike(r, student),
        { temperature: r.pick(0.5, 1, 4), divergence: r.pick('forward', 'reverse', 'jensenShannon') },
      ];
    },
  },
  {
    name: 'distillationLoss with labels',
    call: (student, teacher, labels) => distillation.distillationLoss(student, teacher, { labels }),
    draw: (r) => {
      const [batch, classes] = [r.integer(1, 5), r.integer(1, 7)];
      const student = r.floats([batch, classes], { low: -8, high: 8 });
      return [student, alike(r, student), r.integers([batch], -1, classes - 1)];
    },
  },
  {
    name: 'logitMatchingLoss',
    call: (student, teacher) => distillation.logitMatchingLoss(student, teacher),
    draw: (r) => {
      const student = r.floats(r.shape(r.integer(2, 4)), { low: -8, high: 8 });
      return [student, alike(r, student)];
    },
  },
  {
    name: 'topKDistillationLoss',
    call: (student, teacher, k, options) =>
      distillation.topKDistillationLoss(student, distillation.keepTopK(teacher, k), options),
    draw: (r) => {
      const student = logits(r);
      const k = r.integer(1, student.shape.at(-1)!);
      const divergence = r.pick('forward', 'reverse', 'jensenShannon');
      return [student, alike(r, student), k, { temperature: r.pick(0.5, 1, 4), divergence }];
    },
  },
  {
    name: 'keepTopK',
    least: LEAST_SUM, // the remainder is the logarithm of a sum near 1
    call: (teacher, k) => {
      const { logits: kept, remainder } = distillation.keepTopK(teacher, k);
      return [kept, remainder];
    },
    draw: (r) => {
      const teacher = logits(r);
      return [teacher, r.integer(1, teacher.shape.at(-1)!)];
    },
  },
  {
    name: 'ensembleLogits',
    least: LEAST_SUM, // the gradient is a difference of larger numbers
    call: (members, mean) => distillation.ensembleLogits(members, { mean }),
    draw: (r) => {
      const first = logits(r);
      return [
        [first, ...Array.from({ length: r.integer(0, 2) }, () => alike(r, first))],
        r.pick('arithmetic', 'geometric'),
      ];
    },
  },
  {
    name: 'perturbLogits',
    call: (x, options) => distillation.perturbLogits(x, options),
    draw: (r) => [logits(r), { stddev: r.pick(0, 0.5), probability: r.pick(0, 0.5, 1), seed: r.integer(0, 99) }],
  },
  {
    name: 'recalibrateBias',
    call: (x, classes, shift) => distillation.recalibrateBias(x, classes, shift),
    draw: (r) => {
      const x = logits(r);
      return [x, [r.integer(0, x.shape.at(-1)! - 1)], r.real(-2, 2)];
    },
  },
  {
    name: 'dustbinLabels',
    call: (labels, classes) => distillation.dustbinLabels(labels, classes),
    draw: (r) => [r.integers(r.shape(r.integer(0, 3)), -1, 6), r.permutation(6).slice(0, r.integer(1, 5))],
  },
  {
    name: 'munge',
    // An array, since WebGPU cannot read a tensor synchronously.
    call: async (data, options) => distillation.munge(await data.array(), options),
    draw: (r) => [
      r.floats(r.shape(2, 6)),
      {
        multiplier: r.integer(1, 2),
        localVariance: r.pick(0.5, 1, 4),
        nominal: r.chance(0.3) ? [0] : [],
        seed: r.integer(0, 99),
      },
    ],
    isAsync: true,
  },
  {
    name: 'specialistClasses',
    call: async (probabilities, count) => {
      const lists = await distillation.specialistClasses(probabilities, { count, seed: 1 });
      return lists.map((list) => tf.tensor1d(list));
    },
    draw: (r) => {
      const classes = r.integer(1, 6);
      return [distributions(r, r.integer(1, 6), classes), r.integer(1, classes)];
    },
    isAsync: true,
  },
  {
    name: 'combineSpecialists',
    call: (generalist, specialists, options) => distillation.combineSpecialists(generalist, specialists, options),
    draw: (r) => {
      const [batch, classes] = [r.integer(1, 3), r.integer(2, 5)];
      const specialists = Array.from({ length: r.integer(0, 3) }, () => {
        const own = r.permutation(classes).slice(0, r.integer(1, classes));
        return { probabilities: distributions(r, batch, own.length + 1), classes: own };
      });
      return [distributions(r, batch, classes), specialists, { direction: r.pick('forward', 'reverse') }];
    },
    isAsync: true,
  },
  {
    name: 'teacherLogits',
    least: LEAST_SUM,
    call: async (examples, weights, k) => {
      const result = await distillation.teacherLogits((x) => tf.matMul(x as tf.Tensor2D, weights), examples, {
        batchSize: 2,
        k,
      });
      return result instanceof tf.Tensor ? result : Object.values(result);
    },
    draw: (r) => {
      const [features, classes] = [r.integer(1, 4), r.integer(1, 4)];
      return [
        r.floats([r.integer(1, 5), features], { tame: true }),
        r.floats([features, classes], { tame: true }),
        r.chance(0.5) ? undefined : r.integer(1, classes),
      ];
    },
    isAsync: true,
  },
];
