import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectArgumentError } from '../support/expectArgumentError';

test('a backend that has no training kernels, or nobody has, is left alone', () => {
  for (const name of ['cpu', 'no-such', 'toString']) {
    const before = tf.getKernelsForBackend(name).length;
    installTrainingKernels(name);
    expect(tf.getKernelsForBackend(name).length).toBe(before);
  }
});

test('what is no name is refused', () => {
  expectArgumentError(
    () => installTrainingKernels(1 as never),
    'installTrainingKernels: no backend to install for; expected the name of a backend; got 1',
  );
});

test('WASM gets its kernels once its package has been imported, and an error before', () => {
  if (tf.findBackendFactory('wasm')) {
    installTrainingKernels('wasm');
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  } else {
    expectArgumentError(
      () => installTrainingKernels('wasm'),
      'installTrainingKernels: the backend is not registered; expected its package imported first; got wasm',
    );
  }
});
