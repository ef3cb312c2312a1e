import { mulberry32 } from '../../internal/mulberry32';
import { yieldToEventLoop } from '../../internal/yieldToEventLoop';
import { Binning } from './binning';
import { growTree, type Tree, type TreeSettings } from './growTree';

export interface ForestSettings extends TreeSettings {
  trees: number;
  seed: number;
}

/** Trees, and the bins of the features that they test. */
export interface Forest {
  binning: Binning;
  trees: Tree[];
  classes: number;
}

/**
 * A random forest of histogram trees. Each tree is grown on examples drawn with replacement; each split is the best
 * border between the 256 bins of some features.
 *
 * `features` are columns, each of one number per example; `labels` are class ids.
 *
 * @see Breiman 2001, "Random forests"; histograms as in Ke et al. 2017, "LightGBM".
 */
export async function fitForest(
  features: Float32Array[],
  labels: ArrayLike<number>,
  classes: number,
  { trees, seed, ...settings }: ForestSettings,
  signal?: AbortSignal,
): Promise<Forest> {
  const binning = new Binning(features);
  const bins = features.map((column, feature) => binning.binsOf(column, feature));
  const random = mulberry32(seed);
  const count = labels.length;
  const grown: Tree[] = [];
  for (let tree = 0; tree < trees; tree++) {
    await yieldToEventLoop(signal);
    const examples = Int32Array.from({ length: count }, () => Math.floor(random() * count));
    grown.push(growTree(bins, labels, examples, classes, settings, random));
  }
  return { binning, trees: grown, classes };
}

/** The class of each example: the one with the largest mean share in the leaves, the first one in a tie. */
export async function predictForest(
  { binning, trees, classes }: Forest,
  features: Float32Array[],
  signal?: AbortSignal,
): Promise<Int32Array> {
  const bins = features.map((column, feature) => binning.binsOf(column, feature));
  const count = features[0].length;
  const shares = new Float32Array(count * classes);
  for (const { splits, leaves } of trees) {
    await yieldToEventLoop(signal);
    for (let example = 0; example < count; example++) {
      let node = 0;
      // Nodes before their leaves: [feature, last bin on the left, left, right], a leaf as −1 − its index.
      while (node >= 0) node = splits[4 * node + (bins[splits[4 * node]][example] <= splits[4 * node + 1] ? 2 : 3)];
      const leaf = (-1 - node) * classes;
      for (let k = 0; k < classes; k++) shares[example * classes + k] += leaves[leaf + k];
    }
  }
  return Int32Array.from({ length: count }, (_, example) => {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (shares[example * classes + k] > shares[example * classes + best]) best = k;
    }
    return best;
  });
}
