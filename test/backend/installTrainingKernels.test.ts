import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { installTrainingKernels } from '../../src/backend';
import { expectArgumentError } from '../support/expectArgumentError';

for (const name of ['cpu', 'no-such', 'toString']) {
  test(`installTrainingKernels('${name}') changes nothing: the backend has no training kernels`, () => {
    const before = tf.getKernelsForBackend(name).length;
    installTrainingKernels(name);
    expect(tf.getKernelsForBackend(name).length).toBe(before);
  });
}

test('installTrainingKernels rejects a name that is not a string', () => {
  expectArgumentError(
    () => installTrainingKernels(1 as never),
    'installTrainingKernels: no backend to install for; expected the name of a backend; got 1',
  );
});

test('installTrainingKernels installs for wasm once its package is imported, and throws before', () => {
  if (tf.findBackendFactory('wasm')) {
    installTrainingKernels('wasm');
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined();
  } else {
    expectArgumentError(
      () => installTrainingKernels('wasm'),
      'installTrainingKernels: the backend is not registered; expected its package to be imported first; got wasm',
    );
  }
});
