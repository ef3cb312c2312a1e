import {
  add,
  broadcastTo,
  concat,
  pad,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import type { ByRank } from '../internal/ByRank';
import { fromBatch, toBatch } from '../internal/batch';
import { recordArgument } from '../internal/recordArgument';
import { attentionMatrix } from './thetaMatrix';

export interface AttentionParameters<Translation extends Tensor | TensorLike = Tensor | TensorLike> {
  /** `[batch]`, or one number for all: the size of the window as a fraction of the input. */
  scale: Tensor | TensorLike;
  /** `[batch, 2]`, or `[2]` for one example: (x, y) of its centre, in [−1, 1] inside the input. */
  translation: Translation;
}

/**
 * The θ of an attention window, a crop of the input with a scale and a centre.
 *
 *     θ = [s 0 tx; 0 s ty]
 *
 * @param parameters `scale` s, a number or `[batch]`, and `translation` (tx, ty), `[2]` or `[batch, 2]`.
 * @returns `[batch, 2, 3]`, or `[2, 3]` for one example, as `affineGrid` takes it.
 * @throws ArgumentError if a shape is wrong, scale or translation is missing, or an unknown name is given.
 *
 * @example
 * attentionTheta({ scale: 0.5, translation: [0.25, 0] }).print(); // [[0.5, 0, 0.25], [0, 0.5, 0]]
 *
 * @see Jaderberg et al. 2015, "Spatial transformer networks", eq. 2.
 */
export function attentionTheta<
  T extends Tensor | TensorLike,
  Theta extends ByRank<T, { 1: Tensor2D; 2: Tensor3D }> = ByRank<T, { 1: Tensor2D; 2: Tensor3D }>,
>(parameters: AttentionParameters<T>): Theta {
  return tidy(() => {
    const { scale, translation } = parametersArgument(parameters);
    const centre = tensorArgument('attentionTheta', 'translation', translation, { rank: [1, 2] });
    tensorArgument('attentionTheta', 'translation', centre, { shape: centre.rank === 1 ? [2] : [null, 2] });
    const size = tensorArgument('attentionTheta', 'scale', scale, { rank: [0, 1] });
    const batched = toBatch<Tensor2D>(centre, 2);
    const [batch] = batched.shape;
    if (size.rank === 1 && (centre.rank === 1 || size.shape[0] !== batch)) {
      throw new ArgumentError(
        'attentionTheta',
        'scale has the wrong shape',
        centre.rank === 1 ? '[]' : `[] or [${batch}]`,
        describeShape(size.shape),
      );
    }
    if (batch === 0) return emptyTheta(size, batched) as Theta;
    const scales = size.rank === 1 ? reshape(size, [batch, 1]) : broadcastTo(reshape(size, [1, 1]), [batch, 1]);
    return fromBatch(attentionMatrix(concat([scales, batched], 1) as Tensor2D), centre.rank === 1);
  });
}

/** An empty batch of matrices, connected to the parameters so that they get empty gradients. */
function emptyTheta(scale: Tensor, translation: Tensor2D): Tensor {
  const empty = (x: Tensor, columns: number) => pad(reshape(x, [0, columns]), [[0, 0], [0, 6 - columns]]); // biome-ignore format: pairs
  const matrices = scale.rank === 1 ? add(empty(translation, 2), empty(scale, 1)) : empty(translation, 2);
  return reshape(matrices, [0, 2, 3]);
}

function parametersArgument(parameters: AttentionParameters): AttentionParameters {
  if (parameters === undefined) {
    throw new ArgumentError('attentionTheta', 'no parameters', '{scale, translation}', 'undefined');
  }
  const { scale, translation } = recordArgument('attentionTheta', 'parameters', parameters, ['scale', 'translation']);
  if (scale !== undefined && translation !== undefined) return { scale, translation };
  const missing = scale === undefined ? 'scale' : 'translation';
  throw new ArgumentError('attentionTheta', `no ${missing}`, 'a tensor or (nested) numbers', 'undefined');
}
