import {
  cast,
  equal,
  expandDims,
  range,
  reshape,
  type Tensor,
  type Tensor2D,
  type TensorLike,
  util,
} from '@tensorflow/tfjs-core';
import { tensorArgument } from '../internal/arguments';
import { isTensor } from '../internal/describe';

/**
 * The labels for logits of the given shape as probabilities [rows, classes], zero where a class id is out of range.
 * Class ids are int32 and have one axis fewer than probabilities.
 */
export function labelProbabilities(
  functionName: string,
  labels: Tensor | TensorLike,
  shape: number[],
): { targets: Tensor2D; areIds: boolean } {
  const classes = shape[shape.length - 1];
  const rows = util.sizeFromShape(shape.slice(0, -1));
  const given = isTensor(labels) ? labels : tensorArgument(functionName, 'labels', labels);
  if (given.rank !== shape.length - 1) {
    const probabilities = tensorArgument(functionName, 'labels', given, { shape });
    return { targets: reshape(probabilities, [rows, classes]), areIds: false };
  }
  const ids = tensorArgument(functionName, 'labels', labels, { shape: shape.slice(0, -1), dtype: 'int32' });
  // tfjs's oneHot rejects a single class.
  const isClass = equal(expandDims(reshape(ids, [rows]), 1), range(0, classes, 1, 'int32'));
  return { targets: cast(isClass, 'float32') as Tensor2D, areIds: true };
}
