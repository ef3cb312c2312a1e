import { clone, dispose, Tensor, type Tensor1D, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describe, describeShape, type TensorRequirement, tensorArgument } from '../internal/arguments';
import { functionArgument } from '../internal/functionArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { signalArgument } from '../internal/signalArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';

/** Training data of a classifier: one example per entry of the first axis of `features`, its class id in `labels`. */
export interface LabelledExamples {
  features: Tensor;
  labels: Tensor1D;
}

export interface FittedClassifier {
  /** Class ids `[N]` (int32) of `features`. `reverseAccuracy` takes ownership of a returned tensor and disposes it. */
  predict(features: Tensor): Tensor | TensorLike | Promise<Tensor | TensorLike>;
  /** Frees the classifier's memory; called after its prediction. */
  dispose?(): void;
}

/** Any classifier that can be fitted and can predict; both may be async. `fit` must not dispose its tensors. */
export interface Classifier {
  fit(examples: LabelledExamples): FittedClassifier | Promise<FittedClassifier>;
}

export interface ReverseAccuracyData {
  /** Examples `[N, ...]` with known classes. */
  features: Tensor | TensorLike;
  /** Their class ids, int32 `[N]`. */
  labels: Tensor1D | TensorLike;
  /** Examples `[M, ...]` of the same shape whose classes are unknown. */
  unlabelled: Tensor | TensorLike;
}

export interface ReverseAccuracyOptions {
  /** Called after each step: fit, predict, fit in reverse, predict in reverse. Then it yields to the event loop. */
  onProgress?(progress: { step: number; total: number }): void;
  /** Ends the work between two steps and rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ReverseAccuracy {
  /** The fraction of labelled examples that the reverse classifier gets right, in [0, 1]. */
  score: number;
  /** The classifier's predictions for the unlabelled examples: class ids, int32 `[M]`. The caller disposes it. */
  pseudoLabels: Tensor1D;
}

/**
 * Predicts the accuracy of a classifier on examples whose classes are unknown.
 *
 * The classifier is fitted on the labelled examples and labels the unlabelled ones. A second one, fitted only on those
 * pseudo-labels, is scored on the labelled examples:
 *
 *     f = fit(X, y)     ŷ = f(U)     g = fit(U, ŷ)     score = mean of [g(X) = y]
 *
 * Wrong pseudo-labels train a wrong classifier, so the score falls with the accuracy of f on U. It is an estimate, not
 * a bound: compare it across classifiers or sets, or calibrate it on sets with known classes.
 *
 * `fit` runs twice. If it draws random numbers, it should use the same seed both times.
 *
 * @param classifier `{fit}`, where `fit({features, labels})` returns `{predict(features)}`.
 * @param data `features` `[N, ...]` with their `labels` `[N]`, and `unlabelled` `[M, ...]`.
 * @param options `onProgress` and `signal`.
 * @returns `score` in [0, 1] and `pseudoLabels` `[M]`.
 * @throws ArgumentError if there are no labelled or no unlabelled examples, they differ in shape, labels are not one
 * int32 class id per example, `predict` returns anything except that, or an option is unknown or of the wrong kind. All
 * as a rejection.
 *
 * @example
 * const nearestExample = {
 *   fit: async ({ features, labels }) => {
 *     const [known, classes] = await Promise.all([features.data(), labels.data()]);
 *     const nearest = (x) => known.reduce((best, k, i) => (Math.abs(k - x) < Math.abs(known[best] - x) ? i : best), 0);
 *     return { predict: async (queries) => Array.from(await queries.data(), (x) => classes[nearest(x)]) };
 *   },
 * };
 * const { score, pseudoLabels } = await reverseAccuracy(nearestExample, {
 *   features: [0, 1, 5, 6],
 *   labels: [0, 0, 1, 1],
 *   unlabelled: [2, 2.5, 7],
 * });
 * score; // 1
 * pseudoLabels.print(); // [0, 0, 1]
 *
 * @see Fan and Davidson 2006, "Reverse testing: an efficient framework to select amongst classifiers under sample
 * selection bias"; Valindria et al. 2017, "Reverse classification accuracy", do the same for one segmented image.
 */
export async function reverseAccuracy(
  classifier: Classifier,
  data: ReverseAccuracyData,
  options?: ReverseAccuracyOptions,
): Promise<ReverseAccuracy> {
  const { onProgress, signal } = optionsArgument('reverseAccuracy', options, {
    onProgress: undefined,
    signal: undefined,
  });
  if (typeof classifier?.fit !== 'function') {
    throw new ArgumentError('reverseAccuracy', 'the classifier has no fit', '{fit}', describe(classifier));
  }
  if (!data || typeof data !== 'object') {
    throw new ArgumentError('reverseAccuracy', 'no data', '{features, labels, unlabelled}', describe(data));
  }
  if (onProgress !== undefined) functionArgument('reverseAccuracy', 'onProgress', onProgress);
  signalArgument('reverseAccuracy', signal);
  const { features, labels, unlabelled } = data;
  const given: unknown[] = [features, labels, unlabelled];
  const owned: Tensor[] = [];
  const argument = <T extends Tensor>(name: string, value: Tensor | TensorLike, requirement: TensorRequirement) => {
    // A copy, because the caller may dispose its own meanwhile.
    const tensor = tidy(() => clone(tensorArgument<T>('reverseAccuracy', name, value, requirement)));
    owned.push(tensor);
    return tensor;
  };
  const classIds = (name: string, value: Tensor | TensorLike, examples: Tensor) =>
    argument<Tensor1D>(name, value, { shape: [examples.shape[0]], dtype: 'int32' });

  let step = 0;
  const advance = async () => {
    onProgress?.({ step: ++step, total: 4 });
    await yieldToEventLoop(signal);
  };
  const transfer = async (examples: LabelledExamples, queries: Tensor): Promise<Tensor1D> => {
    const fitted = await classifier.fit(examples);
    try {
      functionArgument('reverseAccuracy', 'predict', fitted?.predict);
      await advance();
      const predictions = await fitted.predict(queries);
      // A classifier may return a tensor that the caller owns, such as the labels that it was fitted on.
      if (predictions instanceof Tensor && !given.includes(predictions)) owned.push(predictions);
      return classIds('predictions', predictions, queries);
    } finally {
      fitted?.dispose?.();
    }
  };

  await undefined; // A tf.tidy around this call disposes all tensors that are made before its end.
  try {
    signal?.throwIfAborted();
    const known = argument('features', features, { rank: [1, 2, 3, 4, 5, 6] });
    const unknown = argument('unlabelled', unlabelled, { shape: [null, ...known.shape.slice(1)] });
    requireExamples('features', known);
    requireExamples('unlabelled', unknown);
    const truth = classIds('labels', labels, known);
    const pseudoLabels = await transfer({ features: known, labels: truth }, unknown);
    await advance();
    const reversed = await transfer({ features: unknown, labels: pseudoLabels }, known);
    await advance();
    return { score: agreement(await reversed.data(), await truth.data()), pseudoLabels: pseudoLabels.clone() };
  } finally {
    dispose(owned);
  }
}

function requireExamples(name: string, examples: Tensor): void {
  if (examples.size > 0) return;
  throw new ArgumentError(
    'reverseAccuracy',
    `${name} is empty`,
    'at least one example',
    `shape ${describeShape(examples.shape)}`,
  );
}

const agreement = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal / a.length;
};
