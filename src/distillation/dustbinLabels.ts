import {
  add,
  cast,
  equal,
  expandDims,
  less,
  mul,
  reshape,
  type Tensor,
  type TensorLike,
  tensor1d,
  where,
} from '@tensorflow/tfjs-core';
import { tidy } from '../engine/gradients';
import { noGradient } from '../engine/noGradient';
import { tensorArgument } from '../internal/arguments';
import { sumLastAxis } from '../ops/sumLastAxis/sumLastAxis';
import { classList } from './classList';

/**
 * The labels of a specialist: its own classes in the order of the list, and one extra class, the dustbin, for all
 * others.
 *
 *     label classes[i] ↦ i          any other class ↦ classes.length
 *
 * A negative label stays unchanged: it is not a class, and the hard part of `distillationLoss` skips it.
 *
 * @param labels int32 class ids of any shape.
 * @param classes The specialist's classes, all distinct.
 * @returns int32 ids of the same shape, from 0 to `classes.length`. They are integers and have no gradient.
 * @throws ArgumentError if the labels are not integers, or `classes` are not distinct ids.
 *
 * @example
 * dustbinLabels([3, 5, 0, 8, -1], [5, 8]).print(); // [2, 0, 2, 1, -1]
 *
 * @see Hinton et al. 2015, "Distilling the knowledge in a neural network", section 5.1: "combining all of the
 * classes that the specialist does not care about into a single dustbin class".
 */
export function dustbinLabels(labels: Tensor | TensorLike, classes: readonly number[]): Tensor {
  return tidy(() =>
    noGradient(() => {
      const given = tensorArgument('dustbinLabels', 'labels', labels, { dtype: 'int32' });
      const own = classList('dustbinLabels', 'classes', classes);
      const dustbin = own.length;
      const flat = reshape(given, [given.size]); // on WebGPU, tfjs broadcasts up to four axes
      // At most one of the differences counts, since the classes are distinct.
      const isOwn = cast(equal(expandDims(flat, 1), tensor1d([...own, -1], 'int32')), 'float32');
      const differences = tensor1d([...own.keys(), dustbin].map((index) => index - dustbin));
      const ids = cast(add(sumLastAxis(mul(isOwn, differences)), dustbin), 'int32');
      return reshape(where(less(flat, 0), flat, ids), given.shape);
    }),
  );
}
