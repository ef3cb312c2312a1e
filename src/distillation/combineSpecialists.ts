import { type Tensor, type Tensor2D, type TensorLike, tensor2d } from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { choiceArgument, numberArgument, tensorArgument } from '../internal/arguments';
import { listArgument } from '../internal/listArgument';
import { optionsArgument } from '../internal/optionsArgument';
import { recordArgument } from '../internal/recordArgument';
import { yieldToEventLoop } from '../internal/yieldToEventLoop';
import { classList } from './classList';
import { combineOpinions, type Opinion } from './combineOpinions';

export interface Specialist {
  /** Predictions `[batch, k + 1]`: the k classes in the order of `classes`, then the dustbin. */
  probabilities: Tensor | TensorLike;
  /** The ids of its classes. */
  classes: readonly number[];
}

export interface CombineSpecialistsOptions {
  /** The direction of the divergences. */
  direction?: 'forward' | 'reverse';
  /** Ask only specialists that have one of the generalist's `top` likeliest classes. */
  top?: number;
  /** The maximum number of iterations per example. */
  iterations?: number;
}

/**
 * The distribution q that is jointly closest to those of a generalist and its specialists.
 *
 *     'forward'   minimizes KL(g ‖ q) + Σₘ KL(pₘ ‖ qₘ)      'reverse'   minimizes KL(q ‖ g) + Σₘ KL(qₘ ‖ pₘ)
 *
 * qₘ is q with all classes that specialist m lacks merged into one, its dustbin. Both problems are convex. The first is
 * solved by expectation maximization, the second by multiplicative updates; every step of either lowers the sum. An
 * example is done when its probabilities change by less than 1e-10. If every specialist has all classes, the result is
 * the arithmetic (`'forward'`) or the normalized geometric mean (`'reverse'`).
 *
 * The function reads the probabilities and works in float64 on the CPU; the result has no gradient.
 *
 * @param generalist The generalist's predictions over all classes, `[batch, C]`.
 * @param specialists A list of `{probabilities, classes}`.
 * @param options `direction` (default `'forward'`); `top`, 1 or more (default: ask all specialists); `iterations`
 * (default 1000).
 * @returns q, `[batch, C]`.
 * @throws ArgumentError (as a rejection) if the shapes do not fit, a row is not a distribution, or an option is out of
 * range; with `'reverse'` also if the models of an example together rule out every class.
 *
 * @example
 * const specialist = { probabilities: [[0.7, 0.1, 0.2]], classes: [0, 1] };
 * (await combineSpecialists([[0.3, 0.3, 0.4]], [specialist])).print(); // [[0.5, 0.2, 0.3]]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 5.4 and eq. 5, with KL(p ‖ q);
 * the paper uses gradient descent, and `top` 1.
 */
export async function combineSpecialists(
  generalist: Tensor | TensorLike,
  specialists: readonly Specialist[],
  options?: CombineSpecialistsOptions,
): Promise<Tensor2D> {
  const name = 'combineSpecialists';
  const { direction, top, iterations } = optionsArgument(name, options, {
    direction: 'forward',
    top: undefined,
    iterations: 1000,
  });
  choiceArgument(name, 'direction', direction, ['forward', 'reverse']);
  if (top !== undefined) numberArgument(name, 'top', top, { atLeast: 1, integer: true });
  numberArgument(name, 'iterations', iterations, { atLeast: 1, integer: true });
  const given = await distributions('generalist', generalist, [null, null]);
  const [batch, classes] = given.shape;
  const listed = listArgument(
    name,
    'specialists',
    specialists,
    'a list of {probabilities, classes}',
    (entry, index) => {
      const label = `specialists[${index}]`;
      const { probabilities, classes: own } = recordArgument(name, label, entry as Specialist, [
        'probabilities',
        'classes',
      ]);
      return { label, probabilities, own: classList(name, `${label}.classes`, own, classes) };
    },
  );
  const models = await Promise.all(
    listed.map(async ({ label, probabilities, own }) => ({
      own,
      ...(await distributions(`${label}.probabilities`, probabilities, [batch, own.length + 1])),
    })),
  );

  const result = new Float32Array(batch * classes);
  for (let example = 0; example < batch; example++) {
    const general = given.row(example);
    const likeliest = top === undefined ? undefined : new Set(order(general).slice(0, top));
    const opinions: Opinion[] = models
      .filter(({ own }) => !likeliest || own.some((id) => likeliest.has(id)))
      .map(({ own, row }) => ({ own, probabilities: row(example) }));
    const combined = combineOpinions(general, opinions, { direction, iterations });
    if (!combined) {
      const problem = `the models rule out every class of example ${example}`;
      throw new ArgumentError(name, problem, 'a class that all consider possible', 'none');
    }
    result.set(combined, example * classes);
    await yieldToEventLoop();
  }
  return tensor2d(result, [batch, classes]);
}

/** The class ids, likeliest first. */
const order = (probabilities: Float64Array): number[] =>
  [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);

/** The rows of a matrix of probabilities, scaled to sum to 1 exactly. */
async function distributions(argument: string, given: Tensor | TensorLike, shape: (number | null)[]) {
  const tensor = tidy(() => tensorArgument('combineSpecialists', argument, given, { shape }));
  const values = Float64Array.from(await tensor.data());
  if (tensor !== given) tensor.dispose();
  const [rows, size] = tensor.shape;
  const row = (index: number) => values.subarray(index * size, (index + 1) * size);
  for (let index = 0; index < rows; index++) {
    const entries = row(index);
    const sum = entries.reduce((total, entry) => total + entry, 0);
    if (!(Math.abs(sum - 1) < 1e-3) || entries.some((entry) => entry < 0)) {
      const expected = 'numbers of 0 or more that sum to 1';
      const got = `a sum of ${sum}, and a least number of ${Math.min(...entries)}`;
      throw new ArgumentError('combineSpecialists', `${argument}[${index}] is not a distribution`, expected, got);
    }
    entries.forEach((entry, at) => {
      entries[at] = entry / sum;
    });
  }
  return { shape: tensor.shape as [number, number], row };
}
