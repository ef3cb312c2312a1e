import * as tf from '@tensorflow/tfjs-core';
import { describe, test } from 'vitest';
import {
  distillationLoss,
  ensembleLogits,
  logitMatchingLoss,
  logSoftmaxWithTemperature,
  softmaxWithTemperature,
} from '../../src/distillation';
import { expectArgumentError } from '../support/expectArgumentError';
import { testEmptyInput } from '../support/testEmptyInput';

const none = { reduction: 'none' } as const;
const pair = [
  [0, 3],
  [0, 3],
];

describe('an empty batch', () => {
  const ids = () => tf.zeros([0], 'int32') as tf.Tensor1D;
  testEmptyInput('distillationLoss, reduction: mean', (s, t) => distillationLoss(s, t), pair, { shape: [] });
  testEmptyInput('distillationLoss, reduction: none', (s, t) => distillationLoss(s, t, none), pair, { shape: [0] });
  testEmptyInput(
    'distillationLoss with class ids',
    (s, t) => tf.tidy(() => distillationLoss(s, t, { labels: ids() })),
    pair,
    { shape: [] },
  );
  testEmptyInput(
    'distillationLoss with probabilities',
    (s, t, labels) => distillationLoss(s, t, { labels, ...none }),
    [...pair, [0, 3]],
    { shape: [0] },
  );
  const [noPosition, noWeight] = [
    [2, 0, 3],
    [2, 0],
  ];
  testEmptyInput('distillationLoss, no position', (s, t) => distillationLoss(s, t, none), [noPosition, noPosition], {
    shape: [2],
  });
  testEmptyInput(
    'distillationLoss, no position to weight',
    (s, t, weights) => distillationLoss(s, t, { weights, ...none }),
    [noPosition, noPosition, noWeight],
    { shape: [2] },
  );
  testEmptyInput('logitMatchingLoss, reduction: mean', (s, t) => logitMatchingLoss(s, t), pair, { shape: [] });
  testEmptyInput('logitMatchingLoss, reduction: none', (s, t) => logitMatchingLoss(s, t, none), pair, { shape: [0] });
  testEmptyInput(
    'logitMatchingLoss, no position to weight',
    (s, t, weights) => logitMatchingLoss(s, t, { weights, ...none }),
    [noPosition, noPosition, noWeight],
    { shape: [2] },
  );
  for (const mean of ['arithmetic', 'geometric'] as const) {
    testEmptyInput(`ensembleLogits, mean: '${mean}'`, (a, b) => ensembleLogits([a, b], { mean }), pair, {
      shape: [0, 3],
    });
  }
  for (const softmax of [softmaxWithTemperature, logSoftmaxWithTemperature]) {
    testEmptyInput(softmax.name, (x) => softmax(x), [[0, 3]], { shape: [0, 3] });
    testEmptyInput(`${softmax.name} along the empty axis`, (x) => softmax(x, { axis: 0 }), [[0, 3]], { shape: [0, 3] });
  }
});

test('logits without classes are refused', () => {
  expectArgumentError(
    () => distillationLoss([[], []], [[], []]),
    'distillationLoss: studentLogits has no classes; expected at least 1 on the last axis; got shape [2, 0]',
  );
  expectArgumentError(
    () => logitMatchingLoss([], []),
    'logitMatchingLoss: studentLogits has no classes; expected at least 1 on the last axis; got shape [0]',
  );
});
