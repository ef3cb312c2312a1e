import {
  add,
  argMax,
  dispose,
  mul,
  relu,
  reshape,
  type Scalar,
  split,
  square,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  util,
} from '@tensorflow/tfjs-core';
import { booleanArgument, numberArgument } from '../../internal/arguments';
import { finiteValues } from '../../internal/finiteValues';
import { mulberry32 } from '../../internal/mulberry32';
import { optionsArgument } from '../../internal/optionsArgument';
import { broadcast } from '../../ops/broadcast';
import { convolution } from '../../ops/convolution';
import { crossEntropy } from '../../ops/crossEntropy/crossEntropy';
import { sumAll } from '../../ops/sumAll';
import { descend } from '../../optimize/descend';
import { disposable } from '../disposable';
import { localFeatures } from './localFeatures';
import type { BuiltInReverseClassifier, ReverseExample } from './reverseClassifier';

export interface PixelClassifierOptions {
  /** The channels of each hidden layer (default 12). */
  width?: number;
  /** The number of L-BFGS iterations (default 60). */
  iterations?: number;
  /** The weight of ½ ‖weights‖² relative to the mean cross-entropy (default 1e-3). */
  regularization?: number;
  /** Whether the position of a pixel is among its features (default true). */
  position?: boolean;
  /** The seed of the initial weights (default 1). */
  seed?: number;
}

/**
 * A small convolutional net as a reverse classifier, trained on a single image.
 *
 *     x → 3 × 3 → relu → 3 × 3 → relu → 1 × 1 → classes
 *
 * x holds the standardized image, its means in boxes of radius 2 and 4, the differences between their sides and, with
 * `position`, the position of each pixel. L-BFGS fits the weights to the mean cross-entropy of all pixels, in which the
 * weight of each class is the square root of its share. The slices of a volume are convolved one by one, but its boxes
 * are three-dimensional.
 *
 * It runs on every backend, even without training kernels.
 *
 * @param options `width` (default 12), `iterations` (default 60), `regularization` (default 1e-3), `position` (default
 * true: for images that are roughly aligned), `seed` (default 1).
 * @returns A reverse classifier for `reverseClassificationAccuracy`.
 * @throws ArgumentError if an option is unknown or out of range, or, from `fit` and `segment`, an image is not finite.
 *
 * @example
 * const image = tf.tensor3d([0, 0.1, 0.9, 1, 0, 0.2, 1, 0.8], [2, 4, 1]);
 * const segmentation = tf.tensor2d([[0, 0, 1, 1], [0, 0, 1, 1]], [2, 4], 'int32');
 * const fitted = await pixelClassifier({ position: false, width: 4 }).fit({ image, segmentation, classes: 2 });
 * const labels = await fitted.segment(image);
 * labels.print(); // [[0, 0, 1, 1], [0, 0, 1, 1]]
 * fitted.dispose();
 *
 * @see Valindria et al. 2017, "Reverse classification accuracy", section II-B, "constrained CNN": theirs is
 * DeepMedic, pretrained and fine-tuned.
 */
export function pixelClassifier(options?: PixelClassifierOptions): BuiltInReverseClassifier {
  const name = 'pixelClassifier';
  const { width, iterations, regularization, position, seed } = optionsArgument(name, options, {
    width: 12,
    iterations: 60,
    regularization: 1e-3,
    position: true,
    seed: 1,
  });
  numberArgument(name, 'width', width, { atLeast: 1, integer: true });
  numberArgument(name, 'iterations', iterations, { atLeast: 1, integer: true });
  numberArgument(name, 'regularization', regularization, { atLeast: 0, float32: true });
  booleanArgument(name, 'position', position);
  numberArgument(name, 'seed', seed, { integer: true });
  return {
    async fit({ image, segmentation, classes, signal }: ReverseExample) {
      const labels = await segmentation.data();
      const x = await inputOf(image, position);
      const shapes = layerShapes(x.shape.at(-1)!, width, classes);
      const targets = weightedTargets(labels, classes);
      const start = tensor(firstWeights(shapes, seed));
      const names = { functionName: name, loss: 'the loss', x: 'the weights' };
      const lossAt = (weights: Tensor): Scalar => {
        const logits = reshape(network(x, weights, shapes), [-1, classes]) as Tensor2D;
        const penalty = mul(sumAll(square(weights)), regularization / 2);
        return add(sumAll(crossEntropy(logits, targets, 1)), penalty);
      };
      try {
        const { x: weights } = await descend(lossAt, start, { maxIterations: iterations, signal }, names);
        if (signal?.aborted) {
          weights.dispose();
          throw signal.reason;
        }
        const segment = async (target: Tensor) => {
          const input = await inputOf(target, position);
          const labels = tidy(() => reshape(argMax(network(input, weights, shapes), -1), target.shape.slice(0, -1)));
          input.dispose();
          return labels;
        };
        return disposable({ segment }, () => weights.dispose());
      } finally {
        dispose([x, targets, start]);
      }
    },
  };
}

/** The features of an image, slices as a batch: [slices, height, width, features]. */
async function inputOf(image: Tensor, position: boolean): Promise<Tensor> {
  const size = image.shape.slice(0, -1);
  const values = await finiteValues('pixelClassifier', 'image', image);
  const columns = localFeatures(values, size, image.shape.at(-1)!, { radii: [2, 4], position });
  const features = new Float32Array(columns.length * columns[0].length);
  for (const [k, column] of columns.entries()) {
    for (let pixel = 0; pixel < column.length; pixel++) features[pixel * columns.length + k] = column[pixel];
  }
  const [depth, height, width] = size.length === 3 ? size : [1, ...size];
  return tensor(features, [depth, height, width, columns.length]);
}

/** One-hot classes times the weights of their pixels, which sum to 1. A class weighs the square root of its share. */
function weightedTargets(labels: ArrayLike<number>, classes: number): Tensor2D {
  const counts = new Float64Array(classes);
  for (let k = 0; k < labels.length; k++) if (labels[k] >= 0 && labels[k] < classes) counts[labels[k]]++;
  const roots = counts.map(Math.sqrt);
  const total = roots.reduce((sum, root) => sum + root, 0);
  const targets = new Float32Array(labels.length * classes);
  for (let k = 0; k < labels.length; k++) {
    const id = labels[k];
    if (id >= 0 && id < classes) targets[k * classes + id] = roots[id] / total / counts[id];
  }
  return tensor(targets, [labels.length, classes]) as Tensor2D;
}

/** Filters and biases of each layer. */
const layerShapes = (features: number, width: number, classes: number): number[][] => [
  [3, 3, features, width],
  [width],
  [3, 3, width, width],
  [width],
  [1, 1, width, classes],
  [classes],
];

function network(x: Tensor, weights: Tensor, shapes: number[][]): Tensor {
  const parts = split(weights, shapes.map(util.sizeFromShape)).map((part, k) => reshape(part, shapes[k]));
  let y = x;
  for (let k = 0; k < parts.length; k += 2) {
    const filtered = convolution(y, parts[k]);
    const linear = add(filtered, broadcast(parts[k + 1], filtered.shape));
    y = k + 2 < parts.length ? relu(linear) : linear;
  }
  return y;
}

/** Filters initialized as in He et al. 2015, uniformly; biases of 0. */
function firstWeights(shapes: number[][], seed: number): Float32Array {
  const random = mulberry32(seed);
  const parts = shapes.map((shape) => {
    const fanIn = util.sizeFromShape(shape.slice(0, -1));
    const bound = shape.length === 1 ? 0 : Math.sqrt(6 / fanIn);
    return Array.from({ length: util.sizeFromShape(shape) }, () => (2 * random() - 1) * bound);
  });
  return Float32Array.from(parts.flat());
}
