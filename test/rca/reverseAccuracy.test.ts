import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { type Classifier, reverseAccuracy } from '../../src/rca';
import { expectTensorsClose } from '../../src/testing';
import fixture from '../fixtures/reverseAccuracy.json';
import { expectArgumentRejection } from '../support/expectArgumentError';
import { watchTensors } from '../support/watchTensors';
import { nearestCentroid } from './nearestCentroid';

const expectNoTensorLeft = watchTensors();

/** The class of the nearest known number, in plain JavaScript. */
const nearestExample: Classifier = {
  fit: async ({ features, labels }) => {
    const [known, classes] = await Promise.all([features.data(), labels.data()]);
    const nearest = (x: number) =>
      Array.from(known.keys()).reduce((best, i) => (Math.abs(known[i] - x) < Math.abs(known[best] - x) ? i : best));
    return { predict: async (queries) => Array.from(await queries.data(), (x) => classes[nearest(x)]) };
  },
};

test('has fixture cases', () => expect(fixture.cases.length).toBe(3));

for (const { name, classes, inputs, score, pseudoLabels } of fixture.cases) {
  test(`equals scikit-learn's nearest centroid: ${name}`, async () => {
    const decode = ({ values, shape, dtype }: { values: number[]; shape: number[]; dtype: 'float32' | 'int32' }) =>
      tf.tensor(values, shape, dtype);
    const data = {
      features: decode(inputs.features),
      labels: decode(inputs.labels) as tf.Tensor1D,
      unlabelled: decode(inputs.unlabelled),
    };
    const classifier = nearestCentroid(classes);
    const result = await reverseAccuracy(classifier, data);
    await expectTensorsClose(result.pseudoLabels, pseudoLabels);
    expect(result.score).toBeCloseTo(score, 12);
    expect(result.pseudoLabels.dtype).toBe('int32');
    expect(classifier.disposed).toBe(2);
    tf.dispose([data, result.pseudoLabels]);
    expectNoTensorLeft();
  });
}

test('computed by hand: centroids 1 and 5, then 2 and 8', async () => {
  // The centroids of the labelled are (0 + 2)/2 = 1 and (4 + 6)/2 = 5, so 2 gets class 0, and 7 and 9 get class 1.
  // In reverse they are 2 and (7 + 9)/2 = 8. Their boundary 5 puts the labelled 4 into class 0, wrongly: three of four.
  const { score, pseudoLabels } = await reverseAccuracy(nearestCentroid(2), {
    features: [[0], [2], [4], [6]],
    labels: [0, 0, 1, 1],
    unlabelled: [[2], [7], [9]],
  });
  expect(score).toBe(0.75);
  expect(Array.from(await pseudoLabels.data())).toEqual([0, 1, 1]);
  pseudoLabels.dispose();
  expectNoTensorLeft();
});

test('computed by hand: unlabelled examples of one class teach one class', async () => {
  const { score, pseudoLabels } = await reverseAccuracy(nearestCentroid(2), {
    features: [[0], [2], [4], [6], [8]],
    labels: [0, 0, 1, 1, 1],
    unlabelled: [[9]],
  });
  expect(score).toBeCloseTo(3 / 5, 12);
  pseudoLabels.dispose();
  expectNoTensorLeft();
});

test('a classifier in plain JavaScript: the example of the documentation', async () => {
  const { score, pseudoLabels } = await reverseAccuracy(nearestExample, {
    features: [0, 1, 5, 6],
    labels: [0, 0, 1, 1],
    unlabelled: [2, 2.5, 7],
  });
  expect(score).toBe(1);
  expect(Array.from(await pseudoLabels.data())).toEqual([0, 0, 1]);
  pseudoLabels.dispose();
  expectNoTensorLeft();
});

test('integer and image examples keep their shape', async () => {
  const shapes: number[][] = [];
  const always: Classifier = {
    fit: ({ features, labels }) => {
      shapes.push(features.shape, labels.shape);
      return { predict: (queries) => tf.zeros([queries.shape[0]], 'int32') };
    },
  };
  const data = {
    features: tf.zeros([3, 5, 1, 2], 'int32'),
    labels: tf.tensor1d([0, 1, 0], 'int32'),
    unlabelled: tf.zeros([1, 5, 1, 2]),
  };
  const { score, pseudoLabels } = await reverseAccuracy(always, data);
  expect(score).toBeCloseTo(2 / 3, 12);
  expect(shapes).toEqual([[3, 5, 1, 2], [3], [1, 5, 1, 2], [1]]);
  tf.dispose([data, pseudoLabels]);
  expectNoTensorLeft();
});

test('reports its four steps, and an abort ends it between two', async () => {
  const data = { features: [0, 1], labels: [0, 1], unlabelled: [0] };
  const steps: number[] = [];
  const controller = new AbortController();
  const whole = await reverseAccuracy(nearestExample, data, { onProgress: ({ step }) => steps.push(step) });
  whole.pseudoLabels.dispose();
  expect(steps).toEqual([1, 2, 3, 4]);
  const onProgress = ({ step, total }: { step: number; total: number }) => step === total - 1 && controller.abort();
  await expect(reverseAccuracy(nearestExample, data, { onProgress, signal: controller.signal })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
  await expect(reverseAccuracy(nearestExample, data, { signal: controller.signal })).rejects.toBe(
    controller.signal.reason,
  );
  expectNoTensorLeft();
});

test('does not dispose a tensor of the caller that a classifier returns', async () => {
  const data = {
    features: tf.tensor2d([[0], [1]]),
    labels: tf.tensor1d([0, 1], 'int32'),
    unlabelled: tf.tensor2d([[0], [1]]),
  };
  const { score, pseudoLabels } = await reverseAccuracy({ fit: ({ labels }) => ({ predict: () => labels }) }, data);
  expect(score).toBe(1);
  expect(Array.from(await pseudoLabels.data())).toEqual([0, 1]);
  expect(Object.values(data).map(({ isDisposed }) => isDisposed)).toEqual([false, false, false]);
  tf.dispose([data, pseudoLabels]);
  expectNoTensorLeft();
});

test('the caller may dispose its tensors while a classifier learns', async () => {
  const data = { features: tf.tensor1d([0, 1]), labels: tf.tensor1d([0, 1], 'int32'), unlabelled: tf.tensor1d([0, 1]) };
  const disposing: Classifier = {
    fit: (examples) => {
      tf.dispose(data);
      return nearestExample.fit(examples);
    },
  };
  const { score, pseudoLabels } = await reverseAccuracy(disposing, data);
  expect(score).toBe(1);
  pseudoLabels.dispose();
  expectNoTensorLeft();
});

test('a surrounding tf.tidy disposes none of its tensors', async () => {
  const started = (features: () => tf.TensorLike | tf.Tensor) => {
    let result: ReturnType<typeof reverseAccuracy> | undefined;
    tf.tidy(() => {
      result = reverseAccuracy(nearestExample, { features: features(), labels: [0, 1], unlabelled: [0, 1] });
      return [];
    });
    return result!;
  };
  const { score, pseudoLabels } = await started(() => [0, 1]);
  expect(score).toBe(1);
  pseudoLabels.dispose();
  await expect(started(() => tf.tensor1d([0, 1]))).rejects.toThrow(
    /^reverseAccuracy: features has been disposed; expected a tensor in use; got /,
  );
  expectNoTensorLeft();
});

test('yields to the event loop, so that a timer can abort it', async () => {
  const controller = new AbortController();
  const synchronous: Classifier = { fit: () => ({ predict: (queries) => Array(queries.shape[0]).fill(0) }) };
  const data = { features: [0, 1], labels: [0, 1], unlabelled: [0] };
  const steps: number[] = [];
  const call = reverseAccuracy(synchronous, data, {
    onProgress: ({ step }) => {
      steps.push(step);
      if (step === 1) setTimeout(() => controller.abort(), 0);
      const until = performance.now() + 5;
      while (performance.now() < until);
    },
    signal: controller.signal,
  });
  await expect(call).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(steps.length).toBeLessThan(4);
  expectNoTensorLeft();
});

test('a classifier that fails leaves nothing behind', async () => {
  let disposed = 0;
  const failing: Classifier = {
    fit: () => ({
      predict: () => Promise.reject(new Error('no prediction')),
      dispose: () => {
        disposed++;
      },
    }),
  };
  const call = reverseAccuracy(failing, { features: [1], labels: [0], unlabelled: [1] });
  await expect(call).rejects.toThrow('no prediction');
  expect(disposed).toBe(1);
  expectNoTensorLeft();
});

const errors: [string, () => Promise<unknown>, string][] = [
  [
    'a classifier without fit',
    () => reverseAccuracy({} as Classifier, { features: [1], labels: [0], unlabelled: [1] }),
    'reverseAccuracy: the classifier has no fit; expected {fit}; got [object Object]',
  ],
  [
    'no data',
    () => reverseAccuracy(nearestExample, undefined as never),
    'reverseAccuracy: no data; expected {features, labels, unlabelled}; got undefined',
  ],
  [
    'a fit that gives nothing to predict with',
    () => reverseAccuracy({ fit: () => undefined as never }, { features: [1], labels: [0], unlabelled: [1] }),
    'reverseAccuracy: predict is not a function; expected a function; got undefined',
  ],
  [
    'an onProgress that cannot be called',
    () =>
      reverseAccuracy(nearestExample, { features: [1], labels: [0], unlabelled: [1] }, { onProgress: 'log' as never }),
    "reverseAccuracy: onProgress is not a function; expected a function; got 'log'",
  ],
  [
    'too few labels',
    () => reverseAccuracy(nearestExample, { features: [1, 2], labels: [0], unlabelled: [1] }),
    'reverseAccuracy: labels has the wrong shape; expected [2]; got [1]',
  ],
  [
    'labels that are not integers, in a typed array',
    () => reverseAccuracy(nearestExample, { features: [1], labels: new Float32Array([0.5]), unlabelled: [1] }),
    'reverseAccuracy: labels has a value that is not an integer; expected 32-bit integers; got 0.5',
  ],
  [
    'labels that are not integers',
    () => reverseAccuracy(nearestExample, { features: [1], labels: [0.7], unlabelled: [1] }),
    'reverseAccuracy: labels has a value that is not an integer; expected 32-bit integers; got 0.7',
  ],
  [
    'predictions that are not integers',
    () => reverseAccuracy({ fit: () => ({ predict: () => [0.5] }) }, { features: [1], labels: [0], unlabelled: [1] }),
    'reverseAccuracy: predictions has a value that is not an integer; expected 32-bit integers; got 0.5',
  ],
  [
    'onProgress',
    () => reverseAccuracy(nearestExample, { features: [1], labels: [0], unlabelled: [1] }, { onProgress: 1 as never }),
    'reverseAccuracy: onProgress is not a function; expected a function; got 1',
  ],
  [
    'signal',
    () =>
      reverseAccuracy(
        nearestExample,
        { features: [1], labels: [0], unlabelled: [1] },
        { signal: new AbortController() as never },
      ),
    'reverseAccuracy: signal is of the wrong kind; expected an AbortSignal; got [object AbortController]',
  ],
  [
    'unlabelled examples of another shape',
    () => reverseAccuracy(nearestExample, { features: [[1, 2]], labels: [0], unlabelled: [[1]] }),
    'reverseAccuracy: unlabelled has the wrong shape; expected [*, 2]; got [1, 1]',
  ],
  [
    'no example axis',
    () => reverseAccuracy(nearestExample, { features: 1, labels: [0], unlabelled: [1] }),
    'reverseAccuracy: features has the wrong rank; expected rank 1, 2, 3, 4, 5 or 6; got shape []',
  ],
  [
    'nothing labelled',
    () => reverseAccuracy(nearestExample, { features: [], labels: [], unlabelled: [1] }),
    'reverseAccuracy: features is empty; expected at least one example; got shape [0]',
  ],
  [
    'nothing unlabelled',
    () => reverseAccuracy(nearestExample, { features: [1], labels: [0], unlabelled: [] }),
    'reverseAccuracy: unlabelled is empty; expected at least one example; got shape [0]',
  ],
  [
    'predictions that are not class ids',
    () =>
      reverseAccuracy(
        { fit: () => ({ predict: () => [[0.5, 0.5]] }) },
        { features: [1], labels: [0], unlabelled: [1] },
      ),
    'reverseAccuracy: predictions has the wrong shape; expected [1]; got [1, 2]',
  ],
];

for (const [name, call, message] of errors) {
  test(`an error for ${name}`, () => expectArgumentRejection(call, message));
}
