import * as tf from '@tensorflow/tfjs-core';
import { expectTypeOf, test } from 'vitest';
import {
  affineGrid,
  affineGrid3d,
  attentionTheta,
  bicubicSampler,
  bilinearSampler,
  deformableConv2d,
  flowGrid,
  nearestSampler,
  projectiveGrid,
  spatialTransformer,
  thinPlateSplineGrid,
  trilinearSampler,
} from '../../src/spatial';

// tsc checks these; the functions are never called.

type Grid = tf.Tensor3D | tf.Tensor4D;
type VolumeGrid = tf.Tensor4D | tf.Tensor5D;
type Sampled = tf.Tensor3D | tf.Tensor4D | tf.Tensor5D;

const row = [[0, 0]];
const image = [row];
const images = [image];
const volumes = [images];
const tensor1D = () => tf.tensor1d([1]);
const tensor2D = () => tf.tensor2d(row);
const tensor3D = () => tf.tensor3d(image);
const tensor4D = () => tf.tensor4d(images);
const tensor5D = () => tf.tensor5d(volumes);
/** Of a rank that TypeScript does not know. */
const some = (): tf.Tensor => tensor3D();

test('grids have a batch axis where their parameters have one', () => {
  expectTypeOf(() => affineGrid(tensor2D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => affineGrid(tensor3D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => affineGrid([[1, 2, 3], [4, 5, 6]], [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>(); // biome-ignore format: a matrix
  expectTypeOf(() => affineGrid(image, [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => affineGrid(some(), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => affineGrid3d(tensor2D(), [1, 2, 3])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => affineGrid3d(tensor3D(), [1, 2, 3])).returns.toEqualTypeOf<tf.Tensor5D>();
  expectTypeOf(() => affineGrid3d(row, [1, 2, 3])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => affineGrid3d(some(), [1, 2, 3])).returns.toEqualTypeOf<VolumeGrid>();
  expectTypeOf(() => projectiveGrid(tensor1D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => projectiveGrid([1, 0, 0, 0, 1, 0, 0, 0], [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => projectiveGrid(tensor3D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => projectiveGrid(tensor2D(), [1, 2])).returns.toEqualTypeOf<Grid>(); // [batch, 8] or [3, 3]
  expectTypeOf(() => flowGrid(tensor3D())).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => flowGrid(tensor4D())).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => flowGrid(image)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => flowGrid(some())).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => thinPlateSplineGrid(row, tensor2D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => thinPlateSplineGrid(tensor3D(), tensor3D(), [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => thinPlateSplineGrid(some(), image, [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => thinPlateSplineGrid(row, some(), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => attentionTheta({ scale: 1, translation: [0, 0] })).returns.toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(() => attentionTheta({ scale: [1], translation: row })).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => attentionTheta({ scale: 1, translation: tensor2D() })).returns.toEqualTypeOf<tf.Tensor3D>();
});

test('samples have the rank of the images', () => {
  expectTypeOf(() => bilinearSampler(tensor3D(), image)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => bilinearSampler(tensor4D(), tensor4D())).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => bilinearSampler(image, image)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => bilinearSampler(images, images, { padding: 'border' })).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => bilinearSampler(some(), some())).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => bicubicSampler(tensor4D(), image)).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => nearestSampler(tensor3D(), image)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => nearestSampler(tensor5D(), volumes)).returns.toEqualTypeOf<tf.Tensor5D>();
  expectTypeOf(() => trilinearSampler(tensor4D(), images)).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => trilinearSampler(tensor5D(), volumes)).returns.toEqualTypeOf<tf.Tensor5D>();
  expectTypeOf(() => trilinearSampler(some(), volumes)).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => spatialTransformer(tensor3D(), row, [1, 2])).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => spatialTransformer(tensor4D(), row, [1, 2])).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(() => deformableConv2d(tensor3D(), images, image)).returns.toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(() => deformableConv2d(images, images, images)).returns.toEqualTypeOf<tf.Tensor4D>();
});

test('one sampler may stand for another', () => {
  const sampler = Math.random() < 0.5 ? bilinearSampler : nearestSampler;
  expectTypeOf(() => sampler(tensor3D(), image)).returns.toEqualTypeOf<tf.Tensor3D>();
  const samplers = [nearestSampler, bilinearSampler, bicubicSampler, trilinearSampler];
  expectTypeOf(() => samplers.map((each) => each(tensor4D(), image))).returns.toEqualTypeOf<tf.Tensor4D[]>();
});

test('inline tensors of every rank, and the rank that the caller expects', () => {
  expectTypeOf(() => bilinearSampler(tf.ones([2, 2, 1]), tf.zeros([1, 1, 2]))).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => bilinearSampler(tf.ones([1, 2, 2, 1]), tf.zeros([1, 1, 1, 2]))).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => bicubicSampler(tf.ones([1, 2, 2, 1]), tf.zeros([1, 1, 1, 2]))).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => nearestSampler(tf.ones([2, 2, 1]), tf.zeros([1, 1, 2]))).toBeFunction();
  expectTypeOf(() => trilinearSampler(tf.ones([2, 2, 2, 1]), images)).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => trilinearSampler(tf.ones([1, 2, 2, 2, 1]), volumes)).returns.toEqualTypeOf<Sampled>();
  expectTypeOf(() => spatialTransformer(tf.ones([2, 2, 1]), tf.ones([6]), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => spatialTransformer(tf.ones([1, 2, 2, 1]), tf.ones([1, 6]), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => deformableConv2d(tf.ones([2, 2, 1]), images, image)).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => deformableConv2d(tf.ones([1, 2, 2, 1]), images, images)).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => affineGrid(tf.ones([2, 3]), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => affineGrid(tf.ones([1, 2, 3]), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => affineGrid3d(tf.ones([1, 3, 4]), [1, 2, 3])).returns.toEqualTypeOf<VolumeGrid>();
  expectTypeOf(() => projectiveGrid(tf.ones([8]), [1, 2])).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => flowGrid(tf.ones([1, 2, 2, 2]))).returns.toEqualTypeOf<Grid>();
  expectTypeOf(() => thinPlateSplineGrid(tf.ones([3, 2]), tf.ones([1, 3, 2]), [1, 2])).returns.toEqualTypeOf<Grid>();
  const batch = (): tf.Tensor4D => bilinearSampler(tf.ones([1, 2, 2, 1]), tf.zeros([1, 1, 1, 2]));
  const example = (): tf.Tensor3D => bilinearSampler(tf.ones([2, 2, 1]), affineGrid(tf.ones([2, 3]), [1, 2]));
  expectTypeOf(batch).returns.toEqualTypeOf<tf.Tensor4D>();
  expectTypeOf(example).returns.toEqualTypeOf<tf.Tensor3D>();
  // @ts-expect-error: an image has samples of its own rank
  expectTypeOf((): tf.Tensor4D => bilinearSampler(tensor3D(), image)).toBeFunction();
});
