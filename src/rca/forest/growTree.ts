import { mostBins } from './binning';

export interface TreeSettings {
  /** The maximum number of splits from the root to a leaf. */
  maxDepth: number;
  /** The minimum number of examples in a leaf. */
  minLeafSize: number;
  /** The number of features that each split considers. */
  featuresPerSplit: number;
}

export interface Tree {
  /** Four numbers per node: feature, last bin that goes left, left and right child; a leaf as −1 − its index. */
  splits: Int32Array;
  /** The share of each class in each leaf. */
  leaves: Float32Array;
}

/** The split of a node into two sides. */
interface Split {
  feature: number;
  bin: number;
}

/** Nodes with fewer examples are sorted, because their histograms would be mostly empty. */
const small = 40;

/**
 * Grows a tree until its leaves are pure, too small or too deep. A split maximizes Σ_k n_k² / n summed over both sides,
 * which minimizes their Gini impurity. It must improve on the unsplit node.
 */
export function growTree(
  bins: Uint8Array[],
  labels: ArrayLike<number>,
  examples: Int32Array,
  classes: number,
  settings: TreeSettings,
  random: () => number,
): Tree {
  const finder = new SplitFinder(bins, labels, classes, settings, random);
  const splits: number[] = [];
  const leaves: number[] = [];
  const parts: { start: number; end: number; depth: number; slot: number }[] = [];
  parts.push({ start: 0, end: examples.length, depth: 0, slot: -1 });
  const counts = new Float64Array(classes);
  for (let part = parts.pop(); part; part = parts.pop()) {
    const { start, end, depth, slot } = part;
    counts.fill(0);
    for (let k = start; k < end; k++) counts[labels[examples[k]]]++;
    const pure = counts.some((count) => count === end - start);
    const divisible = !pure && depth < settings.maxDepth && end - start >= 2 * settings.minLeafSize;
    const split = divisible ? finder.best(examples, start, end, counts) : undefined;
    const node = split ? splits.length / 4 : -1 - leaves.length / classes;
    if (slot >= 0) splits[slot] = node;
    if (split) {
      const middle = partition(examples, start, end, bins[split.feature], split.bin);
      splits.push(split.feature, split.bin, 0, 0);
      parts.push({ start: middle, end, depth: depth + 1, slot: 4 * node + 3 });
      parts.push({ start, end: middle, depth: depth + 1, slot: 4 * node + 2 });
    } else {
      for (const count of counts) leaves.push(count / (end - start));
    }
  }
  // A tree with one leaf still has a root: both sides lead to the leaf.
  if (splits.length === 0) splits.push(0, 0, -1, -1);
  return { splits: Int32Array.from(splits), leaves: Float32Array.from(leaves) };
}

/** Moves the examples that go left to the front. Returns where the others begin. */
function partition(examples: Int32Array, start: number, end: number, bins: Uint8Array, bin: number): number {
  let [left, right] = [start, end - 1];
  while (left <= right) {
    if (bins[examples[left]] <= bin) left++;
    else {
      const other = examples[right];
      examples[right--] = examples[left];
      examples[left] = other;
    }
  }
  return left;
}

class SplitFinder {
  readonly #histogram: Int32Array;
  readonly #left: Float64Array;
  readonly #order: Int32Array;
  readonly #keys = new Int32Array(small);

  constructor(
    readonly bins: Uint8Array[],
    readonly labels: ArrayLike<number>,
    readonly classes: number,
    readonly settings: TreeSettings,
    readonly random: () => number,
  ) {
    this.#histogram = new Int32Array(mostBins * classes);
    this.#left = new Float64Array(classes);
    this.#order = Int32Array.from(bins, (_, feature) => feature);
  }

  /** The best split among some random features; if none of them has a split, among further ones. */
  best(examples: Int32Array, start: number, end: number, counts: Float64Array): Split | undefined {
    const order = this.#order;
    let best: Split | undefined;
    // Slightly more than the score of the unsplit node, because a split must gain something.
    let bestScore = (squares(counts) / (end - start)) * (1 + 1e-12);
    for (let drawn = 0; drawn < order.length; drawn++) {
      if (drawn >= this.settings.featuresPerSplit && best) break;
      const other = drawn + Math.floor(this.random() * (order.length - drawn));
      [order[drawn], order[other]] = [order[other], order[drawn]];
      const feature = order[drawn];
      const found = this.#bestOf(this.bins[feature], examples, start, end, counts);
      if (found.score > bestScore) {
        bestScore = found.score;
        best = { feature, bin: found.bin };
      }
    }
    return best;
  }

  #bestOf(bins: Uint8Array, examples: Int32Array, start: number, end: number, counts: Float64Array) {
    this.#left.fill(0);
    return end - start < small
      ? this.#bestOfSorted(bins, examples, start, end, counts)
      : this.#bestOfHistogram(bins, examples, start, end, counts);
  }

  #bestOfHistogram(bins: Uint8Array, examples: Int32Array, start: number, end: number, counts: Float64Array) {
    const { classes, labels } = this;
    const histogram = this.#histogram.fill(0);
    for (let k = start; k < end; k++) {
      const example = examples[k];
      histogram[bins[example] * classes + labels[example]]++;
    }
    const scan = new Scan(this.#left, counts, end - start, this.settings.minLeafSize);
    for (let bin = 0; bin < mostBins - 1; bin++) {
      let some = 0;
      for (let k = 0; k < classes; k++) {
        const count = histogram[bin * classes + k];
        if (count > 0) scan.take(k, count);
        some += count;
      }
      if (some > 0) scan.cut(bin);
    }
    return scan;
  }

  /** The same from (bin, class) pairs sorted by bin. */
  #bestOfSorted(bins: Uint8Array, examples: Int32Array, start: number, end: number, counts: Float64Array) {
    const { classes, labels } = this;
    const keys = this.#keys;
    const count = end - start;
    for (let k = 0; k < count; k++) {
      const example = examples[start + k];
      const key = bins[example] * classes + labels[example];
      let at = k;
      for (; at > 0 && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
      keys[at] = key;
    }
    const scan = new Scan(this.#left, counts, count, this.settings.minLeafSize);
    for (let k = 0; k < count - 1; k++) {
      const bin = Math.floor(keys[k] / classes);
      scan.take(keys[k] - bin * classes, 1);
      if (keys[k + 1] >= (bin + 1) * classes) scan.cut(bin);
    }
    return scan;
  }
}

/** Scans a node's examples from left to right, and keeps the best place to cut. */
class Scan {
  bin = -1;
  score = -1;
  #count = 0;
  #leftSquares = 0;
  #rightSquares: number;

  constructor(
    readonly left: Float64Array,
    readonly counts: Float64Array,
    readonly total: number,
    readonly least: number,
  ) {
    this.#rightSquares = squares(counts);
  }

  take(id: number, count: number): void {
    const before = this.left[id];
    const right = this.counts[id] - before;
    this.#leftSquares += count * (2 * before + count);
    this.#rightSquares += count * (count - 2 * right);
    this.left[id] = before + count;
    this.#count += count;
  }

  cut(bin: number): void {
    const right = this.total - this.#count;
    if (this.#count < this.least || right < this.least) return;
    const score = this.#leftSquares / this.#count + this.#rightSquares / right;
    if (score <= this.score) return;
    this.score = score;
    this.bin = bin;
  }
}

function squares(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count * count;
  return sum;
}
