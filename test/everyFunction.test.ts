import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import * as api from '../src';
import { expectTensorsClose, seededTensor } from '../src/testing';
import { calls, functions } from './support/validCalls';
import { withContext } from './support/withContext';

type F = (...given: unknown[]) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Arguments with each of their tensors replaced. */
function replaced<T>(value: T, replace: (tensor: tf.Tensor) => unknown): T;
function replaced(value: unknown, replace: (tensor: tf.Tensor) => unknown): unknown {
  if (value instanceof tf.Tensor) return replace(value);
  if (Array.isArray(value)) return value.map((entry) => replaced(entry, replace));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replaced(entry, replace)]));
}

/** The nested values of a tensor; the innermost lists are typed arrays. */
function typedRows(tensor: tf.Tensor, values: unknown): unknown {
  const TypedArray = tensor.dtype === 'int32' ? Int8Array : Float64Array;
  const rows = (list: unknown): unknown => {
    if (!Array.isArray(list)) return list;
    return Array.isArray(list[0]) ? list.map(rows) : TypedArray.from(list as number[]);
  };
  return rows(values);
}

/** The tensors and numbers of a result, which may be a list or an object of results. */
function partsOf(result: unknown): unknown[] {
  if (result instanceof tf.Tensor || typeof result === 'number') return [result];
  return typeof result === 'object' && result !== null ? Object.values(result).flatMap(partsOf) : [];
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/** Their calls change the backend. */
const selecting = ['forEachBackend', 'installTrainingKernels', 'selectBackend'];

/** They take tensors alone. */
const withoutArrays = [
  ...['checkpoint(f)', 'expectTensorsClose', 'gradcheck', 'gradgradcheck', 'toBeCloseToTensor', 'toBeFiniteTensor'],
  'vjp',
];

for (const [name, [given, options]] of Object.entries(calls).filter(([called]) => !selecting.includes(called))) {
  const f = functions[name] as F;
  const all = options ? [...given, options] : given;
  const inputs: tf.Tensor[] = [];
  replaced(all, (tensor) => inputs.push(tensor));
  if (inputs.length === 0) continue;

  if (!withoutArrays.includes(name)) {
    test(`${name} takes arrays that end in typed arrays as it takes tensors`, async () => {
      const expected = partsOf(await f(...all));
      const values = new Map(await Promise.all(inputs.map(async (input) => [input, await input.array()] as const)));
      const actual = partsOf(await f(...replaced(all, (tensor) => typedRows(tensor, values.get(tensor)))));
      expect(actual.length).toBe(expected.length);
      for (const [index, part] of actual.entries()) {
        const [found, other] = [part, expected[index]].map((x) => (isTensor(x) ? x : tf.scalar(x as number)));
        await withContext(`result ${index}`, () => expectTensorsClose(found, other));
        tf.dispose([found, other]);
      }
    });
  }

  test(`${name} returns new tensors, and leaves its inputs as they were`, async () => {
    const before = await Promise.all(inputs.map((input) => input.array()));
    const results = partsOf(await f(...all)).filter(isTensor);
    for (const result of results) expect(inputs.includes(result)).toBe(false);
    tf.dispose(results);
    expect(await Promise.all(inputs.map((input) => input.array()))).toEqual(before);
  });
}

/** The gradients of Σ w y over all float outputs y for the given inputs, 0 where an output does not depend on one. */
function gradientsOf(run: (replacements: tf.Tensor[]) => unknown, inputs: tf.Tensor[]): tf.Tensor[] {
  const loss = (...given: tf.Tensor[]) => {
    const outputs = partsOf(run(given)).filter((part) => isTensor(part) && part.dtype === 'float32') as tf.Tensor[];
    const terms = outputs.map((y) => tf.sum(tf.mul(tf.reshape(y, [-1]), tf.linspace(0.5, 1.5, y.size))));
    return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
  };
  const { grads } = tf.engine().gradients(() => loss(...inputs), inputs, undefined, true);
  return grads.map((gradient, index) => gradient ?? tf.zerosLike(inputs[index]));
}

/** Their calls pass a tensor more than once. */
const repeating = [
  ...['contentLoss', 'maskedStyleLoss', 'featureInversionLoss', 'logitMatchingLoss', 'ensembleLogits', 'gaussianKL'],
  ...['reparameterize', 'gaussianLogLikelihood', 'bernoulliLogLikelihood', 'elbo', 'elboTerms', 'importanceLogWeights'],
  ...['fullVariationalBound', 'normalizedCrossCorrelation', 'softDiceLoss', 'sampleWeibull', 'sampleLogistic'],
];

for (const name of repeating) {
  test(`${name} adds the gradients of a tensor that is passed twice`, async () => {
    const [given, options] = calls[name];
    const inputs: tf.Tensor[] = [];
    replaced([...given, options], (tensor) => inputs.push(tensor));
    const distinct = [...new Set(inputs)];
    expect(distinct.length).toBeLessThan(inputs.length);
    const run = (replacement: (tensor: tf.Tensor) => tf.Tensor) =>
      (functions[name] as F)(...replaced([...given, options], replacement));
    const together = gradientsOf((xs) => run((tensor) => xs[distinct.indexOf(tensor)]), distinct);
    const apart = gradientsOf(
      (xs) => {
        let next = 0;
        return run(() => xs[next++]);
      },
      inputs.map((input) => tf.clone(input)),
    );
    for (const [index, tensor] of distinct.entries()) {
      const shares = apart.filter((_, position) => inputs[position] === tensor);
      await withContext(`input ${index}`, () => expectTensorsClose(together[index], tf.addN(shares)));
    }
  });
}

/** Calls that change nothing. */
const identities: Record<string, (x: tf.Tensor4D) => unknown> = {
  'resizeMasks to the same size': (x) => api.resizeMasks(x, [2, 3]),
  'checkpoint of the identity': (x) => api.checkpoint((y: tf.Tensor) => y)(x),
  'ensembleLogits of one': (x) => api.ensembleLogits([x]),
  'recalibrateBias by 0': (x) => api.recalibrateBias(x, [], 0),
  'perturbLogits with probability 0': (x) => api.perturbLogits(x, { probability: 0 }),
  'munge that swaps nothing': (x) => api.munge(tf.reshape(x, [6, 2]), { swapProbability: 0, seed: 1 }),
  'reparameterize with noise of 0': (x) => api.reparameterize(x, 0, { noise: tf.zerosLike(x) }),
  'sampleUniform of one number': (x) => api.sampleUniform(x, x, { seed: 1 }),
  'bilinearSampler at the pixels': (x) => api.bilinearSampler(x, api.affineGrid([[[1, 0, 0], [0, 1, 0]]], [2, 3])), // biome-ignore format: rows
  'spatialTransformer by the identity': (x) => api.spatialTransformer(x, [[1, 0, 0, 0, 1, 0]], [2, 3]),
  'keepTopK of all': (x) => Object.values(api.keepTopK(x, 2)),
  'lbfgs without iterations': (x) => api.lbfgs((y) => tf.sum(tf.square(y)) as tf.Scalar, x, { maxIterations: 0 }),
  'conjugateGradient from the solution': (x) => api.conjugateGradient((y) => tf.clone(y), x, { initial: x }),
};

for (const [name, run] of Object.entries(identities)) {
  test(`${name} returns a tensor of its own`, async () => {
    const x = seededTensor([1, 2, 3, 2], { seed: 1 }) as tf.Tensor4D;
    const before = await x.array();
    const results = partsOf(await run(x)).filter(isTensor);
    expect(results.length).toBeGreaterThan(0);
    expect(results).not.toContain(x);
    tf.dispose(results);
    expect(await x.array()).toEqual(before);
  });
}
