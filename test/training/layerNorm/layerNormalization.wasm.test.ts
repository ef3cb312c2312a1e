import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { installTrainingKernels } from '../../../src/backend';
import { expectNoLeak, expectTensorsClose, gradcheck, seededTensor } from '../../../src/testing';
import { layerNorm } from '../../../src/training/layerNorm/layerNorm';
import { onGuardedHeap } from '../../support/guardedHeap';
import { valuesOn } from '../../support/valuesOn';
import { withContext } from '../../support/withContext';

type Settings = Parameters<typeof layers.layerNormalization>[0];

const cases: [number[], Settings?][] = [
  ...[1, 2, 3, 4, 7, 8, 63, 65, 130, 1030].map((features): [number[]] => [[5, features]]),
  [[130, 9]],
  [[257, 68]],
  [[1, 6]],
  [[3, 4, 5], { epsilon: 1e-5 }],
  [[2, 3, 2, 5], { scale: false }],
  [[2, 3, 4], { center: false }],
  [[4, 6], { scale: false, center: false }],
  [[2, 3, 4], { axis: [1, 2] }],
  [[2, 3, 4], { axis: [-1] }],
  [[2, 3, 4], { axis: 1 }],
  [[2, 3, 4], { axis: [2, 1] }],
];

const describeCase = ([shape, settings]: (typeof cases)[number]) =>
  `layerNormalization of [${shape}], ${JSON.stringify(settings ?? {})}`;

/**
 * The result, then the gradients of x and of the weights, as one list of numbers. `complete` replaces a missing scale
 * or offset by ones or zeros, because stock has no gradient without them.
 */
function resultsOf([shape, settings]: (typeof cases)[number], complete = false): tf.Tensor {
  return tf.tidy(() => {
    const x = seededTensor(shape, { seed: 1, low: -2, high: 3 });
    const layer = layers.layerNormalization({ ...settings, ...(complete && { scale: true, center: true }) });
    layer.apply(x);
    const weights: tf.Variable[] = [];
    for (const w of layer.weights) {
      const isGiven = settings?.[w.originalName.endsWith('gamma') ? 'scale' : 'center'] ?? true;
      if (!isGiven) continue;
      w.write(seededTensor(w.shape as number[], { seed: 2 + weights.length, low: 0.5 }));
      weights.push(w.read() as tf.Variable);
    }
    const dy = seededTensor(shape, { seed: 4 });
    const { value, grads } = tf.engine().gradients(() => layer.apply(x) as tf.Tensor, [x, ...weights], dy, true);
    const all = tf.concat([value, ...grads].map((result) => tf.reshape(result, [-1])));
    layer.dispose();
    return all;
  });
}

const kernelsOf = async (f: () => tf.Tensor) => (await tf.profile(f)).kernels.map(({ name }) => name);

const forward = (settings?: Settings) => {
  const layer = layers.layerNormalization(settings);
  return () => layer.apply(tf.ones([2, 3, 4])) as tf.Tensor;
};

test('stock repeats the mean and the variance to the size of the input', async () => {
  expect(await kernelsOf(forward())).toEqual(expect.arrayContaining([tf.Tile, tf.FusedBatchNorm]));
});

describe('with the training kernels', () => {
  beforeAll(() => installTrainingKernels());

  for (const one of cases) {
    test(`${describeCase(one)} and its gradients are those of cpu, among garbage too`, async () => {
      const onCpu = await valuesOn('cpu', () => resultsOf(one, true));
      for (const garbage of [0xff, 0x47])
        await onGuardedHeap(garbage, () => expectTensorsClose(resultsOf(one), onCpu, { rtol: 2e-5, atol: 2e-5 }));
    });
  }

  test('it runs one kernel, and stock where axes are not the last ones or the backend is another one', async () => {
    expect(await kernelsOf(forward())).toContain('DiffblocksLayerNorm');
    expect(await kernelsOf(forward())).not.toContain(tf.Tile);
    for (const axis of [1, [2, 1]]) expect(await kernelsOf(forward({ axis }))).toContain(tf.FusedBatchNorm);
    const active = tf.getBackend();
    await tf.setBackend('cpu');
    expect(await kernelsOf(forward())).toContain(tf.FusedBatchNorm);
    await tf.setBackend(active);
  });

  test('a second installation changes nothing', async () => {
    const { call } = layers.layerNormalization();
    installTrainingKernels();
    expect(layers.layerNormalization().call).toBe(call);
  });

  test('first and second gradients are those of differences', async () => {
    const inputs = [seededTensor([3, 5], { seed: 1 }), seededTensor([5], { seed: 2 }), seededTensor([5], { seed: 3 })];
    const dy = seededTensor([3, 5], { seed: 4 });
    const f = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) =>
      tf.sum(tf.mul(layerNorm(x, scale, offset, 0.1), dy));
    await gradcheck(f as Parameters<typeof gradcheck>[0], inputs);
    const squares = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) => {
      const gradients = tf.grads(f as (...tensors: tf.Tensor[]) => tf.Tensor)([x, scale, offset]);
      return tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))));
    };
    await gradcheck(squares as Parameters<typeof gradcheck>[0], inputs);
  });

  test('rows far from 0 keep their digits, NaN and infinity stay in their row', async () => {
    const x = tf.tensor2d([10001, 10002, 10003, 1, 2, Number.NaN, 1, 2, Number.POSITIVE_INFINITY, 1, 2, 3], [4, 3]);
    const y = layerNorm(x, tf.ones([3]), tf.zeros([3]), 0);
    const row = [-1.2247449, 0, 1.2247449];
    const nan = Array(6).fill(Number.NaN);
    await expectTensorsClose(y, { shape: [4, 3], values: [...row, ...nan, ...row] }, { rtol: 1e-6, atol: 1e-6 });
  });

  test('no rows and no features', async () => {
    for (const [shape, settings] of [[[0, 3]], [[2, 0]], [[0, 0, 4]]] as [number[], Settings?][])
      await withContext(`[${shape}]`, async () => {
        const layer = layers.layerNormalization(settings);
        const y = layer.apply(tf.zeros(shape)) as tf.Tensor;
        expect(y.shape).toEqual(shape);
        const gradient = tf.grad((x) => tf.sum(layer.apply(x) as tf.Tensor))(tf.zeros(shape));
        expect(gradient.shape).toEqual(shape);
      });
  });

  test('calls and gradients leak nothing', async () => {
    const layer = layers.layerNormalization();
    const x = seededTensor([3, 4], { seed: 1 });
    layer.apply(x);
    await expectNoLeak(() => {
      const { value, grads } = tf.valueAndGrads((a: tf.Tensor) => tf.sum(layer.apply(a) as tf.Tensor))([x]);
      return [value, ...grads];
    });
  });
});
