import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  alphaNormLoss,
  type ContentLossOptions,
  contentLoss,
  type FeatureExtractor,
  featureInversionLoss,
  gramLoss,
  gramMatrix,
  maskedStyleLoss,
  propagateMasks,
  type Reduced,
  resizeMasks,
  segmentMasks,
  styleLoss,
  totalVariationLoss,
  vggPreprocess,
} from '../../src/style';

// tsc checks these; the functions are never called.

const map = [[[1, 2, 3]]];
const maps = [map];
const [example, batch] = [() => tf.tensor3d(map), () => tf.tensor4d(maps)];
/** Of a rank that TypeScript does not know. */
const some = (): tf.Tensor => example();

type Scalar = tf.Scalar;
type PerExample = tf.Scalar | tf.Tensor1D;

test("reduction: a scalar, or with 'none' one value per example", () => {
  expectTypeOf(() => contentLoss(map, map)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => contentLoss(map, map, {})).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => contentLoss(map, map, { reduction: 'mean' })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => contentLoss(map, map, { reduction: 'sum' })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => contentLoss(map, map, { reduction: 'none' })).returns.toEqualTypeOf<PerExample>();
  const options: ContentLossOptions = { reduction: 'sum' };
  expectTypeOf(() => contentLoss(map, map, options)).returns.toEqualTypeOf<PerExample>();
  const either = 'sum' as 'sum' | 'mean';
  expectTypeOf(() => contentLoss(map, map, { reduction: either })).returns.toEqualTypeOf<Scalar>();
  // @ts-expect-error: no such reduction
  expectTypeOf(() => contentLoss(map, map, { reduction: 'average' })).toBeFunction();
  // One signature, so it can be wrapped.
  const wrapped = <R extends 'mean' | 'none'>(reduction: R): Reduced<R> => contentLoss(map, map, { reduction });
  expectTypeOf(() => wrapped('mean')).returns.toEqualTypeOf<Scalar>();
});

test('reduction of the other losses, along with their options', () => {
  const none = { reduction: 'none' } as const;
  expectTypeOf(() => gramLoss(map, map, none)).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => gramLoss(map, map)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => styleLoss(map, map, none)).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => styleLoss(map, map)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => featureInversionLoss(map, map, none)).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => featureInversionLoss(map, map)).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => alphaNormLoss(map, { alpha: 2, ...none })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => alphaNormLoss(map, { alpha: 2 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => totalVariationLoss(map, { beta: 1, ...none })).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => totalVariationLoss(map, { beta: 1 })).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() =>
    maskedStyleLoss(map, map, map, map, { weights: [1, 2, 3], ...none }),
  ).returns.toEqualTypeOf<PerExample>();
  expectTypeOf(() => maskedStyleLoss(map, map, map, map, { areaWeighted: true })).returns.toEqualTypeOf<Scalar>();
});

test('losses accept inline tensors of any rank', () => {
  expectTypeOf(() => contentLoss(tf.ones([2, 2, 2]), tf.ones([2, 2, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => contentLoss(tf.ones([1, 2, 2, 2]), tf.ones([1, 2, 2, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => gramLoss(gramMatrix(tf.ones([2, 2, 2])), tf.ones([2, 2]))).returns.toEqualTypeOf<Scalar>();
  expectTypeOf(() => styleLoss(vggPreprocess(tf.ones([1, 2, 2, 3])), maps)).returns.toEqualTypeOf<Scalar>();
});

test('gramMatrix', () => {
  expectTypeOf(() => gramMatrix(example())).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => gramMatrix(batch())).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => gramMatrix(map)).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => gramMatrix(maps)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => gramMatrix(some())).returns.toEqualTypeOf<tf.Tensor2D | tf.Tensor3D>();
  expectTypeOf((): tf.Tensor2D => gramMatrix(tf.ones([2, 2, 2]))).toBeFunction();
  expectTypeOf((): tf.Tensor3D => gramMatrix(tf.ones([1, 2, 2, 2]), { center: true })).toBeFunction();
  expectTypeOf((): tf.Tensor3D => gramMatrix(some())).toBeFunction();
  expectTypeOf(() => tf.matMul(gramMatrix(tf.ones([2, 2, 2])), tf.ones([2, 2]))).toBeFunction();
  // @ts-expect-error: one example has a matrix
  expectTypeOf((): tf.Tensor3D => gramMatrix(example())).toBeFunction();
});

test('vggPreprocess, resizeMasks, propagateMasks: the rank of the argument', () => {
  expectTypeOf(() => vggPreprocess(example())).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => vggPreprocess(batch())).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => vggPreprocess(map)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf((): tf.Tensor4D => vggPreprocess(tf.ones([1, 2, 2, 3]))).toBeFunction();
  expectTypeOf((): tf.Tensor3D => vggPreprocess(tf.ones([2, 2, 3]))).toBeFunction();
  expectTypeOf(() => resizeMasks(batch(), [2, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => resizeMasks(maps, [2, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf((): tf.Tensor3D => resizeMasks(tf.ones([4, 4, 2]), [2, 2])).toBeFunction();
  expectTypeOf(() => propagateMasks(example(), ['pool'])).returns.toEqualTypeOf<tf.Tensor3D[]>();
  expectTypeOf(() => propagateMasks(batch(), ['pool'])).returns.toEqualTypeOf<tf.Tensor4D[]>();
  expectTypeOf((): tf.Tensor4D[] => propagateMasks(tf.ones([1, 4, 4, 2]), ['conv'])).toBeFunction();
});

test('segmentMasks: one rank more than the labels', () => {
  expectTypeOf(() => segmentMasks([[0, 1]], { classes: 2 })).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => segmentMasks([[[0, 1]]], { classes: 2 })).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => segmentMasks(tf.tensor2d([[0]]), { classes: 2 })).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => segmentMasks(tf.tensor3d([[[0]]]), { classes: 2 })).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf((): tf.Tensor3D => segmentMasks(tf.ones([2, 2], 'int32'), { classes: 2 })).toBeFunction();
});

test('a feature extractor', () => {
  const features = null as unknown as FeatureExtractor<'conv1' | 'conv2'>;
  expectTypeOf(() => features(example())).returns.toEqualTypeOf<Record<'conv1' | 'conv2', tf.Tensor3D>>();
  expectTypeOf(() => features(batch()).conv1).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf((): Record<'conv1', tf.Tensor4D> => features(tf.ones([1, 2, 2, 3]))).toBeFunction();
  expectTypeOf(() => styleLoss(features(tf.ones([2, 2, 3])).conv1, map)).returns.toEqualTypeOf<Scalar>();
});
