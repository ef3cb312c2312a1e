import { cast, equal, expandDims, range, type Tensor, type Tensor2D, type TensorLike } from '@tensorflow/tfjs-core';
import { tensorArgument } from '../internal/arguments';
import { toBatch } from '../internal/batch';
import { isTensor } from '../internal/describe';

/** Labels as probabilities [batch, classes]: class ids have one axis less than probabilities, and are int32. */
export function labelProbabilities(
  functionName: string,
  labels: Tensor | TensorLike,
  [batch, classes]: [number, number],
  unbatched: boolean,
): Tensor2D {
  const shape = unbatched ? [classes] : [batch, classes];
  const given = isTensor(labels) ? labels : tensorArgument(functionName, 'labels', labels);
  if (given.rank !== shape.length - 1) return toBatch(tensorArgument(functionName, 'labels', given, { shape }), 2);
  const ids = tensorArgument(functionName, 'labels', labels, { shape: shape.slice(0, -1), dtype: 'int32' });
  // tfjs's oneHot refuses a single class.
  return cast(equal(expandDims(toBatch(ids, 1), 1), range(0, classes, 1, 'int32')), 'float32') as Tensor2D;
}
