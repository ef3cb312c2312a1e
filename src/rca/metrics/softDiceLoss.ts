import {
  add,
  div,
  mul,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tensor1D,
  type TensorLike,
  transpose,
} from '@tensorflow/tfjs-core';
import { tidy } from '../../engine/gradients';
import { ArgumentError } from '../../internal/ArgumentError';
import {
  booleanArgument,
  describeShape,
  numberArgument,
  requireSameShape,
  tensorArgument,
} from '../../internal/arguments';
import { optionsArgument } from '../../internal/optionsArgument';
import { type Reduced, type Reduction, reduceBatch, reductionArgument } from '../../ops/reduceBatch';
import { sumLastAxis } from '../../ops/sumLastAxis/sumLastAxis';
import { zerosOf } from '../../ops/zerosOf';

export interface SoftDiceLossOptions<R extends Reduction = Reduction> {
  /** s, added to numerator and denominator (default 1e-6). */
  smoothing?: number;
  /** Leaves out class 0 (default false). */
  ignoreBackground?: boolean;
  /** How the losses of a batch are reduced; `'none'` keeps one per example. */
  reduction?: R;
}

/**
 * The Dice coefficient of probabilities, as a loss for training.
 *
 *     L = 1 − mean over classes of (2 Σ p t + s) / (Σ p + Σ t + s)
 *
 * per example, with sums over positions, in [0, 1] for probabilities. A class that is absent from both arguments of an
 * example has loss 0. Both arguments get gradients.
 *
 * @param probabilities p, `[batch, ..., classes]`: the first axis is always the batch.
 * @param truth t, of the same shape: one-hot classes, or probabilities.
 * @param options `smoothing` s (default 1e-6, above 0), `ignoreBackground` (default false), `reduction` over the batch.
 * @returns A scalar; `[batch]` with `reduction: 'none'`.
 * @throws ArgumentError if the shapes differ, the rank is below 2, a size is 0, or an option is unknown or out of
 * range.
 *
 * @example
 * softDiceLoss([[[0.5, 0.5], [0, 1]]], [[[1, 0], [0, 1]]]).print(); // 0.2666664
 *
 * @see Milletari et al. 2016, "V-Net: fully convolutional neural networks for volumetric medical image
 * segmentation", section 3, which squares p and t in the denominator; without squares as in Drozdzal et al. 2016.
 */
export function softDiceLoss<R extends Reduction = 'mean'>(
  probabilities: Tensor | TensorLike,
  truth: Tensor | TensorLike,
  options?: SoftDiceLossOptions<R>,
): Reduced<R> {
  return tidy(() => {
    const name = 'softDiceLoss';
    const defaults = { smoothing: 1e-6, ignoreBackground: false, reduction: 'mean' } as const;
    const { smoothing, ignoreBackground, reduction } = optionsArgument(name, options, defaults);
    const given = tensorArgument(name, 'probabilities', probabilities, { rank: [2, 3, 4, 5, 6] });
    const target = tensorArgument(name, 'truth', truth);
    requireSameShape(name, 'probabilities', given, 'truth', target);
    numberArgument(name, 'smoothing', smoothing, { above: 0, float32: true });
    booleanArgument(name, 'ignoreBackground', ignoreBackground);
    reductionArgument(name, reduction);
    const [batch, ...rest] = given.shape;
    const classes = rest.pop()!;
    if (rest.includes(0) || classes < (ignoreBackground ? 2 : 1)) {
      const got = `shape ${describeShape(given.shape)}`;
      throw new ArgumentError(name, 'probabilities has no position or no class to score', 'at least one of each', got);
    }
    if (batch === 0) return reduceBatch<R>(zerosOf([given, target], [0]), reduction, false);
    const positionsLast = (x: Tensor) => {
      const byClass = transpose(reshape(x, [batch, -1, classes]), [0, 2, 1]);
      return ignoreBackground ? slice(byClass, [0, 1, 0]) : byClass;
    };
    const [p, t] = [positionsLast(given), positionsLast(target)];
    const numerator = add(mul(sumLastAxis(mul(p, t)), 2), smoothing);
    const denominator = add(add(sumLastAxis(p), sumLastAxis(t)), smoothing);
    const coefficients = div(numerator, denominator);
    const mean = div(sumLastAxis(coefficients), coefficients.shape[1]!);
    return reduceBatch<R>(sub(1, mean) as Tensor1D, reduction, false);
  });
}
