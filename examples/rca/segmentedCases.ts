import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { digits } from '../support/mnist';
import { readNifti, type Volume } from './nifti';

export interface SegmentedCase {
  /** `[height, width, 1]`. */
  image: tf.Tensor3D;
  /** int32 `[height, width]`. */
  segmentation: tf.Tensor2D;
}

/** The size of the slices, which are padded to it. */
const [rows, columns] = [48, 64];

/**
 * The sagittal slice of each volume that shows most of the hippocampus, from a folder with `images` and `labels` of the
 * Medical Segmentation Decathlon's task 4. Class 1 is the anterior part, class 2 the posterior part.
 */
export async function hippocampusCases(folder: string, count: number): Promise<SegmentedCase[]> {
  const files = (await readdir(join(folder, 'labels'))).filter((file) => /\.nii(\.gz)?$/.test(file)).sort();
  if (files.length < count) throw new Error(`${folder} has ${files.length} labelled volumes; this run takes ${count}`);
  const cases: SegmentedCase[] = [];
  for (const file of files.slice(0, count)) {
    const labels = await readNifti(join(folder, 'labels', file));
    const image = await readNifti(join(folder, 'images', file));
    cases.push(largestSlice(image, labels));
  }
  return cases;
}

/** The sagittal slice with the largest area of labels. The intensities between two quantiles become 0 to 1. */
function largestSlice(image: Volume, labels: Volume): SegmentedCase {
  const [depth, height, width] = labels.size;
  const at = (z: number, y: number, x: number) => (z * height + y) * width + x;
  const areas = new Float64Array(width);
  for (let k = 0; k < labels.values.length; k++) if (labels.values[k] > 0) areas[k % width]++;
  const slice = areas.indexOf(Math.max(...areas));
  const sorted = image.values.slice().sort();
  const [dark, bright] = [0.02, 0.98].map((share) => sorted[Math.floor(share * sorted.length)]);
  const pixels = new Float32Array(rows * columns);
  const ids = new Int32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [z, y] = [row - ((rows - depth) >> 1), column - ((columns - height) >> 1)];
      const [nearZ, nearY] = [Math.min(Math.max(z, 0), depth - 1), Math.min(Math.max(y, 0), height - 1)];
      const source = at(nearZ, nearY, slice);
      pixels[row * columns + column] = (image.values[source] - dark) / (bright - dark);
      if (z === nearZ && y === nearY) ids[row * columns + column] = labels.values[source];
    }
  }
  return {
    image: tf.tensor3d(pixels, [rows, columns, 1]),
    segmentation: tf.tensor2d(ids, [rows, columns], 'int32'),
  };
}

/** A zero whose stroke is open, or almost closed over its hole, has no second class. */
const smallestHole = 100; // pixels

/** Zeros of MNIST at twice their size, with some noise. Class 1 is the stroke, class 2 its hole. */
export async function digitCases(count: number): Promise<SegmentedCase[]> {
  const { images, labels } = await digits('train', { count: 20 * count });
  const ids = await labels.data();
  const cases: SegmentedCase[] = [];
  for (const k of [...ids.keys()].filter((k) => ids[k] === 0)) {
    if (cases.length === count) break;
    const image = tf.tidy(() => tf.squeeze(tf.image.resizeBilinear(tf.slice(images, k, 1), [56, 56]), [0]));
    const classes = strokeAndHole(await image.data(), 56);
    if (classes.filter((id) => id === 2).length >= smallestHole) {
      cases.push({
        image: tf.tidy(() => tf.add(image, tf.randomNormal(image.shape, 0, 0.15, 'float32', k + 1)) as tf.Tensor3D),
        segmentation: tf.tensor2d(classes, [56, 56], 'int32'),
      });
    }
    image.dispose();
  }
  if (cases.length < count) throw new Error(`there are only ${cases.length} zeros among ${ids.length} digits`);
  tf.dispose([images, labels]);
  return cases;
}

/** Ink is the stroke; paper that is not connected to the border is a hole. */
function strokeAndHole(ink: ArrayLike<number>, side: number): Int32Array {
  const ids = Int32Array.from({ length: side * side }, (_, k) => (ink[k] > 0.4 ? 1 : 2));
  const open = [0];
  for (let k = open.pop(); k !== undefined; k = open.pop()) {
    if (ids[k] !== 2) continue;
    ids[k] = 0;
    if (k % side > 0) open.push(k - 1);
    if (k % side < side - 1) open.push(k + 1);
    if (k >= side) open.push(k - side);
    if (k < side * (side - 1)) open.push(k + side);
  }
  return ids;
}
