import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../internal/ArgumentError';
import { booleanArgument, describe, numberArgument } from '../../internal/arguments';
import { isArray } from '../../internal/describe';
import { finiteValues } from '../../internal/finiteValues';
import { optionsArgument } from '../../internal/optionsArgument';
import { disposable } from '../disposable';
import { fitForest, predictForest } from '../forest/randomForest';
import { localFeatures } from './localFeatures';
import type { BuiltInReverseClassifier, ReverseExample } from './reverseClassifier';

export interface ForestClassifierOptions {
  /** The number of trees (default 30). */
  trees?: number;
  /** The maximum number of splits from the root of a tree to a leaf (default 20). */
  maxDepth?: number;
  /** The minimum number of pixels in a leaf (default 3). */
  minLeafSize?: number;
  /** The radii of the boxes whose means are features, in pixels (default [1, 2, 4, 8]). */
  radii?: readonly number[];
  /** Whether the position of a pixel is among its features (default true). */
  position?: boolean;
  /** The seed of the random draws (default 1): the same seed gives the same trees. */
  seed?: number;
}

/**
 * A reverse classifier that learns pixel by pixel: a random forest on local features of the image.
 *
 * The features of a pixel are its intensity, means in boxes around it, differences between boxes on both sides of it
 * along each axis, the deviation in the smallest box and, with `position`, its position. Every image is standardized
 * first. Each tree is grown on a bootstrap sample. Each split considers the square root of the number of features, in
 * 256-bin histograms, and minimizes the Gini impurity. Everything runs on the CPU in typed arrays and yields to the
 * event loop between trees.
 *
 * @param options `trees` (default 30), `maxDepth` (20), `minLeafSize` (3), `radii` (default [1, 2, 4, 8]), `position`
 * (default true: for images that are roughly aligned), `seed` (default 1).
 * @returns A reverse classifier for `reverseClassificationAccuracy`.
 * @throws ArgumentError if an option is unknown or out of range, or, from `fit` and `segment`, an image is not finite.
 *
 * @example
 * const image = tf.tensor3d([0, 0.1, 0.9, 1, 0, 0.2, 1, 0.8], [2, 4, 1]);
 * const segmentation = tf.tensor2d([[0, 0, 1, 1], [0, 0, 1, 1]], [2, 4], 'int32');
 * const classifier = forestClassifier({ radii: [1], minLeafSize: 1, position: false });
 * const fitted = await classifier.fit({ image, segmentation, classes: 2 });
 * const labels = await fitted.segment(tf.reverse(image, 1));
 * labels.print(); // [[1, 1, 0, 0], [1, 1, 0, 0]]
 *
 * @see Breiman 2001, "Random forests"; Valindria et al. 2017, "Reverse classification accuracy", section II-B, whose
 * atlas forests (Zikic et al. 2014) use randomly placed boxes.
 */
export function forestClassifier(options?: ForestClassifierOptions): BuiltInReverseClassifier {
  const name = 'forestClassifier';
  const { trees, maxDepth, minLeafSize, radii, position, seed } = optionsArgument(name, options, {
    trees: 30,
    maxDepth: 20,
    minLeafSize: 3,
    radii: [1, 2, 4, 8],
    position: true,
    seed: 1,
  });
  numberArgument(name, 'trees', trees, { atLeast: 1, integer: true });
  numberArgument(name, 'maxDepth', maxDepth, { atLeast: 1, integer: true });
  numberArgument(name, 'minLeafSize', minLeafSize, { atLeast: 1, integer: true });
  if (!isArray(radii)) throw new ArgumentError(name, 'radii is not a list', 'a list of radii', describe(radii));
  for (const radius of radii) numberArgument(name, 'radii', radius, { atLeast: 1, integer: true });
  booleanArgument(name, 'position', position);
  numberArgument(name, 'seed', seed, { integer: true });
  const settings = { radii: [...radii], position };
  const columnsOf = async (image: Tensor) => {
    const values = await finiteValues(name, 'image', image);
    return localFeatures(values, image.shape.slice(0, -1), image.shape.at(-1)!, settings);
  };
  return {
    async fit({ image, segmentation, classes, signal }: ReverseExample) {
      const labels = Int32Array.from(await segmentation.data(), (label) => Math.min(Math.max(label, 0), classes - 1));
      const columns = await columnsOf(image);
      const featuresPerSplit = Math.max(1, Math.round(Math.sqrt(columns.length)));
      const growing = { trees, maxDepth, minLeafSize, featuresPerSplit, seed };
      const forest = await fitForest(columns, labels, classes, growing, signal);
      const segment = async (target: Tensor) => {
        const predictions = await predictForest(forest, await columnsOf(target), signal);
        return tensor(predictions, target.shape.slice(0, -1), 'int32');
      };
      return disposable({ segment }, () => {}); // the forest has no tensors
    },
  };
}
