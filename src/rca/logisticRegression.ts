import {
  add,
  argMax,
  dispose,
  mul,
  oneHot,
  reshape,
  type Scalar,
  split,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { numberArgument } from '../internal/arguments';
import { finiteValues } from '../internal/finiteValues';
import { optionsArgument } from '../internal/optionsArgument';
import { toFloat } from '../internal/toFloat';
import { broadcast } from '../ops/broadcast';
import { crossEntropy } from '../ops/crossEntropy/crossEntropy';
import { matrixProduct } from '../ops/matrixProduct';
import { sumAll } from '../ops/sumAll';
import { descend } from '../optimize/descend';
import { disposable } from './disposable';
import type { Classifier, LabelledExamples } from './reverseAccuracy';

export interface LogisticRegressionOptions {
  /** λ, the weight of ½ ‖W‖² relative to the summed cross-entropy (default 1): scikit-learn's 1 / C. */
  regularization?: number;
  /** The maximum number of L-BFGS iterations (default 200). */
  maxIterations?: number;
}

/** It owns its weights until `dispose()`, or the end of a `using` block. */
export interface FittedLogisticRegression {
  /** Class ids `[N]`, int32, of features; the caller disposes them. */
  predict(features: Tensor): Tensor1D;
  /** Frees the weights; a second call does nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** The classifier that `logisticRegression` returns. */
export interface LogisticRegression extends Classifier {
  /** Fits the weights to examples, which it does not dispose. */
  fit(examples: LabelledExamples): Promise<FittedLogisticRegression>;
}

/**
 * A linear classifier for `reverseAccuracy`: multinomial logistic regression, fitted by L-BFGS.
 *
 *     minimize over W and b:   Σ_i −log softmax(W x_i + b)[y_i] + ½ λ ‖W‖²
 *
 * The biases b are not penalized. Features of any rank are flattened. As in scikit-learn, the optimum does not depend
 * on shifts of the features, but it depends on their scale. Classes are 0 to the largest id among the labels.
 *
 * @param options `regularization` λ (default 1, at least 0), `maxIterations` (default 200).
 * @returns `{fit}`: `fit({features, labels})` resolves with `{predict(features), dispose()}`, where `predict` returns
 * class ids `[N]`, int32.
 * @throws ArgumentError if an option is unknown or out of range, or, from `fit`, a label is negative or a feature not
 * finite.
 *
 * @example
 * const { score, pseudoLabels } = await reverseAccuracy(logisticRegression(), {
 *   features: [[0, 1], [1, 0], [5, 6], [6, 5]],
 *   labels: [0, 0, 1, 1],
 *   unlabelled: [[1, 1], [5, 5], [7, 6]],
 * });
 * score; // 1
 * pseudoLabels.print(); // [0, 1, 1]
 *
 * @see scikit-learn's `LogisticRegression` with C = 1 / λ, which has the same optimum.
 */
export function logisticRegression(options?: LogisticRegressionOptions): LogisticRegression {
  const { regularization, maxIterations } = optionsArgument('logisticRegression', options, {
    regularization: 1,
    maxIterations: 200,
  });
  numberArgument('logisticRegression', 'regularization', regularization, { atLeast: 0, float32: true });
  numberArgument('logisticRegression', 'maxIterations', maxIterations, { atLeast: 1, integer: true });
  return {
    async fit({ features, labels }: LabelledExamples) {
      const ids = Array.from(await labels.data());
      const classes = ids.reduce((most, id) => Math.max(most, id), 1) + 1; // two at least, as tfjs's oneHot requires
      const lowest = ids.reduce((least, id) => Math.min(least, id), 0);
      if (lowest < 0) {
        throw new ArgumentError('logisticRegression', 'a label is negative', 'class ids of 0 or more', String(lowest));
      }
      const scaling = scalingOf(await finiteValues('logisticRegression', 'features', features), ids.length);
      const count = scaling.means.length;
      const data = tidy(() => {
        const means = tensor1d(scaling.means);
        const scales = tensor1d(scaling.scales);
        return {
          x: mul(sub(flattened(features), means), scales) as Tensor2D,
          means,
          scales,
          targets: toFloat(oneHot(labels, classes)) as Tensor2D,
        };
      });
      const start = zeros([(count + 1) * classes]);
      const names = { functionName: 'logisticRegression', loss: 'the loss', x: 'the weights' };
      const lossAt = (parameters: Tensor): Scalar => {
        const { weights, biases } = unpacked(parameters, count, classes);
        const products = matrixProduct(data.x, weights);
        const logits = add(products, broadcast(biases, products.shape)) as Tensor2D;
        // The weights for the original features instead of the scaled ones.
        const penalty = mul(sumAll(square(mul(weights, reshape(data.scales, [count, 1])))), regularization / 2);
        return add(sumAll(crossEntropy(logits, data.targets, 1)), penalty);
      };
      try {
        const { x: parameters } = await descend(lossAt, start, { maxIterations }, names);
        const predict = (queries: Tensor): Tensor1D =>
          tidy(() => {
            const { weights, biases } = unpacked(parameters, count, classes);
            const x = mul(sub(flattened(queries), tensor1d(scaling.means)), tensor1d(scaling.scales)) as Tensor2D;
            return argMax(add(matrixProduct(x, weights), biases), 1);
          });
        return disposable({ predict }, () => parameters.dispose());
      } finally {
        dispose([start, data]);
      }
    },
  };
}

/** [examples, features], float32. */
const flattened = (features: Tensor): Tensor2D =>
  toFloat(reshape(features, [features.shape[0], features.size / Math.max(features.shape[0], 1)])) as Tensor2D;

/** Splits one list into W [features, classes] and b [classes]. */
function unpacked(parameters: Tensor, features: number, classes: number): { weights: Tensor2D; biases: Tensor } {
  const [weights, biases] = split(parameters, [features * classes, classes]);
  return { weights: reshape(weights, [features, classes]), biases };
}

/** The mean of each feature and the inverse of its deviation; the inverse is 1 for a constant feature. */
function scalingOf(values: ArrayLike<number>, examples: number): { means: Float32Array; scales: Float32Array } {
  const features = values.length / examples;
  const means = new Float32Array(features);
  const scales = new Float32Array(features);
  for (let feature = 0; feature < features; feature++) {
    let [total, squares] = [0, 0];
    for (let k = feature; k < values.length; k += features) total += values[k];
    const mean = total / examples;
    for (let k = feature; k < values.length; k += features) squares += (values[k] - mean) ** 2;
    means[feature] = mean;
    scales[feature] = squares > 0 ? 1 / Math.sqrt(squares / examples) : 1;
  }
  return { means, scales };
}
