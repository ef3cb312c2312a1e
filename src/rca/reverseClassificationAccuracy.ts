import { clone, dispose, Tensor, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import {
  choiceArgument,
  describe,
  describeShape,
  numberArgument,
  requireSameShape,
  tensorArgument,
} from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { OwnedTensors } from '../internal/ownedTensors';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import type { FittedReverseClassifier, ReverseClassifier } from './classifiers/reverseClassifier';
import { groupsOf } from './groupsOf';
import { mean } from './mean';
import { spacingArgument } from './metrics/surfaceArguments';
import { isOverlap, type SegmentationMetric, scoresPerClass, segmentationMetrics } from './scores';

/** An image and its class ids. */
export interface SegmentedImage {
  /** `[height, width, channels]` or `[depth, height, width, channels]`. */
  image: Tensor | TensorLike;
  /** Class ids of the same size, int32 or bool. */
  segmentation: Tensor | TensorLike;
}

/**
 * The best score over the references, their mean, or the quantile q of the scores, from the worst (0) to the best (1).
 */
export type ReferenceStatistic = 'max' | 'mean' | { quantile: number };

export interface ReverseClassificationAccuracyOptions<Metric extends SegmentationMetric = SegmentationMetric> {
  /** Learns from the test image and segments the references. */
  reverseClassifier: ReverseClassifier;
  /** The number of classes, whose ids are 0 (the background) to `classes` − 1. */
  classes: number;
  /** The metrics to predict (default `['dice']`). */
  metrics?: readonly Metric[];
  /** How the scores of the references are combined (default `'max'`, the best). */
  statistic?: ReferenceStatistic;
  /** The size of a pixel along each axis, in axis order, for surface metrics (default 1 each). */
  spacing?: readonly number[];
  /** The distance up to which surfaces agree, for `'surfaceDice'` (default 1). */
  tolerance?: number;
  /** Called when the classifier is fitted, and after each reference. Then it yields to the event loop. */
  onProgress?(progress: ReverseClassificationProgress): void;
  /** Ends the work and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ReverseClassificationProgress {
  /** The number of references done. */
  step: number;
  /** The number of references. */
  total: number;
  /** The estimated time for the rest, at the speed so far. */
  secondsLeft: number;
}

export interface ReverseClassificationAccuracy<Metric extends SegmentationMetric = SegmentationMetric> {
  /** The predicted score of the test segmentation: the mean over its classes except the background. */
  predicted: Record<Metric, number>;
  /** The predicted score of each class, including the background; NaN for a class that occurs nowhere. */
  perClass: Record<Metric, number[]>;
  /** The scores of each reference, in order: one per class. */
  perReference: Record<Metric, number[]>[];
}

/**
 * Predicts how good a segmentation is, without its ground truth.
 *
 * A reverse classifier is trained only on the test image, with its predicted segmentation as the truth. It then
 * segments reference images whose true segmentation is known:
 *
 *     f = fit(image, segmentation),    predicted_k = max over references r of score_k(f(image_r), truth_r)
 *
 * for each class k, then the mean over the classes except the background. If the segmentation is good, f does well on
 * at least one of the references; if it is bad, f has learnt something wrong and does badly on all. The prediction
 * orders segmentations well, but its scale depends on references and classifier: `calibrateAccuracy` maps it to the
 * real score.
 *
 * @param test The image and the segmentation to assess.
 * @param references Images with true segmentations, with the same number of axes and channels; sizes may differ.
 * @param options `reverseClassifier`: `registrationClassifier()`, `pixelClassifier()`, `forestClassifier()` or any
 * `{fit}`. `classes`; `metrics`, of `'dice'` (the default), `'jaccard'`, `'surfaceDice'`, `'average'`,
 * `'rootMeanSquare'`, `'hausdorff'` and `'hausdorff95'` (those of `surfaceDistances`, pooled); `statistic`: `'max'`
 * (the default: the best score, for distances the smallest), `'mean'` or `{quantile}`; `spacing` and `tolerance`
 * (default 1 each) for surfaces; `onProgress`; `signal`.
 * @returns `predicted` and `perClass` by metric, and `perReference`. A class that is in neither map of a reference is
 * ignored there; a class in only one of them has overlap 0 and distance ∞.
 * @throws ArgumentError if there are no references, shapes do not fit, the classifier returns anything except class ids
 * in the size of the image, or an option is missing, unknown or out of range; the signal's reason; and any error that
 * the classifier or `onProgress` throws. All as a rejection.
 *
 * @example
 * // A classifier that learns the mean brightness of both classes.
 * const byBrightness = {
 *   fit: ({ image, segmentation }) => {
 *     const brightness = tf.squeeze(image, [2]);
 *     const mean = (id) => {
 *       const mask = tf.cast(tf.equal(segmentation, id), 'float32');
 *       return tf.div(tf.sum(tf.mul(brightness, mask)), tf.sum(mask));
 *     };
 *     const [background, foreground] = [mean(0), mean(1)];
 *     const distance = (x, centre) => tf.abs(tf.sub(tf.squeeze(x, [2]), centre));
 *     return { segment: (x) => tf.cast(tf.less(distance(x, foreground), distance(x, background)), 'int32') };
 *   },
 * };
 * const references = [{ image: [[[0.1], [0.2], [0.9]]], segmentation: [[0, 0, 1]] }];
 * const image = [[[0], [0.3], [1]]];
 * const options = { reverseClassifier: byBrightness, classes: 2 };
 * const good = await reverseClassificationAccuracy({ image, segmentation: [[0, 0, 1]] }, references, options);
 * good.predicted.dice; // 1
 * const bad = await reverseClassificationAccuracy({ image, segmentation: [[1, 0, 0]] }, references, options);
 * bad.predicted.dice; // 0
 *
 * @see Valindria et al. 2017, "Reverse classification accuracy: predicting segmentation performance in the absence
 * of ground truth". The quantile is an addition.
 */
export async function reverseClassificationAccuracy<Metric extends SegmentationMetric = 'dice'>(
  test: SegmentedImage,
  references: readonly SegmentedImage[],
  options: ReverseClassificationAccuracyOptions<Metric>,
): Promise<ReverseClassificationAccuracy<Metric>> {
  const settings = optionsArgument(name, options, {
    reverseClassifier: undefined,
    classes: undefined,
    metrics: ['dice'],
    statistic: 'max',
    spacing: undefined,
    tolerance: 1,
    onProgress: undefined,
    signal: undefined,
  });
  const { reverseClassifier, statistic, tolerance, onProgress, signal } = settings;
  const classes = numberArgument(name, 'classes', settings.classes, { atLeast: 2, atMost: 65_536, integer: true });
  if (typeof reverseClassifier?.fit !== 'function') {
    throw new ArgumentError(name, 'reverseClassifier has no fit', '{fit}', describe(reverseClassifier));
  }
  const listed = listArgument(name, 'metrics', settings.metrics, 'a list of metrics', (metric) =>
    choiceArgument(name, 'metric', metric, segmentationMetrics),
  );
  const metrics = [...new Set(listed)] as Metric[];
  const share = statisticArgument(statistic);
  numberArgument(name, 'tolerance', tolerance, { atLeast: 0 });
  if (onProgress !== undefined) functionArgument(name, 'onProgress', onProgress);
  signalArgument(name, signal);
  signal?.throwIfAborted();

  const owned = new OwnedTensors();
  let fitted: FittedReverseClassifier | undefined;
  try {
    const subject = pairArgument(owned, 'test', test);
    const known = listArgument(name, 'references', references, 'a list of {image, segmentation}', (reference, k) =>
      pairArgument(owned, `references[${k}]`, reference as SegmentedImage, subject.image),
    );
    if (known.length === 0) throw new ArgumentError(name, 'there are no references', 'at least one', '[]');
    const spacing = spacingArgument(name, settings.spacing, subject.segmentation.rank);

    const started = performance.now();
    const advance = async (step: number) => {
      const seconds = (performance.now() - started) / 1000;
      onProgress?.({
        step,
        total: known.length,
        secondsLeft: step > 0 ? (seconds / step) * (known.length - step) : NaN,
      });
      await yieldToEventLoop(signal);
    };
    fitted = await reverseClassifier.fit({ ...subject, classes, signal });
    functionArgument(name, 'segment', fitted?.segment);
    const pairs: SegmentedImage[] = [test, ...references, subject, ...known];
    const given = new Set<unknown>(pairs.flatMap(({ image, segmentation }) => [image, segmentation]));
    await advance(0);
    const perReference: Record<Metric, number[]>[] = [];
    for (const group of groupsOf(known, fitted.segmentAll ? 16 : 1)) {
      const labels = await segmented(fitted, group, owned, given);
      for (const [k, { segmentation }] of group.entries()) {
        const [predicted, truth] = await Promise.all([labels[k].data(), segmentation.data()]);
        const size = segmentation.shape;
        perReference.push(scoresPerClass({ predicted, truth, size, spacing, tolerance }, classes, metrics));
        owned.free(labels[k]);
        await advance(perReference.length);
      }
    }
    return { ...summary(perReference, metrics, classes, share), perReference };
  } finally {
    fitted?.dispose?.();
    owned.dispose();
  }
}

const name = 'reverseClassificationAccuracy';

type Pair = { image: Tensor; segmentation: Tensor };

/** An image and its segmentation as owned tensors, because the caller may dispose its own meanwhile. */
function pairArgument(owned: OwnedTensors, argument: string, pair: SegmentedImage, like?: Tensor): Pair {
  if (pair === null || typeof pair !== 'object') {
    throw new ArgumentError(name, `${argument} is not a pair`, '{image, segmentation}', describe(pair));
  }
  const [imageName, segmentationName] = [`${argument}.image`, `${argument}.segmentation`];
  return tidy(() => {
    const shape = like && [...Array<null>(like.rank - 1).fill(null), like.shape.at(-1)!];
    const image = tensorArgument(name, imageName, pair.image, like ? { shape } : { rank: [3, 4] });
    if (image.size === 0) {
      const got = `shape ${describeShape(image.shape)}`;
      throw new ArgumentError(name, `${imageName} is empty`, 'at least one pixel and channel', got);
    }
    const segmentation = tensorArgument(name, segmentationName, pair.segmentation, { dtype: 'int32' });
    const flat = { shape: image.shape.slice(0, -1) } as Tensor;
    requireSameShape(name, imageName, flat, segmentationName, segmentation);
    return { image: owned.add(clone(image)), segmentation: owned.add(clone(segmentation)) };
  });
}

/** The statistic as a quantile from the worst to the best; undefined for the mean. */
function statisticArgument(statistic: unknown): number | undefined {
  if (statistic !== null && typeof statistic === 'object' && 'quantile' in statistic) {
    return numberArgument(name, 'statistic.quantile', statistic.quantile, { atLeast: 0, atMost: 1 });
  }
  if (statistic === 'max') return 1;
  if (statistic === 'mean') return undefined;
  throw new ArgumentError(name, 'unknown statistic', "'max', 'mean' or {quantile}", describe(statistic));
}

/** Class ids of each image; the tensors are owned. A classifier may also return one of the `given` tensors. */
async function segmented(
  fitted: FittedReverseClassifier,
  group: Pair[],
  owned: OwnedTensors,
  given: Set<unknown>,
): Promise<Tensor[]> {
  const images = group.map(({ image }) => image);
  const results = fitted.segmentAll
    ? await fitted.segmentAll(images)
    : [await (fitted.segment(images[0]) as Promise<Tensor | TensorLike>)];
  return images.map((image, k) => {
    const result = results?.[k];
    const labels = tidy(() =>
      tensorArgument(name, 'a segmentation', result, { shape: image.shape.slice(0, -1), dtype: 'int32' }),
    );
    if (result instanceof Tensor && result !== labels && !given.has(result)) dispose(result);
    return given.has(labels) ? owned.add(labels.clone()) : owned.add(labels);
  });
}

function summary<Metric extends SegmentationMetric>(
  perReference: Record<Metric, number[]>[],
  metrics: Metric[],
  classes: number,
  share: number | undefined,
): Pick<ReverseClassificationAccuracy<Metric>, 'predicted' | 'perClass'> {
  const byMetric = <Value>(value: (metric: Metric) => Value) =>
    Object.fromEntries(metrics.map((metric) => [metric, value(metric)])) as Record<Metric, Value>;
  const ids = Array.from({ length: classes }, (_, id) => id);
  const perClass = byMetric((metric) =>
    ids.map((id) => {
      const scores = perReference.map((scores) => scores[metric][id]).filter((score) => !Number.isNaN(score));
      return share === undefined ? mean(scores) : quantile(scores, share, isOverlap(metric));
    }),
  );
  const predicted = byMetric((metric) => mean(perClass[metric].slice(1).filter((score) => !Number.isNaN(score))));
  return { predicted, perClass };
}

/** Interpolates linearly between two scores; NaN for none, and never ∞ − ∞. */
function quantile(scores: number[], share: number, upwards: boolean): number {
  if (scores.length === 0) return Number.NaN;
  const sorted = Float64Array.from(scores).sort();
  if (!upwards) sorted.reverse();
  const position = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (low === high || position === Math.floor(position)) return low;
  return low + (position - Math.floor(position)) * (high - low);
}
