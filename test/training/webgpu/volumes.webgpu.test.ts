import * as tf from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { type GradientCase, testGradients } from '../testGradients';

beforeAll(() => installTrainingKernels());

const cases: GradientCase[] = [
  ['maxPool3d', (x) => tf.maxPool3d(x, [2, 1, 3], [1, 1, 2], 'same'), [1, 3, 2, 4, 2]],
  ['avgPool3d', (x) => tf.avgPool3d(x, 2, [1, 2, 1], 'same'), [1, 3, 4, 2, 1]],
  ['conv3d', (x, f) => tf.conv3d(x, f, 1, 'same'), [1, 2, 3, 2, 1], [2, 2, 1, 1, 2]],
  ['conv3d, strides that exceed the filter', (x, f) => tf.conv3d(x, f, 3, 'same'), [1, 4, 5, 4, 1], [2, 1, 1, 1, 2]],
  ['conv3d with dilations', (x, f) => tf.conv3d(x, f, 1, 'same', 'NDHWC', [1, 2, 3]), [1, 2, 3, 4, 1], [2, 2, 2, 1, 2]],
  ['conv3dTranspose', (x, f) => tf.conv3dTranspose(x, f, [1, 3, 2, 3, 1], 2, 'same'), [1, 2, 1, 2, 2], [1, 2, 2, 1, 2]],
  ['depthwiseConv2d', (x, f) => tf.depthwiseConv2d(x, f, 1, 'same'), [1, 3, 3, 2], [2, 2, 2, 2]],
];

testGradients(cases);
