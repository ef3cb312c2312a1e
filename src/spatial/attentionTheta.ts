import {
  broadcastTo,
  concat,
  reshape,
  split,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type TensorLike,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { ArgumentError } from '../internal/ArgumentError';
import { describeShape, tensorArgument } from '../internal/arguments';
import { fromBatch, toBatch } from '../internal/batch';
import { optionsArgument } from '../internal/optionsArgument';

export interface AttentionParameters {
  /** `[batch]`, or one number for all: the size of what the output shows, as a fraction of the input. */
  scale: Tensor | TensorLike;
  /** `[batch, 2]`, or `[2]` for one example: (x, y) of its centre, in [−1, 1] inside the input. */
  translation: Tensor | TensorLike;
}

/**
 * The θ of an attention window: a crop of the input, with its scale and centre.
 *
 *     θ = [s 0 tx; 0 s ty]
 *
 * @returns `[batch, 2, 3]`, or `[2, 3]` for one example, as `affineGrid` takes it.
 * @throws ArgumentError if a shape is wrong, scale or translation is missing, or another name is given.
 *
 * @example
 * attentionTheta({ scale: 0.5, translation: [0.25, 0] }).print(); // [[0.5, 0, 0.25], [0, 0.5, 0]]
 *
 * Source: Jaderberg et al. 2015, "Spatial transformer networks", eq. 2.
 */
export function attentionTheta(parameters: AttentionParameters): Tensor2D | Tensor3D {
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
    const scales = size.rank === 1 ? reshape(size, [batch, 1]) : broadcastTo(reshape(size, [1, 1]), [batch, 1]);
    return fromBatch<Tensor2D>(attentionMatrix(concat([scales, batched], 1) as Tensor2D), centre.rank === 1);
  });
}

function parametersArgument(parameters: AttentionParameters): AttentionParameters {
  if (parameters === undefined) {
    throw new ArgumentError('attentionTheta', 'no parameters', '{scale, translation}', 'undefined');
  }
  const { scale, translation } = optionsArgument(
    'attentionTheta',
    parameters,
    { scale: undefined, translation: undefined },
    'parameter',
  );
  if (scale !== undefined && translation !== undefined) return { scale, translation };
  const missing = scale === undefined ? 'scale' : 'translation';
  throw new ArgumentError('attentionTheta', `no ${missing}`, 'a tensor or (nested) numbers', 'undefined');
}

/** [s 0 tx; 0 s ty] for each row (s, tx, ty). */
export function attentionMatrix(parameters: Tensor2D): Tensor3D {
  const [batch] = parameters.shape;
  const [scale, x, y] = split(parameters, 3, 1);
  const zero = zeros([batch, 1]);
  return reshape(concat([scale, zero, x, zero, scale, y], 1), [batch, 2, 3]);
}
