import { matMul, mean, sub, type Tensor, type Tensor2D, type TensorLike, transpose } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, numberArgument, tensorArgument } from '../internal/arguments';
import { mulberry32 } from '../internal/mulberry32';
import { optionsArgument } from '../internal/optionsArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { kMeans } from './kMeans';

export interface SpecialistClassesOptions {
  /** The number of specialists. */
  count: number;
  /** An integer; the same seed gives the same clusters. */
  seed?: number;
}

/** The number of starts, of which the best is kept, because k-means ends in a local optimum. */
const starts = 5;

/**
 * Divides classes among specialists: those that a generalist often predicts together go to the same specialist.
 *
 * It runs k-means on the columns of the covariance matrix of the generalist's probabilities, and keeps the best of five
 * starts.
 *
 * @param probabilities The generalist's predictions `[N, C]`; no labels are needed.
 * @param options `count`, from 1 to C; `seed` (default 0).
 * @returns `count` lists of class ids, each ascending, ordered by their first id; every class is in exactly one.
 * @throws ArgumentError (as a rejection) if probabilities is not `[N, C]` of finite numbers, or an option is out of
 * range.
 *
 * @example
 * const confused = [[0.5, 0.5, 0, 0], [0.6, 0.4, 0, 0], [0, 0, 0.3, 0.7], [0, 0, 0.6, 0.4]];
 * (await specialistClasses(confused, { count: 2 })).join(' | '); // 0,1 | 2,3
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 5.2, with Lloyd's k-means instead
 * of an on-line one.
 */
export async function specialistClasses(
  probabilities: Tensor | TensorLike,
  options: SpecialistClassesOptions,
): Promise<number[][]> {
  const { count, seed } = optionsArgument('specialistClasses', options, { count: undefined, seed: 0 });
  numberArgument('specialistClasses', 'seed', seed, { integer: true });
  const covariance = tidy(() => {
    const given = tensorArgument<Tensor2D>('specialistClasses', 'probabilities', probabilities, { rank: 2 });
    const classes = given.shape[1];
    if (given.size === 0) {
      const got = describeShape(given.shape);
      throw new ArgumentError('specialistClasses', 'probabilities is empty', 'examples and classes', got);
    }
    numberArgument('specialistClasses', 'count', count, { atLeast: 1, atMost: classes, integer: true });
    const centred: Tensor2D = sub(given, mean(given, 0, true));
    return matMul(transpose(centred), centred); // N times the covariance: the clusters are the same
  });
  try {
    const values = (await covariance.data()) as Float32Array;
    if (!values.every(Number.isFinite)) {
      throw new ArgumentError('specialistClasses', 'probabilities are not finite', 'finite numbers', 'NaN or infinity');
    }
    const classes = covariance.shape[0];
    const columns = Array.from({ length: classes }, (_, index) =>
      values.subarray(index * classes, (index + 1) * classes),
    );
    const random = mulberry32(seed);
    let best = kMeans(columns, count!, random);
    for (let start = 1; start < starts; start++) {
      await yieldToEventLoop();
      const other = kMeans(columns, count!, random);
      if (other.inertia < best.inertia) best = other;
    }
    const lists = Array.from({ length: count! }, (_, cluster) =>
      columns.flatMap((_, index) => (best.clusters[index] === cluster ? [index] : [])),
    );
    return lists.sort((a, b) => a[0] - b[0]);
  } finally {
    covariance.dispose();
  }
}
