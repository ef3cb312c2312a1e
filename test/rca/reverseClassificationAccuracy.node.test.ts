import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/internal/ArgumentError';
import {
  type FittedSegmenter,
  forestClassifier,
  pixelClassifier,
  type ReverseClassifier,
  registrationClassifier,
  reverseClassificationAccuracy,
} from '../../src/rca';
import { expectArgumentRejection } from '../support/expectArgumentError';
import { watchTensors } from '../support/watchTensors';

const expectNoTensorLeft = watchTensors();

/** Gives every image its rounded intensities as labels, whatever it was fitted on. */
const rounding: ReverseClassifier = {
  fit: () => ({ segment: (image) => tf.tidy(() => tf.cast(tf.round(tf.squeeze(image, [-1])), 'int32')) }),
};
const row = (...values: number[]) => [values.map((value) => [value])];
const test1 = { image: row(0, 1, 2, 0), segmentation: [[0, 1, 2, 0]] };
// Class 1: Dice 1, 0.5, and absent from truth and result. Class 2: 0, 2/3 and 1.
const references = [
  { image: row(0, 1, 0, 0), segmentation: [[0, 1, 2, 0]] },
  { image: row(1, 2, 2, 1), segmentation: [[1, 2, 0, 0]] },
  { image: row(0, 0, 2, 0), segmentation: [[0, 0, 2, 0]] },
];
const options = { reverseClassifier: rounding, classes: 3 };

describe('computed by hand', () => {
  test("statistic: 'max' is taken per class, then the mean without the background", async () => {
    const { predicted, perClass, perReference } = await reverseClassificationAccuracy(test1, references, options);
    expect(perReference.map(({ dice }) => dice.slice(1))).toEqual([[1, 0], [2 / 3, 2 / 3], [Number.NaN, 1]]); // biome-ignore format: rows
    expect(perClass.dice.slice(1)).toEqual([1, 1]);
    expect(predicted.dice).toBe(1);
    expectNoTensorLeft();
  });

  test("statistic: 'mean' and quantiles leave out references without the class", async () => {
    const mean = await reverseClassificationAccuracy(test1, references, { ...options, statistic: 'mean' });
    expect(mean.perClass.dice[1]).toBeCloseTo(5 / 6, 12);
    expect(mean.perClass.dice[2]).toBeCloseTo(5 / 9, 12);
    expect(mean.predicted.dice).toBeCloseTo((5 / 6 + 5 / 9) / 2, 12);
    const median = await reverseClassificationAccuracy(test1, references, { ...options, statistic: { quantile: 0.5 } });
    expect(median.perClass.dice[1]).toBeCloseTo(5 / 6, 12);
    expect(median.perClass.dice[2]).toBeCloseTo(2 / 3, 12);
  });

  test('the best distance is the smallest, and a class in only one map is infinitely far', async () => {
    const metrics = ['hausdorff', 'jaccard'] as const;
    const spacing = [1, 0.5];
    const { predicted, perClass, perReference } = await reverseClassificationAccuracy(test1, references, {
      ...options,
      metrics,
      spacing,
    });
    expect(perReference.map(({ hausdorff }) => hausdorff[2])).toEqual([Number.POSITIVE_INFINITY, 0.5, 0]);
    expect(perClass.hausdorff.slice(1)).toEqual([0, 0]);
    expect(predicted).toEqual({ hausdorff: 0, jaccard: 1 });
    const worst = { ...options, metrics, spacing, statistic: { quantile: 0 } };
    const far = await reverseClassificationAccuracy(test1, references, worst);
    expect(far.perClass.hausdorff[2]).toBe(Number.POSITIVE_INFINITY);
    expect(far.perClass.jaccard[2]).toBe(0);
  });

  test('a metric that is listed twice counts once', async () => {
    const twice = await reverseClassificationAccuracy(test1, references, { ...options, metrics: ['dice', 'dice'] });
    expect(twice).toEqual(await reverseClassificationAccuracy(test1, references, options));
  });

  test('a class that occurs nowhere is NaN and does not count', async () => {
    const four = await reverseClassificationAccuracy(test1, references, { ...options, classes: 4 });
    expect(four.perClass.dice[3]).toBeNaN();
    expect(four.predicted.dice).toBe(1);
  });
});

test('reports references and the time left, and an abort ends the work', async () => {
  const steps: number[] = [];
  await reverseClassificationAccuracy(test1, references, {
    ...options,
    onProgress: ({ step, total, secondsLeft }) => {
      expect(total).toBe(3);
      if (step > 0) expect(secondsLeft).toBeGreaterThanOrEqual(0);
      steps.push(step);
    },
  });
  expect(steps).toEqual([0, 1, 2, 3]);
  const controller = new AbortController();
  const aborted = reverseClassificationAccuracy(test1, references, {
    ...options,
    signal: controller.signal,
    onProgress: ({ step }) => step === 1 && controller.abort(),
  });
  await expect(aborted).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expectNoTensorLeft();
});

/** A ring and a disc on a dark ground, `shift` pixels to the right; in space, shells and balls. */
function scene(size: number[], shift: number) {
  const centre = size.map((count, axis) => (count - 1) / 2 + (axis === size.length - 1 ? shift : 0));
  const pixels = size.reduce((product, count) => product * count, 1);
  const labels = Int32Array.from({ length: pixels }, (_, index) => {
    let [rest, squared] = [index, 0];
    for (let axis = size.length - 1; axis >= 0; axis--) {
      squared += ((((rest % size[axis]) - centre[axis]) / size[axis]) * 10) ** 2;
      rest = Math.floor(rest / size[axis]);
    }
    return squared < 2.5 ? 2 : squared < 9 ? 1 : 0;
  });
  const image = Float32Array.from(labels, (label, k) => [0.1, 0.9, 0.5][label] + 0.02 * Math.sin(k * 7));
  return { image: tf.tensor(image, [...size, 1]), segmentation: tf.tensor(labels, size, 'int32') };
}

const builtIn: [string, ReverseClassifier][] = [
  ['registrationClassifier', registrationClassifier({ iterations: 12 })],
  ['registrationClassifier, one by one', registrationClassifier({ iterations: 12, batchSize: 1 })],
  ['pixelClassifier', pixelClassifier({ width: 6, iterations: 40 })],
  ['forestClassifier', forestClassifier({ trees: 8 })],
];
for (const [name, reverseClassifier] of builtIn) {
  for (const size of [
    [24, 20],
    [8, 12, 12],
  ]) {
    // biome-ignore format: sizes
    test(`${name} tells a good segmentation of ${size.length} axes from a bad one`, async () => {
      const good = scene(size, -1);
      const bad = { image: good.image, segmentation: scene(size, size[1] / 4).segmentation };
      const known = [scene(size, 0), scene(size.map((count) => count + 1), 1)];
      const settings = { reverseClassifier, classes: 3 };
      const right = await reverseClassificationAccuracy(good, known, settings);
      const wrong = await reverseClassificationAccuracy(bad, known, settings);
      expect(right.predicted.dice).toBeGreaterThan(0.85);
      expect(wrong.predicted.dice).toBeLessThan(right.predicted.dice - 0.15);
      tf.dispose([good, bad, ...known].flatMap(({ image, segmentation }) => [image, segmentation]));
    });
  }
}

describe('a NaN in an image is an error that names the classifier', () => {
  const image = scene([8, 8], 0);
  const unknown = { ...image, image: tf.fill([8, 8, 1], Number.NaN) };
  const classifiers = { registrationClassifier, pixelClassifier, forestClassifier };
  for (const [name, classifier] of Object.entries(classifiers)) {
    for (const [test1, reference] of [
      [image, unknown],
      [unknown, image],
    ]) {
      test(`${name}, in ${test1 === image ? 'a reference' : 'the tested image'}`, async () => {
        const settings = { reverseClassifier: classifier(), classes: 3 };
        const error = await reverseClassificationAccuracy(test1, [reference], settings).catch((reason) => reason);
        expect(error).toBeInstanceOf(ArgumentError);
        expect(error.message).toMatch(new RegExp(`^${name}: .* has values that are not finite`));
        expectNoTensorLeft();
      });
    }
  }
});

test('built-in classifiers own their tensors until dispose() or the end of a block', async () => {
  const example = { ...scene([8, 8], 0), classes: 3 };
  for (const classifier of [
    registrationClassifier({ iterations: 1 }),
    pixelClassifier({ iterations: 1 }),
    forestClassifier({ trees: 1 }),
  ]) {
    const held = tf.memory().numTensors;
    const fitted = await classifier.fit(example);
    tf.dispose(await fitted.segment(example.image));
    fitted.dispose();
    fitted.dispose();
    {
      using other = await classifier.fit(example);
      tf.dispose(await other.segment(example.image));
    }
    expect(tf.memory().numTensors - held, 'tensors left behind').toBe(0);
  }
  tf.dispose([example.image, example.segmentation]);
});

test('pixelClassifier leaves nothing behind if the segmentation has been disposed', async () => {
  const { image, segmentation } = scene([8, 8], 0);
  segmentation.dispose();
  await expect(pixelClassifier().fit({ image, segmentation, classes: 3 })).rejects.toThrow('disposed');
  image.dispose();
  expectNoTensorLeft();
});

describe('registrationClassifier', () => {
  const example = { ...scene([8, 8], 0), classes: 3 };

  test('outlives the tf.tidy in which it was fitted', async () => {
    let fit!: Promise<FittedSegmenter>;
    tf.tidy(() => {
      fit = registrationClassifier({ iterations: 2 }).fit(example);
    });
    const fitted = await fit;
    tf.dispose(await fitted.segment(example.image));
    fitted.dispose();
    expectNoTensorLeft();
  });

  test('an error in the second batch leaves no labels of the first behind', async () => {
    const fitted = await registrationClassifier({ iterations: 2, batchSize: 1 }).fit(example);
    const images = [example.image, tf.fill([8, 8, 1], Number.NaN)];
    await expect(fitted.segmentAll!(images)).rejects.toThrow(ArgumentError);
    fitted.dispose();
    images[1].dispose();
    expectNoTensorLeft();
  });

  test('takes no function as similarity', () => {
    expect(() => registrationClassifier({ similarity: (() => tf.scalar(0)) as never })).toThrow(
      "registrationClassifier: unknown similarity; expected 'crossCorrelation' or 'squaredDifference'; got a function",
    );
  });
});

test('a classifier may return the segmentation that it was fitted on', async () => {
  const image = tf.tensor3d([[[0], [1]]]);
  const segmentation = tf.tensor2d([[0, 1]], [1, 2], 'int32');
  const known = [{ image: row(0, 1), segmentation: [[0, 1]] }];
  const reverseClassifier: ReverseClassifier = { fit: (example) => ({ segment: () => example.segmentation }) };
  const settings = { reverseClassifier, classes: 2 };
  const { predicted } = await reverseClassificationAccuracy({ image, segmentation }, known, settings);
  expect(predicted.dice).toBe(1);
  expect(segmentation.isDisposed).toBe(false);
  tf.dispose([image, segmentation]);
  expectNoTensorLeft();
});

test('the caller may dispose its tensors at once', async () => {
  const image = tf.tensor3d(row(0, 1));
  const segmentation = tf.tensor2d([[0, 1]], [1, 2], 'int32');
  const pair = { image, segmentation };
  const result = reverseClassificationAccuracy(pair, [pair], { reverseClassifier: rounding, classes: 2 });
  tf.dispose(pair);
  expect((await result).predicted.dice).toBe(1);
  expectNoTensorLeft();
});

const errors: [string, () => Promise<unknown>, string][] = [
  ['a classifier that does not segment', () => reverseClassificationAccuracy(test1, references, { ...options, reverseClassifier: { fit: () => undefined as never } }), 'segment is not a function; expected a function; got undefined'],
  ['no references', () => reverseClassificationAccuracy(test1, [], options), 'there are no references; expected at least one; got []'],
  ['no classifier', () => reverseClassificationAccuracy(test1, references, { classes: 3 } as never), 'reverseClassifier has no fit; expected {fit}; got undefined'],
  ['one class', () => reverseClassificationAccuracy(test1, references, { ...options, classes: 1 }), 'classes is out of range; expected an integer at least 2 and at most 65536; got 1'],
  ['an unknown metric', () => reverseClassificationAccuracy(test1, references, { ...options, metrics: ['f1' as 'dice'] }), "unknown metric; expected 'dice', 'jaccard', 'surfaceDice', 'average', 'rootMeanSquare', 'hausdorff' or 'hausdorff95'; got 'f1'"],
  ['an unknown statistic', () => reverseClassificationAccuracy(test1, references, { ...options, statistic: 'median' as never }), "unknown statistic; expected 'max', 'mean' or {quantile}; got 'median'"],
  ['an image without channels', () => reverseClassificationAccuracy({ image: [[[]]], segmentation: [[0]] }, references, options), 'test.image is empty; expected at least one pixel and channel; got shape [1, 1, 0]'],
  ['a segmentation of another size', () => reverseClassificationAccuracy({ ...test1, segmentation: [[0, 1]] }, references, options), 'test.image and test.segmentation differ in shape; expected test.segmentation of shape [1, 4]; got [1, 2]'],
  ['a reference of other channels', () => reverseClassificationAccuracy(test1, [{ image: [[[1, 2]]], segmentation: [[0]] }], options), 'references[0].image has the wrong shape; expected [*, *, 1]; got [1, 1, 2]'],
  ['labels of another size', () => reverseClassificationAccuracy(test1, references, { ...options, reverseClassifier: { fit: () => ({ segment: () => [[1]] }) } }), 'a segmentation has the wrong shape; expected [1, 4]; got [1, 1]'],
]; // biome-ignore format: a table
for (const [name, call, message] of errors) {
  test(`an error for ${name}`, () => expectArgumentRejection(call, `reverseClassificationAccuracy: ${message}`));
}
